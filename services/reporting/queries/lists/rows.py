"""`ListRows` and `SentRows` over PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.adapters.lists.answered import issued_lists
from services.reporting.adapters.lists.issues import issue_out
from services.reporting.adapters.lists.who_is_listed import read_listed_today
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.lists.who_is_listed import ListedToday
from services.reporting.domain.returns.issued import IssuedLists
from services.reporting.queries.board.known import KnownReturns, known_returns
from services.reporting.queries.guarantee_countdown import CountdownQueries, PostgresCountdownRows
from services.reporting.queries.lists.evidence import Removable, Where, removable
from services.reporting.queries.lists.lists import ListQueries
from services.reporting.queries.lists.sent import ListedPerson, SentLists
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.usecases.lists.ports import ListIssue
from shared.clock import Clock
from shared.persistence.arrays import array_of
from shared.persistence.own_rows import beyond, own_rows
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.collections.collection import ListOf
from shared.vocabulary.establishments import Register

_LISTED: Final = """
SELECT i.period, l.person_id::text
FROM listed_people l JOIN list_issues i USING (issue_id)
WHERE l.establishment = $2 AND i.issue_id = (
    SELECT issue_id FROM list_issues WHERE collection = $1 AND taken_back_at IS NULL ORDER BY period DESC LIMIT 1
)
"""
# Whoever stands on it may be another school's by now: who they are is asked by id.
_PEOPLE: Final = """
SELECT p.surname, p.forename, p.born_on, p.birth_cohort, CASE WHEN o.flag IS NULL THEN p.upn END AS upn,
       CASE WHEN o.flag IS NULL THEN p.uln END AS uln
FROM people p LEFT JOIN flagged o ON o.person_id = p.person_id AND o.flag = 'objection'
WHERE NOT EXISTS (SELECT FROM flagged c WHERE c.person_id = p.person_id AND c.flag = 'confidential')
  AND p.person_id = ANY($1::text::uuid[])
ORDER BY p.sort_key, p.person_id
"""


class PostgresListRows:
    """What lists are made of, and what is read of those that went out."""

    def __init__(self, pool: Pool, kind_of: KindOf) -> None:
        self._pool = pool
        self._kind_of = kind_of

    async def known(self) -> KnownReturns:
        async with connection_of(self._pool) as connection:
            return await known_returns(connection, None, reminded=False)

    async def listed_today(self, of: ListOf, period: str, on: date) -> Sequence[ListedToday]:
        async with connection_of(self._pool) as connection:
            return await read_listed_today(connection, of, period, on, self._kind_of)

    async def removable(
        self, of: ListOf, names: Mapping[str, Sequence[UUID]], missing: Collection[str], summer: Round
    ) -> Mapping[Where, Removable]:
        async with connection_of(self._pool) as connection:
            return await removable(connection, of, names, missing, summer)

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        async with connection_of(self._pool) as connection:
            return await issue_out(connection, collection, period)

    async def issued(self, establishment: str) -> IssuedLists:
        async with own_rows(self._pool) as connection:
            return await issued_lists(connection, [establishment])

    async def listed(self, collection: str, establishment: str) -> tuple[str, Sequence[ListedPerson]] | None:
        async with own_rows(self._pool, one_instant=True) as connection:
            listed = await connection.fetch(_LISTED, collection, establishment)
            async with beyond(connection):
                rows = await connection.fetch(_PEOPLE, array_of(one["person_id"] for one in listed))
        if not rows:
            return None
        return listed[0]["period"], [ListedPerson(*(row[name] for name in ListedPerson._fields)) for row in rows]

    async def calendar(self) -> Calendar:
        async with connection_of(self._pool) as connection:
            return await read_calendar(connection)


def lists_over(
    pool: Pool, register: Register, clock: Clock, kind_of: KindOf
) -> tuple[ListQueries, SentLists, CountdownQueries]:
    """Return what the pages about lists and the countdown read, over PostgreSQL."""
    rows, audit = PostgresListRows(pool, kind_of), PostgresReadAudit(pool)
    countdown = CountdownQueries(PostgresCountdownRows(pool, kind_of), audit, clock)
    return ListQueries(rows, register, clock), SentLists(rows, audit, clock), countdown
