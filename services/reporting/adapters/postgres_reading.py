"""What the pages about submissions and returns show, read from PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.generations import Comparison
from services.reporting.domain.progress import Counts, Facts
from services.reporting.usecases.reading import (
    Built,
    Decided,
    IssueGroup,
    IssueLine,
    Listing,
    Note,
    ReturnLine,
    Submission,
    WaitingDecision,
    Wanted,
)
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.columns import BY_ID

_NEWEST: Final = """
LEFT JOIN LATERAL (
    SELECT * FROM generations WHERE submission_id = s.submission_id ORDER BY judgement DESC LIMIT 1
) g ON true
LEFT JOIN returns r ON r.return_id = g.return_id
LEFT JOIN LATERAL (
    SELECT decision FROM decisions JOIN generations USING (generation_id)
    WHERE submission_id = s.submission_id AND in_force ORDER BY decision_id DESC LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT decisions.* FROM decisions JOIN generations USING (generation_id)
    WHERE submission_id = s.submission_id ORDER BY decision_id DESC LIMIT 1
) p ON p.second_person AND p.answered_by IS NULL
"""
"""d: what was decided last of what is in force. p: what was decided last, where that waits for a second person. Both
are about the file, whichever judgement of it was shown."""

_STAGE: Final = """
CASE
    WHEN s.outcome = 'unreadable' THEN 'unreadable'
    WHEN s.outcome = 'set_aside' THEN 'set aside'
    WHEN s.repeats IS NOT NULL THEN 'repeated'
    WHEN d.decision = 'undo' AND g.verdict IN ('accepted', 'held', 'passed over') THEN 'deciding'
    WHEN d.decision = 'approve' AND g.verdict IN ('held', 'passed over', 'undone') THEN 'deciding'
    WHEN g.verdict IN ('held', 'undone', 'superseded') THEN g.verdict
    WHEN g.verdict = 'accepted' AND r.generation_id = g.generation_id THEN 'effective'
    WHEN g.verdict IN ('accepted', 'passed over') THEN 'replaced'
    WHEN g.complete THEN 'settling'
    WHEN s.rows_extracted IS NOT NULL OR g.verdict IS NOT NULL THEN 'checking'
    ELSE 'received'
END
"""
"""`domain.progress.stage_of` in SQL; a test holds the two against each other."""

_DETAILS: Final = f"""
SELECT s.*, w.total, g.generation_id, g.judgement, g.rows_accepted, g.rows_refused, g.rows_matched, g.rows_created,
       g.rows_awaiting, g.parts_to_judge, g.parts_judged, g.parts_to_match, g.parts_matched, g.complete, g.verdict,
       g.hold, r.generation_id = g.generation_id AS effective, c.submission_id AS effective_submission_id,
       d.decision, p.decision_id AS waiting_id, p.decision AS waiting_decision, p.account AS waiting_account,
       p.reason AS waiting_reason, p.decided_at AS waiting_since, p.people_removed AS waiting_removes,
       e.people_before, e.people_listed, e.people_added, e.people_removed, e.people_shielded,
       (SELECT count(*) FROM set_aside_rows a JOIN claims n USING (generation_id, ordinal)
        WHERE a.generation_id = g.generation_id AND NOT n.counts) AS rows_set_aside
