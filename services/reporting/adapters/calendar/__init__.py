"""What the authority changed about the calendar, in PostgreSQL."""
