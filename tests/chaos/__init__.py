"""Kill everything at random while rows flow: the end must be the same as if nothing had happened."""
