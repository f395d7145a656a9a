"""What the pages of the NEET report read from snapshots."""
