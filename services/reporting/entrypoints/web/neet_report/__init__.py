"""The NEET report of a snapshot: page, files, and the people behind each figure."""
