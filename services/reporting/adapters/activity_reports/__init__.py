"""January reports to schools in PostgreSQL."""
