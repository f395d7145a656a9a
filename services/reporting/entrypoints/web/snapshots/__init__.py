"""Pages about snapshots, and how other pages choose one."""