FROM wanted w JOIN submissions s USING (submission_id)
{_NEWEST}
LEFT JOIN editions e ON e.edition_id = g.edition_id
LEFT JOIN generations c ON c.generation_id = r.generation_id
ORDER BY s.received_at DESC NULLS FIRST, s.submission_id
"""  # noqa: S608 (our own names)

_LISTED: Final = f"""
WITH wanted AS (
    SELECT s.submission_id, count(*) OVER () AS total
    FROM submissions s {_NEWEST}
    WHERE (cardinality($1::text[]) = 0 OR coalesce(s.establishment, s.sender_establishment) = ANY($1))
      AND ($2::text IS NULL OR s.collection = $2)
      AND ($3::text IS NULL OR $3 = {_STAGE})
      AND ($4::text IS NULL OR $4 IN (s.establishment, s.sender_establishment))
      AND ($5 IS FALSE OR p.decision_id IS NOT NULL)
    ORDER BY s.received_at DESC NULLS FIRST, s.submission_id
    LIMIT $6 OFFSET $7
)
{_DETAILS}
"""  # noqa: S608 (our own names)

_ONE: Final = f"WITH wanted AS (SELECT $1::uuid AS submission_id, 1::bigint AS total) {_DETAILS}"

_DECISIONS: Final = """
SELECT decision, account, reason, decided_at, people_removed, second_person, answered_by, answered_at, confirmed
FROM decisions JOIN generations USING (generation_id) WHERE submission_id = $1 ORDER BY decision_id DESC LIMIT 20
"""

_COMPLAINTS: Final = """
    SELECT ordinal, position, line, sheet, code, severity, column_id, cell, NULL::integer AS counts_instead
    FROM issues WHERE generation_id = $1
    UNION ALL
    SELECT a.ordinal, 32767, a.line, a.sheet, a.code, 'left_out', NULL, NULL, a.counts_instead
    FROM set_aside_rows a JOIN claims n USING (generation_id, ordinal)
    WHERE a.generation_id = $1 AND NOT n.counts
"""

_GROUPS: Final = f"""
SELECT code, severity, count(DISTINCT ordinal) AS rows FROM ({_COMPLAINTS}) i GROUP BY code, severity
ORDER BY array_position(ARRAY['error', 'field_error'], severity) NULLS LAST, severity = 'repaired', rows DESC, code
"""  # noqa: S608 (our own names)

_ISSUES: Final = f"""
SELECT i.line, i.sheet, i.code, i.severity, i.column_id, i.cell, count(*) OVER () AS total,
       (SELECT c.line FROM claims c WHERE c.generation_id = $1 AND c.ordinal = i.counts_instead) AS instead_line
FROM ({_COMPLAINTS}) i
WHERE $2::text IS NULL OR i.code = $2
ORDER BY i.ordinal, i.position
LIMIT $3 OFFSET $4
"""  # noqa: S608 (our own names)

_BOARD: Final = """
SELECT r.establishment, r.collection, r.period, count(*) OVER () AS total, a.submissions, a.held,
       l.submission_id AS latest_submission_id, l.received_at AS latest_received_at,
       c.submission_id AS effective_submission_id, c.received_at AS effective_received_at,
       coalesce(e.people_listed + e.people_shielded, 0) AS people, r.generation_id IS NULL AND a.taken_out AS taken_out,
       coalesce(c.rows_refused, l.rows_refused) AS rows_refused,
       coalesce(c.rows_awaiting, l.rows_awaiting) AS rows_awaiting
