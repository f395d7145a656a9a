"""Offers that a college's newer list does not have any more: they count, and somebody is asked what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from pydantic_core import from_json

from services.reporting.adapters.guarantee.unlisted import ASKING
from services.reporting.domain.roles.offer import GONE
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.usecases.ports import ClaimPlace
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool


@dataclass(frozen=True, slots=True)
class AskedOffer:
    """An offer that is asked about, and where it was last listed."""

    place: ClaimPlace
    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    facts: Mapping[str, Any]
    particulars: Mapping[str, Any]
    collection: str
    establishment: str
    period: str
    submission_id: UUID
    file_name: str | None
    sheet: str
    line: int


class OfferRows(Protocol):
    """Finds the offers that are asked about."""

    async def asked(self, establishment: str | None, *, page: int, page_size: int) -> Listing[AskedOffer]:
        """Return them by establishment and name; those of one establishment, or with None of all."""
        ...

    async def still_asked(self, establishment: str | None, places: Sequence[ClaimPlace]) -> Sequence[AskedOffer]:
        """Return those of these that are asked about still."""
        ...


class OfferQueries:
    """What is asked about offers; each look at a list of names is noted."""

    def __init__(self, rows: OfferRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def asked(self, establishment: str | None, *, account: str, page: int, page_size: int) -> Listing[AskedOffer]:
        """Return one page of the offers, and note that this account read it."""
        await self._audit.note_read(account, None, "offers")
        return await self._rows.asked(establishment, page=page, page_size=page_size)

    async def still_asked(self, establishment: str | None, places: Sequence[ClaimPlace]) -> Sequence[AskedOffer]:
        """Return those of these offers that are asked about still."""
        return await self._rows.still_asked(establishment, places)


_ASKED: Final = """
SELECT k.generation_id, k.ordinal, c.person_id, c.surname, c.forename, c.born_on, c.facts, c.particulars, c.sheet,
       c.line, r.collection, r.establishment, r.period, g.submission_id, s.file_name, count(*) OVER () AS total
FROM returns r JOIN carried_claims k ON k.edition_id = r.edition_id AND k.unlisted
JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
JOIN generations g ON g.generation_id = c.generation_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
WHERE r.collection = ANY($1) AND coalesce(c.facts::json ->> 'response', '') <> ALL($2)
  AND ($3::text IS NULL OR r.establishment = $3)
"""
_LISTED: Final = f"""
{_ASKED}
ORDER BY r.establishment, name_key(c.surname) COLLATE "C", name_key(c.forename) COLLATE "C", c.person_id, r.period
LIMIT $4 OFFSET $5
"""
_STILL: Final = f"""
{_ASKED} AND (k.generation_id, k.ordinal) IN (
    SELECT * FROM unnest($4::text::bigint[], $5::text::integer[])
)
"""  # noqa: S608 (our own names)


class PostgresOfferRows:
    """`OfferRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def asked(self, establishment: str | None, *, page: int, page_size: int) -> Listing[AskedOffer]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(
                _LISTED, sorted(ASKING), sorted(GONE), establishment, page_size, (page - 1) * page_size
            )
        return listing_of(rows, [_offer(row) for row in rows], page=page, page_size=page_size)

    async def still_asked(self, establishment: str | None, places: Sequence[ClaimPlace]) -> Sequence[AskedOffer]:
        wanted = [array_of(place[at] for place in places) for at in (0, 1)]
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_STILL, sorted(ASKING), sorted(GONE), establishment, *wanted)
        return [_offer(row) for row in rows]


def _offer(row: Any) -> AskedOffer:
    return AskedOffer(
        place=ClaimPlace(row["generation_id"], row["ordinal"]),
        person_id=row["person_id"],
        surname=row["surname"],
        forename=row["forename"],
        born_on=row["born_on"],
        facts=from_json(row["facts"]),
        particulars=from_json(row["particulars"]),
        collection=row["collection"],
        establishment=row["establishment"],
        period=row["period"],
        submission_id=row["submission_id"],
        file_name=row["file_name"],
        sheet=row["sheet"],
        line=row["line"],
    )
