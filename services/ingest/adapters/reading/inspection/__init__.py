"""Looks at a file before a reader library opens it: its sizes, what it declares, what must be noted of its cells."""
