"""What is owed, and what came for it."""
