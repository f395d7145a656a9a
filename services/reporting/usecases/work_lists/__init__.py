"""Who is at whom on the work lists, as it is said."""
