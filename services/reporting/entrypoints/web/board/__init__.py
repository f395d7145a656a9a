"""The board of returns: who owes what, on a page and as files to take away."""
