"""The complaints about a file: how often each was made, and each at its cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from services.reporting.adapters.guarantee.unlisted import ASKING
from services.reporting.domain.roles.offer import GONE
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """How often one complaint was made in a submission."""

    code: str
    severity: str
    rows: int


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One complaint about one cell."""

    code: str
    severity: str
    sheet: str
    line: int
    cell: str | None
    column_id: str | None
    counts_instead_line: int | None = None
    """For a row that a rule over the whole return leaves out: the row that counts."""


@dataclass(frozen=True, slots=True)
class UnlistedRow:
    """A row of an earlier list that counts, though a newer one does not have its person any more."""

    submission_id: UUID
    file_name: str | None
    sheet: str
    line: int


class IssueQueries(Protocol):
    """The complaints about a generation."""

    async def issue_groups(self, generation_id: int) -> Sequence[IssueGroup]:
        """Return the complaints by code, those that refuse rows first, then the most frequent."""
        ...

    async def issues(self, generation_id: int, *, code: str | None, page: int, page_size: int) -> Listing[IssueLine]:
        """Return the complaints in the order of the sheet."""
        ...

    async def unlisted(self, generation_id: int) -> Sequence[UnlistedRow]:
        """Return rows of earlier lists that this one does not have and that are asked about; a thousand at most."""
        ...


# Who stands on a list that is out is known here alone: looked up when somebody looks, so that a list that is taken back
# or goes out anew is judged by as it is.
_COMPLAINTS: Final = """
    SELECT ordinal, position, line, sheet, code, severity, column_id, cell, NULL::integer AS counts_instead
    FROM issues WHERE generation_id = $1
    UNION ALL
    SELECT a.ordinal, 32767, a.line, a.sheet, a.code, 'left_out', NULL, NULL, a.counts_instead
    FROM set_aside_rows a JOIN claims n USING (generation_id, ordinal)
    WHERE a.generation_id = $1 AND NOT n.counts
    UNION ALL
    SELECT c.ordinal, 32766, c.line, c.sheet, 'not_on_the_list_sent', 'warning', NULL, NULL, NULL
    FROM generations g JOIN returns r USING (return_id) JOIN list_issues o USING (collection, period)
    JOIN claims c ON c.generation_id = g.generation_id
    WHERE g.generation_id = $1 AND o.taken_back_at IS NULL AND c.counts AND NOT EXISTS (
        SELECT FROM listed_people l
        WHERE (l.issue_id, l.establishment, l.person_id) = (o.issue_id, r.establishment, c.person_id)
    )
"""

_GROUPS: Final = f"""
SELECT code, severity, count(DISTINCT ordinal) AS rows FROM ({_COMPLAINTS}) i GROUP BY code, severity
ORDER BY array_position(ARRAY['error', 'field_error'], severity) NULLS LAST, severity = 'repaired', rows DESC, code
"""  # noqa: S608 (our own names)

_ISSUES: Final = f"""
SELECT i.line, i.sheet, i.code, i.severity, i.column_id, i.cell, count(*) OVER () AS total,
       (SELECT c.line FROM claims c WHERE c.generation_id = $1 AND c.ordinal = i.counts_instead) AS counts_instead_line
FROM ({_COMPLAINTS}) i
WHERE $2::text IS NULL OR i.code = $2
ORDER BY i.ordinal, i.position
LIMIT $3 OFFSET $4
"""  # noqa: S608 (our own names)


_UNLISTED: Final = """
SELECT g.submission_id, s.file_name, c.sheet, c.line
FROM generations n JOIN returns r ON r.return_id = n.return_id
JOIN carried_claims k ON k.edition_id = n.edition_id AND k.unlisted
JOIN carried_claims e ON e.edition_id = r.edition_id AND e.generation_id = k.generation_id AND e.ordinal = k.ordinal
    AND e.unlisted
JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
JOIN generations g ON g.generation_id = c.generation_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
WHERE n.generation_id = $1 AND r.collection = ANY($2)
  AND coalesce(c.facts::json ->> 'response', '') <> ALL($3)
  AND NOT EXISTS (SELECT FROM submissions x WHERE x.submission_id = n.submission_id AND x.channel = 'entry')
ORDER BY g.received_at, c.ordinal
LIMIT 1000
"""


class PostgresIssueQueries:
    """`IssueQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def issue_groups(self, generation_id: int) -> Sequence[IssueGroup]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_GROUPS, generation_id)
        return [view_of(IssueGroup, row) for row in rows]

    async def issues(self, generation_id: int, *, code: str | None, page: int, page_size: int) -> Listing[IssueLine]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_ISSUES, generation_id, code, page_size, (page - 1) * page_size)
        lines = [view_of(IssueLine, row) for row in rows]
        return listing_of(rows, lines, page=page, page_size=page_size)

    async def unlisted(self, generation_id: int) -> Sequence[UnlistedRow]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_UNLISTED, generation_id, sorted(ASKING), sorted(GONE))
        return [view_of(UnlistedRow, row) for row in rows]
