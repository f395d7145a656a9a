"""What schools send."""
