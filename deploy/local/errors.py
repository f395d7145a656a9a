"""What can go wrong while the local stack is built, said in one line with its remedy."""


class StackError(Exception):
    """The local stack cannot do what was asked; the message says why and what to do."""
