"""Webhooks: every status change is handed to the addresses of other teams, signed, in order for each person."""
