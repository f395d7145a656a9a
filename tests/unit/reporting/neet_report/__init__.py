"""The NEET report without a database."""
