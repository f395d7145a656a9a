"""The work on people, in PostgreSQL."""
