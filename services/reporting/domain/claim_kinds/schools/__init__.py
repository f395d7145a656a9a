"""What schools claim about people."""
