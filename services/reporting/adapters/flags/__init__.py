"""Objections and confidential records, in PostgreSQL."""
