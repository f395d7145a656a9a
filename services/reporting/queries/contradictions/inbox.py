"""The list of contradictions: all of them for the authority, for an establishment its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from services.reporting.adapters.contradictions.situation import HOLDS, SETTLEMENT, STATE, STATE_WHERE
from services.reporting.domain.contradictions.thread import ThreadState
from services.reporting.queries.read_audit import ReadAudit
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import beyond, own_rows
from shared.persistence.pool import Connection, Pool

Shown = Literal["open", "settled", "closed"]
"""What a list may be narrowed to; what is open again is open."""


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Which contradictions to list; None or empty: not asked."""

    own: str | None = None
    """The establishment whose account asks: it sees its own and no other. None: the authority asks."""
    code: str | None = None
    establishments: tuple[str, ...] = ()
    """Numbers, any of which is one of the contradiction's."""
    state: Shown | None = None
    confidential: bool = False
    """Whether whoever asks may see where somebody is whose record is confidential."""


@dataclass(frozen=True, slots=True)
class ContradictionLine:
    """A contradiction in the list."""

    contradiction_id: int
    code: str
    establishments: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    state: ThreadState
    surname: str | None
    """As the authority knows the learner; for an establishment as its own return names them, or the roll its own pupil;
    None where neither does."""
    forename: str | None
    born_on: date | None
    messages: int
    last_written_at: datetime | None


class InboxRows(Protocol):
    """Finds contradictions."""

    async def contradictions(self, wanted: InboxFilter, *, page: int, page_size: int) -> Listing[ContradictionLine]:
        """Return contradictions: first those that are open, then the settled, then the closed; the newest first."""
        ...

    async def count_open(self, own: str | None, *, confidential: bool) -> int:
        """Return how many are open: of all, or of an establishment's own."""
        ...

    async def of_person(self, person_id: UUID) -> list[ContradictionLine]:
        """Return a person's contradictions in the same order."""
        ...


