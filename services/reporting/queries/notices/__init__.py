"""What the pages of notices read."""
