"""What colleges claim about people."""
