"""Keys: the master key, the data key of each day, and the blind index of identifiers."""
