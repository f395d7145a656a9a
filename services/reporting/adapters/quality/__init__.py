"""Notes about alerts of unusual leavers, in PostgreSQL."""
