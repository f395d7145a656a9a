"""What is erased of people, in PostgreSQL."""
