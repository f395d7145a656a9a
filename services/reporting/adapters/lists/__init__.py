"""Lists of young people in PostgreSQL: who stands on one today, and those that went out."""
