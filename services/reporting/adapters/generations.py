"""Generations in PostgreSQL, filled part by part with COPY."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import asyncpg

from services.reporting.usecases.ports import Heading, Tally
from shared.contracts.matching import ClaimsMatched, MatchedClaim
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.errors import Poison
from shared.persistence.pool import Connection

CLAIM_COLUMNS: Final = (
    *("generation_id", "ordinal", "person_id", "line", "sheet", "match_rule", "created", "keys"),
    *("surname", "forename", "middle_names", "preferred_surname", "preferred_forename", "born_on", "sex", "upn", "uln"),
    *("local_ref", "authority_ref", "year_group", "sen", "postcode"),
)
ENROLMENT_COLUMNS: Final = (
    *("establishment", "enrolment_status", "level", "qualification_type", "title", "study_programme", "attendance"),
    *("planned_hours", "started_on", "ends_on"),
)
ROLL_COLUMNS: Final = (
    *("school", "district", "ehcp_until", "characteristics", "moved_in_on", "left_on", "left_status"),
)
_NO_ENROLMENT: Final = (None,) * len(ENROLMENT_COLUMNS)
_NO_ROLL: Final = (None,) * len(ROLL_COLUMNS)

_FIND = "SELECT generation_id FROM generations WHERE submission_id = $1 AND judgement = $2"

_MAKE_RETURN = """
INSERT INTO returns (collection, establishment, period) VALUES ($1, $2, $3)
ON CONFLICT (collection, establishment, period) DO NOTHING
"""

_MAKE = """
INSERT INTO generations (submission_id, judgement, return_id, received_at)
SELECT $1, $2, return_id, $6 FROM returns WHERE collection = $3 AND establishment = $4 AND period = $5
ON CONFLICT (submission_id, judgement) DO NOTHING
"""

_COUNT = """
UPDATE generations SET
    parts_judged = parts_judged + $2, rows_judged = rows_judged + $3, rows_accepted = rows_accepted + $4,
    rows_refused = rows_refused + $5, parts_matched = parts_matched + $6, rows_matched = rows_matched + $7,
    rows_created = rows_created + $8, rows_awaiting = rows_awaiting + $9,
    parts_to_judge = coalesce($10, parts_to_judge), rows_to_judge = coalesce($11, rows_to_judge),
    parts_to_match = coalesce($12, parts_to_match), rows_to_match = coalesce($13, rows_to_match)
WHERE generation_id = $1
RETURNING complete, return_id
"""

# Validation took two lines for one learner by what they say. Where matching gave them to two people, or the line that
# was to count has no person yet, both are needed. Asked once the generation is complete: any order of events will do.
_SET_ASIDE = """
UPDATE claims SET counts = false
FROM set_aside_rows AS s
WHERE claims.generation_id = $1 AND s.generation_id = $1 AND s.ordinal = claims.ordinal
  AND EXISTS (SELECT FROM claims w
              WHERE w.generation_id = $1 AND w.ordinal = s.counts_instead AND w.person_id = claims.person_id)
"""

# A return that is due already is locked until we commit (nothing is written: `WHERE false`). Else whoever takes it now
# would settle it without what we are about to commit, and nobody would be due any more.
_DUE = """
INSERT INTO unsettled_returns (return_id) VALUES ($1)
ON CONFLICT (return_id) DO UPDATE SET since = unsettled_returns.since WHERE false
"""


_ISSUE_COLUMNS: Final = (
    "generation_id",
    "ordinal",
    "position",
    "line",
    "sheet",
    "code",
    "severity",
    "column_id",
    "cell",
)
_NOTES_FROM: Final = 32_000
"""Position of a row's first note: behind all that was said of its cells, which has far fewer columns than that."""


