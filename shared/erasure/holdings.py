"""What a service keeps about a young person, as a register: an erasure removes it, a subject access shows it.

Each service has its own; a test holds them against the tables of the database and against what erasures remove.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

Erased = Literal["removed", "emptied", "stays"]
"""What an erasure does with these rows: removes them, empties what is about somebody where it stands, or leaves them,
as they hold ids that lead to nothing any more."""
LEFT_OUT: Final = frozenset(
    {"account", "sender", "sent_by", "asked_by", "answered_by", "taken_back_by", "keys", "sort_key", "candidates"}
)
"""Columns that are never handed out: who of the staff did something, who else a row may be about, and keys of ours."""


class Holding(NamedTuple):
    """A table with rows about young people."""

    table: str
    """With its schema."""
    what: str
    """What it is, for whoever is told what is kept of them."""
    query: str
    """Finds the rows about people; `$1`: an array of their ids."""
    erased: Erased = "removed"
    sure: bool = True
    """False: a row may be about somebody else."""


class HeldTable(NamedTuple):
    """The rows about one person in one table."""

    table: str
    what: str
    sure: bool
    rows: Sequence[Mapping[str, Any]]


async def held_of(connection: Connection, holdings: Sequence[Holding], person_id: UUID) -> list[HeldTable]:
    """Return everything that a service keeps about somebody, table by table. Raises asyncpg.PostgresError."""
    found = []
    for one in holdings:
        records = await connection.fetch(one.query, array_of([person_id]))
        rows = [{name: value for name, value in record.items() if name not in LEFT_OUT} for record in records]
        found.append(HeldTable(one.table, one.what, one.sure, rows))
    return found
