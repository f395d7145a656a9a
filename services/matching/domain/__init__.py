"""Who is this row about? Names made comparable, facts that two descriptions share, and one table that decides.

Nothing here waits, reads a clock or raises on account of data: the same rows and the same people give the same answer.
"""