FROM returns r
CROSS JOIN LATERAL (
    SELECT count(DISTINCT submission_id) AS submissions, count(*) FILTER (WHERE verdict = 'held') AS held,
           bool_or(verdict = 'undone') AND NOT bool_or(verdict = 'building') AS taken_out
    FROM generations WHERE return_id = r.return_id
) a
JOIN LATERAL (
    SELECT * FROM generations WHERE return_id = r.return_id
    ORDER BY verdict = 'held' DESC, received_at DESC, submission_id LIMIT 1
) l ON true
LEFT JOIN generations c ON c.generation_id = r.generation_id
LEFT JOIN editions e ON e.edition_id = r.edition_id
ORDER BY a.held > 0 DESC, r.establishment, r.collection, r.period DESC
LIMIT $1 OFFSET $2
"""


class PostgresReading:
    """The port `usecases.reading.Reading`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def submissions(self, wanted: Wanted, *, page: int, page_size: int) -> Listing[Submission]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(
                _LISTED,
                list(wanted.establishments),
                wanted.collection,
                wanted.stage,
                wanted.sender_of,
                wanted.waiting,
                page_size,
                (page - 1) * page_size,
            )
        return _listing(rows, [_submission(row) for row in rows], page, page_size)

    async def find_submission(self, submission_id: UUID) -> Submission | None:
        """See the port."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_ONE, submission_id)
            if row is None:
                return None
            decisions = await connection.fetch(_DECISIONS, submission_id)
        return _submission(row, [Decided(**dict(decision)) for decision in decisions])

    async def issue_groups(self, generation_id: int) -> Sequence[IssueGroup]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_GROUPS, generation_id)
        return [IssueGroup(row["code"], row["severity"], row["rows"]) for row in rows]

    async def issues(self, generation_id: int, *, code: str | None, page: int, page_size: int) -> Listing[IssueLine]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_ISSUES, generation_id, code, page_size, (page - 1) * page_size)
        lines = [
            IssueLine(
                code=row["code"],
                severity=row["severity"],
                sheet=row["sheet"],
                line=row["line"],
                cell=row["cell"],
                column_id=row["column_id"],
                counts_instead_line=row["instead_line"],
            )
            for row in rows
        ]
        return _listing(rows, lines, page, page_size)

    async def board(self, *, page: int, page_size: int) -> Listing[ReturnLine]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_BOARD, page_size, (page - 1) * page_size)
        lines = [ReturnLine(**{name: value for name, value in row.items() if name != "total"}) for row in rows]
        return _listing(rows, lines, page, page_size)


def _listing(rows: Sequence[Any], items: Sequence[Any], page: int, page_size: int) -> Listing[Any]:
    return Listing(items, total=rows[0]["total"] if rows else 0, page=page, page_size=page_size)


def _submission(row: Any, decisions: Sequence[Decided] = ()) -> Submission:
    return Submission(
        submission_id=row["submission_id"],
        received_at=row["received_at"],
        channel=row["channel"],
        sender=row["sender"],
        sender_establishment=row["sender_establishment"],
        file_name=row["file_name"],
        tag=row["tag"],
        comment=row["comment"],
        sha256=row["sha256"],
        size_bytes=row["size_bytes"],
        uploaded_at=row["uploaded_at"],
        collection=row["collection"],
        establishment=row["establishment"],
        period=row["period"],
        repeats=row["repeats"],
        outcome_code=row["outcome_code"],
        facts=_facts(row),
        counts=_counts(row),
        notes=tuple(_note(note) for note in row["notes"]),
        built=_built(row, decisions) if row["generation_id"] is not None else None,
    )


def _note(note: Any) -> Note:
    wanted = BY_ID.get(note.get("heading"))
    return Note(
        note["code"],
        note.get("sheet"),
        note.get("count", 1),
        note.get("column"),
        None if wanted is None else wanted.header,
    )


def _facts(row: Any) -> Facts:
    return Facts(
        outcome=row["outcome"],
        repeated=row["repeats"] is not None,
        extracted=row["rows_extracted"] is not None,
        verdict=row["verdict"],
        decision=row["decision"],
        complete=bool(row["complete"]),
        effective=bool(row["effective"]),
    )


def _counts(row: Any) -> Counts:
    return Counts(
        extracted=row["rows_extracted"],
        blank=row["rows_blank"] or 0,
        accepted=row["rows_accepted"] or 0,
        refused=row["rows_refused"] or 0,
        matched=row["rows_matched"] or 0,
        created=row["rows_created"] or 0,
        awaiting=row["rows_awaiting"] or 0,
        set_aside=row["rows_set_aside"],
    )


def _built(row: Any, decisions: Sequence[Decided]) -> Built:
    compared = row["people_before"] is not None
    return Built(
        generation_id=row["generation_id"],
        judgement=row["judgement"],
        parts_to_judge=row["parts_to_judge"],
        parts_judged=row["parts_judged"],
        parts_to_match=row["parts_to_match"],
        parts_matched=row["parts_matched"],
        hold=row["hold"],
        comparison=Comparison(
            before=row["people_before"],
            listed=row["people_listed"],
            added=row["people_added"],
            removed=row["people_removed"],
            shielded=row["people_shielded"],
        )
        if compared
        else None,
        effective_submission_id=row["effective_submission_id"],
        decisions=tuple(decisions),
        waiting=_waiting(row) if row["waiting_id"] is not None else None,
    )


def _waiting(row: Any) -> WaitingDecision:
    return WaitingDecision(
        decision_id=row["waiting_id"],
        decision=row["waiting_decision"],
        account=row["waiting_account"],
        reason=row["waiting_reason"],
        since=row["waiting_since"],
        people_removed=row["waiting_removes"],
    )
