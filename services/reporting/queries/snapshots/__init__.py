"""Which snapshots there are."""
