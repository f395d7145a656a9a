"""Three kinds of error and what follows from each. What is wrong with the data is a value and never raised."""


class OnwardError(Exception):
    """Anything that Onward raises on purpose. Messages name codes and coordinates, never values."""


class Transient(OnwardError):  # noqa: N818 (what happened, not an error of ours)
    """A server or the network failed: the same attempt may succeed later. Retried a bounded number of times."""


class Poison(OnwardError):  # noqa: N818
    """The message can never be handled. It becomes a dead letter, with its reason and coordinates."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """A short code such as `bad_seal`; it goes to logs, metrics and the dead-letter topic."""


class Fatal(OnwardError):  # noqa: N818
    """This process cannot go on and must be started again; nothing was committed."""
