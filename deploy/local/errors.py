"""What can go wrong while the local stack is built, said in one line with its remedy."""

INTERRUPTED = "Interrupted. `make up` goes on from here; `make down` stops what was started."


class StackError(Exception):
    """The local stack cannot do what was asked; the message says why and what to do."""
