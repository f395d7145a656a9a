"""The pages of reminders: who is written to, what was sent, what is paused, and the addresses of contacts."""
