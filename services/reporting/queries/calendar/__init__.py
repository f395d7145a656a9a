"""What the pages of the calendar read."""
