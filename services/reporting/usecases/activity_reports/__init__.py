"""January reports to schools: drafted from a snapshot, released, taken back."""
