"""What moved between two snapshots."""
