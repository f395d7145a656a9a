"""Arrays for PostgreSQL, written as one text: `$1::text::uuid[]`.

Of a type that it does not know by heart the driver asks the server once a connection, and of each element whether it is
itself a list; PostgreSQL reads the text quickly.
"""

from collections.abc import Iterable
from uuid import UUID


def array_of(values: Iterable[int | UUID | None]) -> str:
    """Return the array as PostgreSQL writes it; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
