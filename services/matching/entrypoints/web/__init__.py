"""The review list: rows that a person of the authority must look at."""
