"""Links in PostgreSQL: one row for each record that found or founded its person."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from asyncpg.pgproto import pgproto

from services.matching.usecases.ports import Linked
from shared.persistence.pool import Connection

_COLUMNS = (
    "submission_id",
    "judgement",
    "received_at",
    "ordinal",
    "person_id",
    "created",
    "rule",
    "evidence",
    "details",
    "contact",
)


class PostgresLinks:
    """Links, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, linked: Sequence[Linked]) -> None:
        rows = list(chain.from_iterable(map(_rows, linked)))
        if rows:
            await self._connection.copy_records_to_table("links", records=rows, columns=_COLUMNS)


def _rows(linked: Linked) -> Iterator[tuple[object, ...]]:
    return zip(
        # The driver's own class of UUID, which it writes without asking.
        repeat(pgproto.UUID(linked.part.submission_id.bytes)),
        repeat(linked.part.judgement),
        repeat(linked.part.received_at),
        linked.records.ordinals,
        linked.person_ids,
        linked.created,
        linked.rules,
        linked.evidence,
        linked.details,
        linked.contact,
        strict=False,
    )
