"""Which file of a return counts: generations and the fold over them, decisions of people, where a file stands."""
