"""Notices: what an establishment is told of its files and lists, on a page and by e-mail, and when. All is pure."""
