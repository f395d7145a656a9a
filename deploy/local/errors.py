"""Errors of the local stack: one line each, with the remedy."""

INTERRUPTED = "Interrupted. `make up` goes on from here; `make down` stops what was started."


class StackError(Exception):
    """The local stack cannot do what was asked; the message gives the reason and the remedy."""
