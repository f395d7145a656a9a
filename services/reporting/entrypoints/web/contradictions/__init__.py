"""The pages about contradictions between returns: the list, and the thread of each."""
