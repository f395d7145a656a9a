"""Which file of a return counts: generations, when one is held, what people decide, how far a file has come."""
