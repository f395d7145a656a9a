"""Files: the list of them, and one of them with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.returns.decisions import why_not_the_senders
from services.reporting.domain.returns.hold import Comparison, HoldRule
from services.reporting.domain.returns.progress import FINAL, Facts, RowCounts, Stage, stage_of
from services.reporting.domain.returns.punctuality import Receipt, ReturnTiming, timing_of
from services.reporting.queries.receipts import ReturnOf, receipts_for
from services.reporting.queries.routing.queues import RouteView
from services.reporting.queries.submission.decisions import (
    DecisionView,
    WaitingDecisionView,
    decisions_about,
    waiting_decision,
)
from services.reporting.queries.submission.stages import NEWEST, STAGE, facts_of
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Connection, Pool
from shared.vocabulary.columns import BY_ID
from shared.vocabulary.london import london_day


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    """Which submissions to list. `sender_of`: only those that this establishment sent or that are about it."""

    establishments: tuple[str, ...] = ()
    """Any of them; empty: not asked. A file that is of no return is listed under whoever sent it."""
    collection: str | None = None
    stage: Stage | None = None
    sender_of: str | None = None
    waiting: bool = False
    """True: only those about which a decision waits for a second person."""
    received_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileNoteView:
    """A remark about the file as a whole that refuses nothing."""

    code: str
    sheet: str | None
    count: int
    column: str | None = None
    """The letter over the column that it is about, where it is about one."""
    heading: str | None = None
    """The heading under which the return wants a column that is not there."""


@dataclass(frozen=True, slots=True)
class NilView:
    """A statement that there is nothing to send."""

    stated_by: str | None
    """Who wrote the e-mail; None: it was stated on a page."""
    emailed: bool


@dataclass(frozen=True, slots=True)
class Built:
    """The newest generation that a submission has built."""

    generation_id: int
    judgement: int
    parts_to_judge: int | None
    parts_judged: int
    parts_to_match: int | None
    parts_matched: int
    hold: HoldRule | None
    comparison: Comparison | None
    """What it changes compared with what counted before; None until that has been worked out."""
    effective_submission_id: UUID | None
    """The submission that counts for the same return now."""
    decisions: tuple[DecisionView, ...] = ()
    waiting: WaitingDecisionView | None = None
    """A decision about it that waits for a second person: it is not in force."""
    severities: int | None = None
    """Version of the severities by which it was judged; 0: the catalogue's own. None: not all of it has been judged."""
    not_the_senders: str | None = None
    """Why its sender cannot say itself that a held one is meant so; None: it can."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One file and what became of it."""

    submission_id: UUID
    received_at: datetime | None
    channel: str | None
    sender: str | None
    sender_establishment: str | None
    file_name: str | None
    tag: str | None
    comment: str | None
    sha256: str | None
    size_bytes: int | None
    uploaded_at: datetime | None
    data_taken_on: date | None
    """When the sender took the data from its own system, as it says."""
    collection: str | None
    establishment: str | None
    period: str | None
    repeats: UUID | None
    outcome_code: str | None
    facts: Facts
    counts: RowCounts
    notes: tuple[FileNoteView, ...] = ()
    built: Built | None = None
    nil: NilView | None = None
    """None: it is a file."""
    timing: ReturnTiming | None = None
    """How its return stood once it had come; None: no date is set, or it is in a list of files."""

    route: RouteView | None = None
    """None: it has not been routed yet, or is an entry on a page."""

    @property
    def late(self) -> bool:
        """Whether it is the file with which its return came late: a correction of what came in time is not late."""
        timing = self.timing
        return timing is not None and timing.state == "late" and timing.answered_at == self.received_at

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return stage_of(self.facts)

    @property
    def whose(self) -> str | None:
        """The establishment of its return; where that is not known, the one that sent it."""
        return self.establishment or self.sender_establishment

    @property
    def finished(self) -> bool:
        """True when nothing more happens by itself."""
        return self.stage in FINAL


class SubmissionQueries(Protocol):
    """The files that were sent."""

    async def submissions(self, wanted: SubmissionFilter, *, page: int, page_size: int) -> Listing[Submission]:
        """Return the newest first."""
        ...

    async def find_submission(self, submission_id: UUID) -> Submission | None: ...


_DETAILS: Final = f"""
SELECT s.*, w.total, g.generation_id, g.judgement, g.rows_accepted, g.rows_refused, g.rows_unanswered,
       g.rows_matched, g.rows_created, g.rows_awaiting, g.parts_to_judge, g.parts_judged, g.parts_to_match,
       g.parts_matched, g.complete, g.state, g.severities, g.hold, r.generation_id = g.generation_id AS effective,
       c.submission_id AS effective_submission_id, d.decision, d.generation_id = g.generation_id AS decided_as_it_is,
       p.decision_id AS waiting_id, p.decision AS waiting_decision, p.account AS waiting_account,
       p.reason AS waiting_reason, p.decided_at AS waiting_since, p.people_removed AS waiting_removes,
       p.by_sender AS waiting_by_sender, p.act AS waiting_act, g.received_at AS built_from, ro.came_to, ro.service,
       ro.passed_on, e.people_before, e.people_listed, e.people_added, e.people_removed, e.people_shielded,
       (SELECT count(*) FROM set_aside_rows a JOIN claims n USING (generation_id, ordinal)
        WHERE a.generation_id = g.generation_id AND NOT n.counts) AS rows_set_aside
FROM wanted w JOIN submissions s USING (submission_id)
{NEWEST}
LEFT JOIN editions e ON e.edition_id = g.edition_id
LEFT JOIN routes ro ON ro.submission_id = s.submission_id AND ro.collection IS NOT DISTINCT FROM s.collection
LEFT JOIN generations c ON c.generation_id = r.generation_id
ORDER BY s.received_at DESC NULLS FIRST, s.submission_id
"""  # noqa: S608 (our own names)

