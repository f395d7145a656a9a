"""What starts work in validation: events."""
