"""What moved between two snapshots, as a list of reasons that adds up."""
