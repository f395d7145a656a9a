"""Reminders in PostgreSQL, and the mail server."""
