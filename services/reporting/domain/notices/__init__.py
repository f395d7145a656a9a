"""Notices: what its sender is told of a file, on a page and by e-mail, and when. Everything here is pure."""
