"""What is seeded in the year beside damaged rows, and whether it was found."""
