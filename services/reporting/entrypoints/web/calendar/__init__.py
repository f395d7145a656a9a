"""The calendar: its dates, what was changed, and how it is changed."""
