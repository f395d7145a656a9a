"""The review list, read from PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from services.matching.domain.comparisons import facts_in
from services.matching.domain.manual import sentence_of
from services.matching.usecases.reading import Likeness, ReviewPage, WaitingRow
from shared.persistence.arrays import array_of
from shared.persistence.pool import Pool, connection_of

_WAITING: Final = """
SELECT review.*, count(*) OVER () AS total
FROM reviews AS review
JOIN newest USING (collection, establishment, period, submission_id, judgement)
WHERE review.state = 'waiting'
ORDER BY review.received_at DESC, submission_id, review.ordinal
LIMIT $1 OFFSET $2
"""
"""Of each return only what was received last: a file sent again says its doubtful rows again."""
_RECORDS: Final = "SELECT person_id, details FROM records WHERE person_id = ANY ($1::text::uuid[])"
_NOTE_READ: Final = "INSERT INTO read_audit (account, what, read_at) VALUES ($1, 'reviews', $2)"


class PostgresReviewReading:
    """Reads the waiting rows, each with what is known of the people whom it may be about."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def waiting(self, *, page: int, page_size: int) -> ReviewPage:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_WAITING, page_size, (page - 1) * page_size)
            ids = {UUID(one["person_id"]) for row in rows for one in row["candidates"]}
            records = await connection.fetch(_RECORDS, array_of(ids))
        people = {row["person_id"]: from_json(row["details"]) for row in records}
        total = rows[0]["total"] if rows else 0
        return ReviewPage([_waiting_row(row, people) for row in rows], total, page, page_size)

    async def note_read(self, account: str, at: datetime) -> None:
        async with connection_of(self._pool) as connection:
            await connection.execute(_NOTE_READ, account, at)


def _waiting_row(row: Any, people: Mapping[UUID, Mapping[str, Any]]) -> WaitingRow:
    person = row["record"]["person"]
    return WaitingRow(
        submission_id=row["submission_id"],
        judgement=row["judgement"],
        ordinal=row["ordinal"],
        sheet=row["sheet"],
        line=row["line"],
        collection=row["collection"],
        establishment=row["establishment"],
        period=row["period"],
        received_at=row["received_at"],
        rule=row["rule"],
        sentence=sentence_of(row["rule"]),
        surname=person["surname"],
        forename=person["forename"],
        born_on=_date(person.get("born_on")),
        sex=person.get("sex"),
        postcode=person.get("postcode"),
        upn=person.get("upn"),
        uln=person.get("uln"),
        candidates=_likenesses(row["candidates"], people),
    )


def _likenesses(
    candidates: Sequence[Mapping[str, Any]], people: Mapping[UUID, Mapping[str, Any]]
) -> tuple[Likeness, ...]:
    found = []
    for candidate in candidates:
        person_id = UUID(candidate["person_id"])
        details = people.get(person_id)
        if details is not None:
            found.append(
                Likeness(
                    person_id=person_id,
                    surname=details["surname"],
                    forename=details["forename"],
                    born_on=_date(details.get("born_on")),
                    postcode=details.get("postcode"),
                    rule=candidate["rule"],
                    facts=facts_in(candidate["evidence"]),
                )
            )
    return tuple(found)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
