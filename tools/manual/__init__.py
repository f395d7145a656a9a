"""Writes the generated pages of the manual, docs/generated, from the tables in the code."""