_LISTED: Final = f"""
WITH wanted AS (
    SELECT s.submission_id, count(*) OVER () AS total
    FROM submissions s {NEWEST}
    WHERE (cardinality($1::text[]) = 0 OR coalesce(s.establishment, s.sender_establishment) = ANY($1))
      AND ($2::text IS NULL OR s.collection = $2)
      AND ($3::text IS NULL OR $3 = {STAGE})
      AND ($4::text IS NULL OR $4 IN (s.establishment, s.sender_establishment))
      AND ($5 IS FALSE OR p.decision_id IS NOT NULL)
      AND ($6::timestamptz IS NULL OR s.received_at >= $6)
      -- What is entered about one young person stands on their record.
      AND (s.channel IS DISTINCT FROM 'entry' OR s.period NOT LIKE 'own %')
    ORDER BY s.received_at DESC NULLS FIRST, s.submission_id
    LIMIT $7 OFFSET $8
)
{_DETAILS}
"""  # noqa: S608 (our own names)

_ONE: Final = f"WITH wanted AS (SELECT $1::uuid AS submission_id, 1::bigint AS total) {_DETAILS}"


class PostgresSubmissionQueries:
    """`SubmissionQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def submissions(self, wanted: SubmissionFilter, *, page: int, page_size: int) -> Listing[Submission]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(
                _LISTED,
                list(wanted.establishments),
                wanted.collection,
                wanted.stage,
                wanted.sender_of,
                wanted.waiting,
                wanted.received_from,
                page_size,
                (page - 1) * page_size,
            )
        return listing_of(rows, [_submission(row) for row in rows], page=page, page_size=page_size)

    async def find_submission(self, submission_id: UUID) -> Submission | None:
        async with own_rows(self._pool) as connection:
            row = await connection.fetchrow(_ONE, submission_id)
            if row is None:
                return None
            decisions = await decisions_about(connection, submission_id)
            found = _submission(row, decisions)
            return replace(found, timing=await _timing(connection, found))


async def _timing(connection: Connection, found: Submission) -> ReturnTiming | None:
    """Return how the return of a file stood on the day on which the file came, by what had come until then."""
    of, at = (found.establishment, found.collection, found.period), found.received_at
    if found.built is None or at is None or None in of:
        return None
    asked = ReturnOf(*map(str, of))
    receipts = (await receipts_for(connection, [asked]))[asked]
    until = [Receipt(asked.collection, at), *(one for one in receipts if one.received_at <= at)]
    known = (await read_calendar(connection)).known_at(at)
    return timing_of(asked.collection, known.deadlines_of(asked.collection, asked.period), until, london_day(at))


def _submission(row: Any, decisions: Sequence[DecisionView] = ()) -> Submission:
    return view_of(
        Submission,
        row,
        facts=facts_of(row),
        counts=_counts(row),
        notes=tuple(_note(note) for note in row["notes"]),
        built=_built(row, decisions) if row["generation_id"] is not None else None,
        nil=NilView(row["nil"]["stated_by"], row["nil"]["emailed_at"] is not None) if row["nil"] else None,
        timing=None,
        route=None if row["service"] is None else view_of(RouteView, row),
    )


def _note(note: Any) -> FileNoteView:
    wanted = BY_ID.get(note.get("heading"))
    return FileNoteView(
        note["code"],
        note.get("sheet"),
        note.get("count", 1),
        note.get("column"),
        None if wanted is None else wanted.header,
    )


def _counts(row: Any) -> RowCounts:
    return RowCounts(
        extracted=row["rows_extracted"],
        blank=row["rows_blank"] or 0,
        accepted=row["rows_accepted"] or 0,
        refused=row["rows_refused"] or 0,
        unanswered=row["rows_unanswered"] or 0,
        matched=row["rows_matched"] or 0,
        created=row["rows_created"] or 0,
        awaiting=row["rows_awaiting"] or 0,
        set_aside=row["rows_set_aside"],
    )


def _built(row: Any, decisions: Sequence[DecisionView]) -> Built:
    comparison = _comparison(row) if row["people_before"] is not None else None
    why_not = None
    if comparison is not None and row["hold"] is not None:
        why_not = why_not_the_senders(row["hold"], comparison, row["collection"] or "", london_day(row["built_from"]))
    return view_of(
        Built,
        row,
        comparison=comparison,
        not_the_senders=why_not,
        decisions=tuple(decisions),
        waiting=waiting_decision(row) if row["waiting_id"] is not None else None,
    )


def _comparison(row: Any) -> Comparison:
    return Comparison(
        before=row["people_before"],
        listed=row["people_listed"],
        added=row["people_added"],
        removed=row["people_removed"],
        shielded=row["people_shielded"],
    )
