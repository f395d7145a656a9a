"""What is only entered on pages, and never sent as a file."""