class InboxQueries:
    """The list of contradictions; each look at names is recorded."""

    def __init__(self, rows: InboxRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def contradictions(
        self, wanted: InboxFilter, *, account: str, page: int, page_size: int
    ) -> Listing[ContradictionLine]:
        """Return one page of the list and note that this account read it."""
        await self._audit.note_read(account, None, "contradictions")
        return await self._rows.contradictions(wanted, page=page, page_size=page_size)

    async def count_open(self, own: str | None, *, confidential: bool = False) -> int:
        """Return how many are open; no name is shown."""
        return await self._rows.count_open(own, confidential=confidential)


OWN_NAME: Final = """
LEFT JOIN LATERAL (
    SELECT x.surname, x.forename, x.born_on
    FROM claims x JOIN generations g USING (generation_id) JOIN returns r USING (return_id)
    WHERE x.person_id = c.person_id AND r.establishment = $1 AND x.match_rule <> 'entered'
    ORDER BY g.received_at DESC, x.generation_id, x.ordinal LIMIT 1
) AS own ON true
LEFT JOIN people AS known ON known.person_id = c.person_id
    AND ($1::text IS NULL OR (own.surname IS NULL AND own.forename IS NULL AND known.school = $1))
"""
"""Who the learner of a contradiction `c` is: to the authority by all, to an establishment by the newest row that it
sent about them, and where it sent none, as the roll names its own pupil. What was entered on a page repeats the
authority's names, and is none of the establishment's."""
NAME: Final = """
coalesce(known.surname, own.surname) AS surname, coalesce(known.forename, own.forename) AS forename,
coalesce(known.born_on, own.born_on) AS born_on
"""

VISIBLE: Final = """
({sees}::boolean OR NOT EXISTS (
    SELECT FROM flagged f WHERE f.person_id = c.person_id AND f.flag = 'confidential'))
"""
"""A contradiction names where somebody is: of a confidential record it is for those alone who may see that."""

# Whether a settlement holds is told by what all sides say, which is asked by id of those that were found: `_HOLDING`.
_LISTED_STATE, _COUNTED_STATE = (
    STATE_WHERE.format(holds=f"CASE WHEN {of}::bigint[] IS NULL THEN {HOLDS} ELSE c.contradiction_id = ANY({of}) END")
    for of in ("$9", "$3")
)
_SETTLED: Final = f"""
SELECT c.contradiction_id FROM contradictions c {SETTLEMENT}
WHERE c.closed_at IS NULL AND $1 = ANY(c.establishments) AND s.act = 'settled' AND s.opened_at = c.opened_at
"""  # noqa: S608 (our own texts)
_HOLDING: Final = f"""
SELECT c.contradiction_id FROM contradictions c {SETTLEMENT}
WHERE c.contradiction_id = ANY($1::bigint[]) AND {STATE} = 'settled'
"""  # noqa: S608 (our own texts)
# Names and notes are read for the rows of the page alone.
_LIST: Final = f"""
WITH situation AS MATERIALIZED (
    SELECT c.*, {_LISTED_STATE} AS state FROM contradictions c {SETTLEMENT}
    WHERE ($1::text IS NULL OR $1 = ANY(c.establishments)) AND ($2::text IS NULL OR c.code = $2)
      AND ($3::text[] IS NULL OR c.establishments && $3) AND ($4::uuid IS NULL OR c.person_id = $4)
      AND {VISIBLE.format(sees="$8")}
), listed AS MATERIALIZED (
    SELECT * FROM situation
    WHERE $5::text IS NULL OR CASE state WHEN 'again' THEN 'open' ELSE state END = $5
), c AS MATERIALIZED (
    SELECT * FROM listed
    ORDER BY CASE state WHEN 'settled' THEN 1 WHEN 'closed' THEN 2 ELSE 0 END, opened_at DESC, contradiction_id DESC
    LIMIT $6 OFFSET $7
)
SELECT c.contradiction_id, c.code, c.establishments, c.opened_at, c.closed_at, c.state, {NAME}, n.messages,
       n.last_written_at, (SELECT count(*) FROM listed) AS total
FROM c {OWN_NAME}
CROSS JOIN LATERAL (
    SELECT count(*) AS messages, max(written_at) AS last_written_at
    FROM contradiction_notes WHERE contradiction_id = c.contradiction_id
) AS n
ORDER BY CASE state WHEN 'settled' THEN 1 WHEN 'closed' THEN 2 ELSE 0 END, opened_at DESC, contradiction_id DESC
"""  # noqa: S608 (our own texts)
_COUNT_OPEN: Final = f"""
SELECT count(*) FROM (
    SELECT {_COUNTED_STATE} AS state FROM contradictions c {SETTLEMENT}
    WHERE c.closed_at IS NULL AND ($1::text IS NULL OR $1 = ANY(c.establishments))
      AND {VISIBLE.format(sees="$2")}
) AS situation WHERE state IN ('open', 'again')
"""  # noqa: S608 (our own texts)
_OF_PERSON_MAX: Final = 100


class PostgresInboxRows:
    """`InboxRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def contradictions(self, wanted: InboxFilter, *, page: int, page_size: int) -> Listing[ContradictionLine]:
        asked = (wanted.own, wanted.code, list(wanted.establishments) or None, None, wanted.state)
        async with own_rows(self._pool) as connection:
            holding = await _holding(connection, wanted.own)
            rows = await connection.fetch(
                _LIST, *asked, page_size, (page - 1) * page_size, wanted.confidential, holding
            )
        return listing_of(rows, [_line(row) for row in rows], page=page, page_size=page_size)

    async def count_open(self, own: str | None, *, confidential: bool) -> int:
        async with own_rows(self._pool) as connection:
            holding = await _holding(connection, own)
            return int(await connection.fetchval(_COUNT_OPEN, own, confidential, holding))

    async def of_person(self, person_id: UUID) -> list[ContradictionLine]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_LIST, None, None, None, person_id, None, _OF_PERSON_MAX, 0, True, None)
        return [_line(row) for row in rows]


async def _holding(connection: Connection, own: str | None) -> Sequence[int] | None:
    """Return which of an establishment's settlements still hold; None: nobody's, each is looked up as it is read."""
    if own is None:
        return None
    settled = [row["contradiction_id"] for row in await connection.fetch(_SETTLED, own)]
    if not settled:
        return settled
    async with beyond(connection):
        return [row["contradiction_id"] for row in await connection.fetch(_HOLDING, settled)]


def _line(row: Any) -> ContradictionLine:
    return view_of(ContradictionLine, row, establishments=tuple(row["establishments"]))
