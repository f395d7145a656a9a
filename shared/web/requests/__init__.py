"""What is checked and read of each request before a page answers it."""
