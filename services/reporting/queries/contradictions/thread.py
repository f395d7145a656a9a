"""The thread of one contradiction: what each return says, and what was written and decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from services.reporting.adapters.claims import CLAIM_COLUMNS, Origin, shown_claim_of
from services.reporting.adapters.contradictions.situation import ABOUT, COUNTS, SETTLEMENT, SITUATION, SPEAKING
from services.reporting.adapters.entries import ENTERED
from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.claims import Claim, day_of
from services.reporting.domain.contradictions.thread import Act, Situation
from services.reporting.queries.contradictions.inbox import NAME, OWN_NAME, VISIBLE
from services.reporting.queries.read_audit import ReadAudit
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import beyond, own_rows
from shared.persistence.pool import Pool

_ROLLS: Final = [kind.collection for kind in CLAIM_KINDS if kind.states_scope]
"""Codes of the collections that say whom the authority tracks."""
_EVIDENCE_MAX: Final = 200
"""More rows than returns ever had about one learner."""


@dataclass(frozen=True, slots=True)
class RowDetails:
    """What only the authority sees, and the establishment whose return it is."""

    claim: Claim
    submission_id: UUID
    file_name: str | None
    sheet: str
    line: int
    entered: bool
    """It was entered on a page, and is no row of a file."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What one return says about where the learner was since when."""

    establishment: str
    collection: str
    period: str
    received_at: datetime
    counts: bool
    """False: it is the last that the establishment said, and does not count any more."""
    until: datetime | None
    """Until when it counted."""
    started_on: date | None
    left_on: date | None
    on_roll_at: str | None
    """The establishment at which the authority's roll has the learner; None: it is no row of the roll."""
    details: RowDetails | None
    """None: it is another establishment's."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A message or a decision in the thread."""

    note_id: int
    written_at: datetime
    account: str | None
    """None: of somebody else's establishment, or of the authority: an establishment sees no names of staff there."""
    establishment: str | None
    """None: the authority."""
    act: Act
    words: str | None
    taken_back: bool
    """It is a settlement that was taken back."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A contradiction with its evidence and its notes."""

    contradiction_id: int
    code: str
    person_id: UUID
    establishments: tuple[str, ...]
    closed_at: datetime | None
    surname: str | None
    forename: str | None
    born_on: date | None
    situation: Situation
    settled_at: datetime | None
    """When it was settled last, as far as that was not taken back and it was not opened again; None: it was not."""
    evidence: Sequence[EvidenceRow]
    notes: Listing[NoteView]
    """The newest first."""


class ThreadRows(Protocol):
    """Finds one thread."""

    async def find_thread(
        self, contradiction_id: int, own: str | None, *, confidential: bool, page: int, page_size: int
    ) -> Thread | None:
        """Return a thread with a page of its notes; None: there is none, or it is none of this establishment's."""
        ...


