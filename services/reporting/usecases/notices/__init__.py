"""Notices: kept when a file comes to stand so, sent by e-mail, read, and turned off by establishments."""
