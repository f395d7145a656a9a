"""Webhooks in PostgreSQL, their secrets under the master key, and the addresses outside by HTTPS."""
