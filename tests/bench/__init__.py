"""The bench: how many rows a second from workbook bytes to status changes, what each stage costs, and the bare limit.

A fresh stack of its own, a fixed mix of files made beforehand, one run.
"""
