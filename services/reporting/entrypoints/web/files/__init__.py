"""Pages about files and returns: each file with what became of it, what it changes, and what people decide of it."""
