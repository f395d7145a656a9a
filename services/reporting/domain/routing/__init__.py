"""Which service an item came to, and which looks after it."""
