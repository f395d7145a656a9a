"""Webhooks: what becomes of a message after each attempt to hand it to an address, and when the next one is made."""
