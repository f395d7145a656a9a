"""The review desk: rows that a person of the authority must look at."""
