"""Pages about the monthly cycle of the national return."""
