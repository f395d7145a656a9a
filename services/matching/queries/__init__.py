"""What people read: each module holds what a page shows, the port that finds it, and the SQL behind it."""
