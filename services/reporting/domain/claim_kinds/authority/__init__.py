"""What the authority itself claims about people."""
