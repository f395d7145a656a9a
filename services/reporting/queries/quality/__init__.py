"""What the pages about the quality of data read."""
