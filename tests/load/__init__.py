"""Many at once: schools that send in the last minute, people who read meanwhile, and an hour of ordinary work."""
