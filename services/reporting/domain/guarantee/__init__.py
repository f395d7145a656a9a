"""The September Guarantee: who must have an offer of a place, by which round, and whether they have one."""
