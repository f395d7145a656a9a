"""Pages about the lists that are sent to schools."""
