"""What other teams read the public topic with, on the real broker; no service runs."""
