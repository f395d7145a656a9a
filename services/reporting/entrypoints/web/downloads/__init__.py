"""Pages from which senders download something."""
