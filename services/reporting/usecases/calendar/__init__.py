"""Changing the calendar: a date, the ways to send, or the reading of a contradiction; and taking that back."""
