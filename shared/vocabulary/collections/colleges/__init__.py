"""What colleges send."""
