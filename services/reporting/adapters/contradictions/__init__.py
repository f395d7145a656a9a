"""Contradictions in PostgreSQL."""
