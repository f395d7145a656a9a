"""Erasures and subject accesses: what is asked for, what services hold, and that each has done its part."""
