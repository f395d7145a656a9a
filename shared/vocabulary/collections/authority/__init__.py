"""What the authority itself sends."""
