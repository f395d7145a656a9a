"""Routes of items in PostgreSQL."""
