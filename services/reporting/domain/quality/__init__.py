"""The quality of what establishments send: what it is compared with, and what is missing in it."""
