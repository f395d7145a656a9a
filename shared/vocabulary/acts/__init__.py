"""What people do that changes something: which acts take two people, and why one is enough for the others."""
