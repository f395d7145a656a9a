"""What-ifs: what would differ, in figures and in people."""
