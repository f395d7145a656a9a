"""Passing items on to the service that looks after them."""
