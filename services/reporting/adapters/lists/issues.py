"""Lists that went out, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.adapters.lists.who_is_listed import read_listed_today
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.lists.who_is_listed import ListedToday
from services.reporting.usecases.lists.ports import ListIssue, NewListIssue
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.collections.collection import ListOf

_LOCK: Final = "LOCK TABLE list_issues IN SHARE ROW EXCLUSIVE MODE"
_IS_KEPT: Final = "SELECT EXISTS (SELECT FROM list_issues WHERE entry_id = $1)"
# Whatever came for it and was not taken out again, from whichever school: then somebody has worked with the list.
_OUT: Final = """
SELECT i.issue_id, i.issued_at, i.account, EXISTS (
    SELECT FROM returns r JOIN generations g USING (return_id)
    WHERE r.collection = i.collection AND r.period = i.period AND g.received_at >= i.issued_at
      AND g.state NOT IN ('undone', 'superseded')
) AS answered
FROM list_issues i WHERE i.collection = $1 AND i.period = $2 AND i.taken_back_at IS NULL
"""
_KEEP: Final = """
INSERT INTO list_issues (entry_id, collection, period, issued_at, account) VALUES ($1, $2, $3, $4, $5)
RETURNING issue_id
"""
_NAMES: Final = """
INSERT INTO listed_people (issue_id, establishment, person_id)
SELECT $1, n.establishment, n.person_id FROM unnest($2::text[], $3::text::uuid[]) AS n (establishment, person_id)
"""
# As a settlement does (`adapters/returns.py`): nobody is told of a list while it is being taken back.
_HOLD_MESSAGES: Final = """
SELECT pg_advisory_xact_lock_shared(hashtextextended('returns of ' || establishment, 0)) FROM (
    SELECT DISTINCT establishment FROM listed_people WHERE issue_id = $1 ORDER BY 1
) AS asked
"""
_TAKE_BACK: Final = "UPDATE list_issues SET taken_back_at = $2, taken_back_by = $3 WHERE issue_id = $1"


async def issue_out(connection: Connection, collection: str, period: str) -> ListIssue | None:
    """Return the issue of a list that is out; None: none is."""
    row = await connection.fetchrow(_OUT, collection, period)
    return None if row is None else ListIssue(**row)


class PostgresListIssues:
    """The tables `list_issues` and `listed_people`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        """Let nobody else send a list out, or take one back, until the transaction ends."""
        await self._connection.execute(_LOCK)

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was issued before."""
        return bool(await self._connection.fetchval(_IS_KEPT, entry_id))

    async def listed_today(self, of: ListOf, period: str, on: date, kind_of: KindOf) -> Sequence[ListedToday]:
        """Return who stands on a list today."""
        return await read_listed_today(self._connection, of, period, on, kind_of)

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        """Return the issue that is out; None: none is."""
        return await issue_out(self._connection, collection, period)

    async def keep(self, issue: NewListIssue, names: Mapping[str, Sequence[UUID]]) -> None:
        """Keep an issue, with who stands on it by school."""
        issue_id = await self._connection.fetchval(_KEEP, *issue)
        pairs = [(school, person) for school, people in names.items() for person in people]
        schools, people = [school for school, _ in pairs], array_of(person for _, person in pairs)
        await self._connection.execute(_NAMES, issue_id, schools, people)

    async def take_back(self, issue_id: int, at: datetime, account: str) -> None:
        """Keep that an issue was taken back; a message to a school on it that is being handed over goes first."""
        await self._connection.fetch(_HOLD_MESSAGES, issue_id)
        await self._connection.execute(_TAKE_BACK, issue_id, at, account)
