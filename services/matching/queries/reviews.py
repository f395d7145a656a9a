"""The review list: rows that wait for a person of the authority, each beside the people whom it may be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from pydantic_core import from_json

from services.matching.domain.decision import sentence_of
from services.matching.domain.facts import Fact, facts_in
from shared.audit.trail import AuditTrail
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of

PAGE_SIZE_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Likeness:
    """A person whom a waiting row may be about."""

    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    postcode: str | None
    rule: str
    """Name of the rule that judged the two."""
    facts: tuple[Fact, ...]
    """What the row and the person share, and what speaks against them."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits for a person of the authority."""

    submission_id: UUID
    judgement: int
    ordinal: int
    sheet: str
    line: int
    collection: str
    establishment: str
    period: str
    received_at: datetime
    rule: str
    sentence: str
    """Why it waits, as a sentence."""
    surname: str
    forename: str
    born_on: date | None
    sex: str | None
    postcode: str | None
    upn: str | None
    uln: str | None
    candidates: tuple[Likeness, ...]
    """The likeliest first; there may be none."""


class ReviewRows(Protocol):
    """Finds the waiting rows."""

    async def waiting(self, *, page: int, page_size: int) -> Listing[WaitingRow]:
        """Return one page of the rows that wait, the newest received first. Raises Transient.

        Of each collection, establishment and period only the submission and judgement received last is listed.
        """
        ...

    async def note_read(self, account: str) -> None:
        """Keep that an account looked at the list. Raises Transient."""
        ...


class ReviewQueries:
    """The review list; each look at named people is written down."""

    def __init__(self, rows: ReviewRows) -> None:
        self._rows = rows

    async def waiting(self, *, account: str, page: int = 1, page_size: int = 25) -> Listing[WaitingRow]:
        """Return one page, numbered from 1, and note that this account read it. Raises Transient."""
        await self._rows.note_read(account)
        return await self._rows.waiting(page=max(page, 1), page_size=min(page_size, PAGE_SIZE_MAX))


_WAITING: Final = """
SELECT review.*, count(*) OVER () AS total
FROM reviews AS review
JOIN newest USING (collection, establishment, period, submission_id, judgement)
WHERE review.state = 'waiting'
ORDER BY review.received_at DESC, submission_id, review.ordinal
LIMIT $1 OFFSET $2
"""
"""Of each return only what was received last: a file sent again has its doubtful rows again."""
_RECORDS: Final = "SELECT person_id, details FROM records WHERE person_id = ANY ($1::text::uuid[])"


class PostgresReviewRows:
    """`ReviewRows` over PostgreSQL: each row with what is known of the people whom it may be about."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._trail = AuditTrail(pool, "matching")

    async def waiting(self, *, page: int, page_size: int) -> Listing[WaitingRow]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_WAITING, page_size, (page - 1) * page_size)
            ids = {UUID(one["person_id"]) for row in rows for one in row["candidates"]}
            records = await connection.fetch(_RECORDS, array_of(ids))
        people = {row["person_id"]: from_json(row["details"]) for row in records}
        return listing_of(rows, [_waiting_row(row, people) for row in rows], page=page, page_size=page_size)

    async def note_read(self, account: str) -> None:
        await self._trail.note_read(account, "reviews")


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