class ThreadQueries:
    """One thread at a time; each look is recorded."""

    def __init__(self, rows: ThreadRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def find_thread(
        self,
        contradiction_id: int,
        own: str | None,
        *,
        account: str,
        confidential: bool = False,
        page: int,
        page_size: int,
    ) -> Thread | None:
        """Return the thread and note that this account read it; `own`: the establishment whose account it is.

        `confidential`: whether the account may see where somebody is whose record is confidential.
        """
        found = await self._rows.find_thread(
            contradiction_id, own, confidential=confidential, page=page, page_size=page_size
        )
        if found is not None:
            await self._audit.note_read(account, found.person_id, "contradiction")
        return found


_THREAD: Final = f"""
SELECT c.contradiction_id, c.code, c.person_id, c.establishments, c.closed_at, {NAME}
FROM contradictions c {OWN_NAME}
WHERE c.contradiction_id = $2 AND ($1::text IS NULL OR $1 = ANY(c.establishments))
  AND {VISIBLE.format(sees="$3")}
"""  # noqa: S608 (our own texts)
# What both sides say is asked of a thread that was found, by its id.
_SITUATION: Final = f"""
SELECT {SITUATION}, CASE s.act WHEN 'settled' THEN s.written_at END AS settled_at
FROM contradictions c {SETTLEMENT} WHERE c.contradiction_id = $1
"""  # noqa: S608 (our own texts)

_OF_ROW: Final = f"""
x.generation_id, x.ordinal, x.facts::jsonb AS facts, g.submission_id, g.received_at, r.return_id, r.establishment,
r.collection, r.period, {COUNTS} AS counts
"""

# What counts now; of an establishment of which nothing counts any more, the last that did. What a row says beyond where
# somebody was since when is read only for the authority and for whoever sent the row. An establishment learns whom the
# roll has with it, and not whom it has elsewhere.
_EVIDENCE: Final = f"""
WITH asked AS (SELECT $1::uuid AS person_id, $2::text[] AS establishments),
said AS (
    SELECT one.*, (
        SELECT max(upper(p.known)) FROM effective_periods p JOIN editions e USING (edition_id)
        LEFT JOIN carried_claims h ON h.edition_id = p.edition_id
            AND h.generation_id = one.generation_id AND h.ordinal = one.ordinal
        WHERE p.return_id = one.return_id AND (e.generation_id = one.generation_id OR h.edition_id IS NOT NULL)
    ) AS until
    FROM asked c CROSS JOIN LATERAL (
        SELECT {_OF_ROW}, NULL AS on_roll_at {SPEAKING}
        UNION ALL
        SELECT {_OF_ROW}, x.facts::jsonb ->> 'school' {ABOUT}
          AND {COUNTS} AND x.kind = ANY($4) AND x.facts::jsonb ->> 'school' = ANY(c.establishments)
          AND ($3::text IS NULL OR x.facts::jsonb ->> 'school' = $3)
    ) AS one
), placed AS (
    SELECT said.*, row_number() OVER (
        PARTITION BY establishment ORDER BY counts DESC, until DESC NULLS LAST, received_at DESC, generation_id, ordinal
    ) AS place FROM said
)
SELECT {CLAIM_COLUMNS}, c.particulars, c.sheet, c.match_rule, c.file_name, p.submission_id, p.received_at,
       p.establishment, p.collection, p.period, p.counts, p.until, p.on_roll_at,
       p.facts ->> 'started_on' AS started_on, p.facts ->> 'left_on' AS left_on, c.facts IS NOT NULL AS shown
FROM placed AS p
LEFT JOIN LATERAL (
    SELECT x.*, f.file_name FROM claims x LEFT JOIN submissions f ON f.submission_id = p.submission_id
    WHERE x.generation_id = p.generation_id AND x.ordinal = p.ordinal
      AND ($3::text IS NULL OR p.establishment = $3)
) AS c ON true
WHERE p.counts OR (p.place = 1 AND p.until IS NOT NULL)
ORDER BY p.on_roll_at NULLS FIRST, p.establishment,
     p.counts DESC, p.received_at DESC, p.generation_id, p.ordinal LIMIT {_EVIDENCE_MAX}
"""  # noqa: S608 (our own texts)

_NOTES: Final = """
SELECT n.note_id, n.written_at, CASE WHEN $2::text IS NULL OR n.establishment = $2 THEN n.account END AS account,
       n.establishment, n.act, n.words, EXISTS (SELECT FROM contradiction_notes u WHERE u.undoes = n.note_id)
       AS taken_back, count(*) OVER () AS total
FROM contradiction_notes n WHERE n.contradiction_id = $1 ORDER BY n.note_id DESC LIMIT $3 OFFSET $4
"""


class PostgresThreadRows:
    """`ThreadRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find_thread(
        self, contradiction_id: int, own: str | None, *, confidential: bool, page: int, page_size: int
    ) -> Thread | None:
        """Return a thread as it is at one instant."""
        async with own_rows(self._pool, one_instant=True) as connection:
            row = await connection.fetchrow(_THREAD, own, contradiction_id, confidential)
            if row is None:
                return None
            notes = await connection.fetch(_NOTES, contradiction_id, own, page_size, (page - 1) * page_size)
            async with beyond(connection):
                (stands,) = await connection.fetch(_SITUATION, contradiction_id)
                evidence = await connection.fetch(_EVIDENCE, row["person_id"], row["establishments"], own, _ROLLS)
        return view_of(
            Thread,
            row,
            establishments=tuple(row["establishments"]),
            situation=Situation(**{name: stands[name] for name in Situation._fields}),
            settled_at=stands["settled_at"],
            evidence=[_evidence_row(one) for one in evidence],
            notes=listing_of(notes, [view_of(NoteView, one) for one in notes], page=page, page_size=page_size),
        )


def _evidence_row(row: Any) -> EvidenceRow:
    days = {name: day_of(row[name]) for name in ("started_on", "left_on")}
    return view_of(EvidenceRow, row, **days, details=_details(row) if row["shown"] else None)


def _details(row: Any) -> RowDetails:
    origin = Origin(row["submission_id"], row["received_at"], row["establishment"], row["period"])
    return view_of(RowDetails, row, claim=shown_claim_of(row, origin), entered=row["match_rule"] == ENTERED)
