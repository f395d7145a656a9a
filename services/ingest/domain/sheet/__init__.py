"""What a sheet says: which template its header makes it, which lines are rows, what its cells mean."""
