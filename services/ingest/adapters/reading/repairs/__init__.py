"""Repairs before the reader library opens a file: one small module for a format or a fault.

Each function is named after the fault that it repairs. One law holds for all: a file, or a part of one, without the
fault comes back as the very same object. They run in the disposable child, after the guard has looked at the sizes.
"""
