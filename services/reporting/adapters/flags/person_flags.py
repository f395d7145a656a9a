"""Flags of young people in PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from services.reporting.usecases.erasure.ports import NewFlag
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_KNOWN: Final = "SELECT EXISTS (SELECT FROM people WHERE person_id = $1)"
_ADD: Final = """
INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


# What the returns say that count now, one word an establishment: its newest. It is entered where it differs from what
# the establishment said before; that there is none, only where there was one. Rows that state anything are few and have
# an index of their own: they come first, materialised, or a plan made while the tables are empty reads whole returns.
HEAR: Final = """
WITH stated AS MATERIALIZED (
    SELECT person_id, generation_id, objects FROM claims
    WHERE person_id = ANY($1::text::uuid[]) AND objects IS NOT NULL AND counts
)
INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at, source)
SELECT gen_random_uuid(), said.person_id, 'objection', said.objects,
       (said.received_at AT TIME ZONE 'Europe/London')::date, $3, '', $2, said.establishment
FROM (
    SELECT DISTINCT ON (o.person_id, r.establishment)
           o.person_id, r.establishment, g.received_at, bool_or(o.objects) AS objects
    FROM stated o JOIN generations g USING (generation_id)
    JOIN returns r ON r.return_id = g.return_id AND r.generation_id = g.generation_id
    GROUP BY o.person_id, r.establishment, g.generation_id, g.received_at
    ORDER BY o.person_id, r.establishment, g.received_at DESC, g.generation_id DESC
) AS said
LEFT JOIN LATERAL (
    SELECT f.in_force FROM person_flags f
    WHERE f.person_id = said.person_id AND f.flag = 'objection' AND f.source = said.establishment
    ORDER BY f.flag_id DESC LIMIT 1
) AS before ON true
WHERE said.objects <> coalesce(before.in_force, false)
"""
STATED: Final = "Stated in a return"


class PostgresPersonFlags:
    """The table `person_flags`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, flag: NewFlag) -> bool:
        if not await self._connection.fetchval(_KNOWN, flag.person_id):
            return False
        await self._connection.execute(_ADD, *flag)
        return True

    async def hear(self, people: Iterable[UUID], at: datetime) -> None:
        await self._connection.execute(HEAR, array_of(people), at, STATED)
