"""Workbooks that Onward hands out."""
