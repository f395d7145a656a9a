"""Notices: kept when there is something to tell, sent by e-mail, read, and turned off by establishments."""
