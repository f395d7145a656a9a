"""Lists of people: those behind a figure, or found by name or number."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from services.reporting.domain.year_groups import cohort_of_year, year_of_cohort
from services.reporting.queries.read_audit import ReadAudit
from shared.clock import Clock
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people to list; None: not asked. The same filters as the figures have, so that numbers open as lists."""

    name: str | None = None
    """Beginning of a surname, or surname and forename parted by a comma; or a whole UPN, ULN or authority number."""
    district: str | None = None
    """ONS code; `unknown` for people whose district is not known."""
    years: tuple[int, ...] = ()
    """Year groups as of today, any of them; empty: not asked."""
    group: str | None = None
    """A status group."""
    establishment: str | None = None
    on_roll: bool | None = None
    issue: str | None = None
    """Code of what should be looked at about them."""
    confidential_places: bool = False
    """Whether people whose whereabouts are confidential are found by where they are; else where it is not known."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    year: int | None
    district: str | None
    on_roll: bool
    group: str
    code: str | None
    lapsed: bool
    effective_on: date | None
    establishment: str | None
    confidential: bool = False
    """Nobody is to learn where they are."""


class PeopleRows(Protocol):
    """Finds people."""

    async def people(self, wanted: PeopleFilter, *, today: date, page: int, page_size: int) -> Listing[PersonLine]:
        """Return people by surname and forename."""
        ...


class PeopleQueries:
    """Lists of people; each look is written down."""

    def __init__(self, rows: PeopleRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def people(
        self, wanted: PeopleFilter, *, account: str, page: int = 1, page_size: int = 50
    ) -> Listing[PersonLine]:
        """Return one page of the list and note that this account read it."""
        await self._audit.note_read(account, None, "list")
        return await self._rows.people(wanted, today=self._clock.today(), page=page, page_size=page_size)


# Counted apart: then only the rows of the page are put in order to the end, and no index on names is needed.
_PEOPLE: Final = """
WITH hidden AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $12::boolean),
wanted AS MATERIALIZED (
    SELECT * FROM people
    WHERE rule <> 'nothing_known'
      AND ($1::text IS NULL OR $3 IN (upn, uln, authority_ref)
           OR (name_key($1) <> '' AND starts_with(sort_key, name_key($1))
               AND ($2::text IS NULL OR starts_with(name_key(forename), name_key($2)))))
      AND ($4::text IS NULL OR nullif($4, 'unknown') IS NOT DISTINCT FROM
           CASE WHEN person_id NOT IN (SELECT h.person_id FROM hidden h) THEN district END)
      AND ($5::text IS NULL OR birth_cohort = ANY($5::smallint[]))
      AND ($6::text IS NULL OR status_group = $6)
      AND ($7::text IS NULL OR establishment = $7)
      AND ($8::boolean IS NULL OR on_roll = $8)
      AND ($7::text IS NULL OR person_id NOT IN (SELECT h.person_id FROM hidden h))
      AND ($9::text IS NULL OR (issues IS NOT NULL AND $9 = ANY(string_to_array(issues, ' '))))
)
SELECT person_id, surname, forename, born_on, birth_cohort, district, on_roll,
       status_group AS "group", code, lapsed, effective_on, establishment, (SELECT count(*) FROM wanted) AS total,
       EXISTS (SELECT FROM flagged f WHERE f.person_id = wanted.person_id AND f.flag = 'confidential') AS confidential
FROM wanted
ORDER BY surname IS NULL, sort_key, person_id
LIMIT $10 OFFSET $11
"""


class PostgresPeopleRows:
    """`PeopleRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def people(self, wanted: PeopleFilter, *, today: date, page: int, page_size: int) -> Listing[PersonLine]:
        cohorts = array_of(cohort_of_year(year, today) for year in wanted.years) if wanted.years else None
        filters = (wanted.district, cohorts, wanted.group, wanted.establishment, wanted.on_roll, wanted.issue)
        async with connection_of(self._pool) as connection:
            asked = (*_names(wanted.name), *filters, page_size, (page - 1) * page_size, wanted.confidential_places)
            rows = await connection.fetch(_PEOPLE, *asked)
        return listing_of(rows, [_person(row, today) for row in rows], page=page, page_size=page_size)


def _names(text: str | None) -> tuple[str | None, str | None, str | None]:
    """Return the beginnings of surname and forename, and the same as a whole number: UPN, ULN or the authority's."""
    cleaned = " ".join((text or "").split())
    if not cleaned:
        return (None, None, None)
    surname, _, forename = cleaned.partition(",")
    return (surname, forename.strip() or None, cleaned.upper())


def _person(row: Any, today: date) -> PersonLine:
    cohort = row["birth_cohort"]
    year = None if cohort is None else year_of_cohort(cohort, today)
    return view_of(PersonLine, row, year=year)


_CONFIDENTIAL: Final = "SELECT person_id FROM flagged WHERE flag = 'confidential'"


async def confidential_people(pool: Pool) -> frozenset[UUID]:
    """Return whose record is confidential. Raises Transient."""
    async with connection_of(pool) as connection:
        return frozenset(row["person_id"] for row in await connection.fetch(_CONFIDENTIAL))
