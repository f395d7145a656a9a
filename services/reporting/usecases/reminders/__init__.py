"""Reminders: sending today's, showing tomorrow's, pausing them, and keeping the addresses they go to."""