class PostgresGenerations:
    """The tables `generations`, `claims`, `issues`, `unsettled_rows` and `set_aside_rows`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, heading: Heading) -> int:
        """Return the generation's id, making it and its return where this is the first that is heard of it."""
        key = (heading.submission_id, heading.judgement)
        found = await self._connection.fetchval(_FIND, *key)
        if found is None:
            return_key = (heading.collection, heading.establishment, heading.period)
            await self._connection.execute(_MAKE_RETURN, *return_key)
            await self._connection.execute(_MAKE, *key, *return_key, heading.received_at)
            found = await self._connection.fetchval(_FIND, *key)
        return int(found)

    async def count(self, generation_id: int, tally: Tally) -> bool:
        """Add to the tallies; the transaction that completes the count marks the return due and gets True."""
        row = await self._connection.fetchrow(
            _COUNT,
            generation_id,
            tally.parts_judged,
            tally.rows_judged,
            tally.rows_accepted,
            tally.rows_refused,
            tally.parts_matched,
            tally.rows_matched,
            tally.rows_created,
            tally.rows_awaiting,
            tally.parts_to_judge,
            tally.rows_to_judge,
            tally.parts_to_match,
            tally.rows_to_match,
        )
        assert row is not None
        if not row["complete"]:
            return False
        await self._connection.execute(_SET_ASIDE, generation_id)
        await self._connection.execute(_DUE, row["return_id"])
        return True

    async def record_verdicts(self, generation_id: int, event: RowsJudged) -> None:
        """Keep the issues of a part, one row each, and its refused rows."""
        issues = list(_issue_rows(generation_id, event))
        if issues:
            await self._copy("issues", _ISSUE_COLUMNS, issues)
        refused: list[tuple[Any, ...]] = [
            (generation_id, row.ordinal, row.line, event.sheet, "refused", None, list(row.keys), [])
            for row in event.judged
            if row.refused
        ]
        await self._copy_unsettled(refused)

    async def record_set_aside(self, generation_id: int, event: SubmissionJudged) -> None:
        """Keep which accepted rows are not to count where another line is matched to the same person."""
        rows = [(generation_id, r.ordinal, r.line, r.sheet, r.code, r.counts_instead) for r in event.set_aside]
        if rows:
            columns = ("generation_id", "ordinal", "line", "sheet", "code", "counts_instead")
            await self._copy("set_aside_rows", columns, rows)
        notes = list(_note_rows(generation_id, event))
        if notes:
            await self._copy("issues", _ISSUE_COLUMNS, notes)

    async def record_claims(self, generation_id: int, event: ClaimsMatched) -> None:
        """Keep the claims of a part and its rows that await a person."""
        await self._copy_unsettled(
            [
                (generation_id, a.ordinal, a.line, event.sheet, "awaiting", a.rule, list(a.keys), list(a.candidates))
                for a in event.awaiting
            ]
        )
        if not event.claims:
            return
        special, of = (ENROLMENT_COLUMNS, _enrolment) if event.claims[0].record.enrolment else (ROLL_COLUMNS, _roll)
        sheet = event.sheet
        rows = [(generation_id, *_claim(claim, sheet), *of(claim)) for claim in event.claims]
        await self._copy("claims", CLAIM_COLUMNS + special, rows)

    async def _copy_unsettled(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            columns = ("generation_id", "ordinal", "line", "sheet", "cause", "rule", "keys", "candidates")
            await self._copy("unsettled_rows", columns, rows)

    async def _copy(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        try:
            await self._connection.copy_records_to_table(table, columns=columns, records=rows)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            # A row said twice under two ids, a character no text may hold: no repetition mends it.
            raise Poison(f"{table}_{error.sqlstate or 'value'}") from None


def _issue_rows(generation_id: int, event: RowsJudged) -> Iterator[tuple[Any, ...]]:
    sheet = event.sheet
    for row in event.judged:
        for position, issue in enumerate(row.issues):
            yield (
                *(generation_id, row.ordinal, position, row.line, sheet),
                *(issue.code, issue.severity, issue.column, issue.cell),
            )


def _note_rows(generation_id: int, event: SubmissionJudged) -> Iterator[tuple[Any, ...]]:
    for position, note in enumerate(sorted(event.notes, key=lambda note: (note.ordinal, note.code))):
        # Two numbers can be shared, so two notes stand on one row at most: their places need only differ.
        place = _NOTES_FROM + position % 2
        yield (generation_id, note.ordinal, place, note.line, note.sheet, note.code, "warning", note.column, None)


def _claim(claim: MatchedClaim, sheet: str) -> tuple[Any, ...]:
    record, person = claim.record, claim.record.person
    return (
        record.ordinal,
        claim.person_id,
        record.line,
        sheet,
        claim.rule,
        claim.outcome == "new",
        record.keys,
        person.surname,
        person.forename,
        person.middle_names,
        person.preferred_surname,
        person.preferred_forename,
        person.born_on,
        person.sex,
        person.upn,
        person.uln,
        person.local_ref,
        person.authority_ref,
        person.year_group,
        person.sen,
        person.postcode,
    )


def _enrolment(claim: MatchedClaim) -> tuple[Any, ...]:
    said = claim.record.enrolment
    if said is None:
        return _NO_ENROLMENT
    return (
        said.establishment,
        said.enrolment_status,
        said.level,
        said.qualification_type,
        said.title,
        said.study_programme,
        said.attendance,
        said.planned_hours,
        said.started_on,
        said.ends_on,
    )


def _roll(claim: MatchedClaim) -> tuple[Any, ...]:
    said = claim.record.roll
    if said is None:
        return _NO_ROLL
    return (
        said.school,
        said.district,
        said.ehcp_until,
        said.characteristics,
        said.moved_in_on,
        said.left_on,
        said.left_status,
    )
