"""Arrays of numbers and ids for PostgreSQL, written as one text.

The driver asks of each element of a list whether it is itself a list; for what is not text that costs more than all
the rest. PostgreSQL reads the text quickly: `$1::text::uuid[]`.
"""

from collections.abc import Iterable
from uuid import UUID


def array_of(values: Iterable[int | UUID | None]) -> str:
    """Return the array as PostgreSQL writes it; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
