"""What the pages about people show, read from PostgreSQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.effective_claims import (
    CLAIM_FIELDS,
    KNOWN_PEOPLE,
    Origin,
    claim_of,
    effective_claims,
    known_claims,
)
from services.reporting.domain.claims import Claim
from services.reporting.domain.cohort import cohort_of_year, year_of_cohort
from services.reporting.domain.measures import Cell
from services.reporting.domain.people import Kept
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.reading import Listing
from services.reporting.usecases.reading_people import (
    ClaimView,
    DifferenceLine,
    PeopleWanted,
    PersonLine,
    VersionView,
    Workload,
)
from shared.persistence.arrays import array_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.activities import find_activity

# Of whom nothing counts any more, a row keeps the versions that were published: it is nobody to count or to list.
_CELLS: Final = """
SELECT count(*) AS people, status_group, birth_cohort, district, on_roll, plan_until >= $1 AS has_plan, code
FROM people WHERE rule <> 'nothing_known' GROUP BY status_group, birth_cohort, district, on_roll, has_plan, code
"""

_WORKLOAD: Final = """
SELECT (SELECT count(*) FROM people WHERE rule <> 'nothing_known') AS people,
       s.stale_people, s.stale_for_s, u.unsettled_returns, u.unsettled_for_s,
       (SELECT max(ticked_on) FROM ticks) AS last_tick_on
FROM (SELECT count(*) AS stale_people,
             coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0)::float8 AS stale_for_s
      FROM stale_people) s,
     (SELECT count(*) AS unsettled_returns,
             coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0)::float8 AS unsettled_for_s
      FROM unsettled_returns) u
"""

_TO_LOOK_AT: Final = """
SELECT told.code, count(*) AS people FROM people, string_to_table(issues, ' ') AS told (code) WHERE issues IS NOT NULL
GROUP BY told.code ORDER BY told.code
"""

# Counted apart: then only the rows of the page are put in order to the end, and no index on names is needed.
_PEOPLE: Final = """
WITH wanted AS MATERIALIZED (
    SELECT * FROM people
    WHERE rule <> 'nothing_known'
      AND ($1::text IS NULL OR $3 IN (upn, uln, authority_ref)
           OR (name_key($1) <> '' AND starts_with(sort_key, name_key($1))
               AND ($2::text IS NULL OR starts_with(name_key(forename), name_key($2)))))
      AND ($4::text IS NULL OR district IS NOT DISTINCT FROM nullif($4, 'unknown'))
      AND ($5::text IS NULL OR birth_cohort = ANY($5::smallint[]))
      AND ($6::text IS NULL OR status_group = $6)
      AND ($7::text IS NULL OR establishment = $7)
      AND ($8::boolean IS NULL OR on_roll = $8)
      AND ($9::text IS NULL OR (issues IS NOT NULL AND $9 = ANY(string_to_array(issues, ' '))))
)
SELECT person_id, surname, forename, born_on, birth_cohort, district, on_roll, status_group, code, lapsed, effective_on,
       establishment, (SELECT count(*) FROM wanted) AS total
FROM wanted
ORDER BY surname IS NULL, sort_key, person_id
LIMIT $10 OFFSET $11
"""

_KEPT: Final = f"SELECT {', '.join(Kept._fields)} FROM people WHERE person_id = $1"  # noqa: S608

_CLAIMS: Final = f"""
SELECT {CLAIM_FIELDS}, k.edition_id IS NOT NULL AS carried, g.submission_id, g.received_at, r.period,
       r.generation_id IS NOT DISTINCT FROM c.generation_id OR k.edition_id IS NOT NULL AS effective,
       g.verdict, s.file_name, c.sheet, c.match_rule, c.created, r.collection, r.establishment AS of_establishment,
       c.title,
       ARRAY(SELECT p.known FROM effective_periods p JOIN editions e USING (edition_id)
             WHERE e.generation_id = c.generation_id AND NOT isempty(p.known)
             UNION
             SELECT p.known FROM effective_periods p JOIN carried_claims x USING (edition_id)
             WHERE x.generation_id = c.generation_id AND x.ordinal = c.ordinal AND NOT isempty(p.known)
             ORDER BY 1) AS known
FROM claims c
JOIN generations g ON g.generation_id = c.generation_id
JOIN returns r ON r.return_id = g.return_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
LEFT JOIN carried_claims k
       ON k.edition_id = r.edition_id AND k.generation_id = c.generation_id AND k.ordinal = c.ordinal
WHERE c.person_id = $1 AND c.counts
ORDER BY effective DESC, g.received_at DESC, g.submission_id, c.ordinal
"""  # noqa: S608 (our own names)

_VERSIONS: Final = """
SELECT h.version, h.status_group, h.code, h.lapsed, h.effective_on, h.known_at, h.rule, g.submission_id, s.file_name,
       c.sheet, c.line
FROM status_history h
LEFT JOIN generations g ON g.generation_id = h.decided_generation_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
LEFT JOIN claims c ON c.generation_id = h.decided_generation_id AND c.ordinal = h.decided_ordinal
WHERE h.person_id = $1
ORDER BY h.version DESC
"""

_EDITION: Final = """
SELECT e.generation_id, e.edition_id, o.generation_id AS over_generation_id, o.edition_id AS over_edition_id
FROM generations g JOIN editions e ON e.edition_id = g.edition_id
LEFT JOIN editions o ON o.edition_id = e.over_edition_id
WHERE g.generation_id = $1
"""

_CONTENT: Final = """
    SELECT c.generation_id, c.ordinal, c.person_id FROM claims c WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE k.edition_id = {edition}
"""

_DIFFERENCE: Final = f"""
WITH listed AS ({_CONTENT.format(generation="$1", edition="$2")}),
before AS ({_CONTENT.format(generation="$3", edition="$4")}),
changed AS (
    SELECT DISTINCT ON (person_id) generation_id, ordinal, person_id FROM (
        SELECT l.* FROM listed l
        WHERE $5 = 'added' AND NOT EXISTS (SELECT 1 FROM before b WHERE b.person_id = l.person_id)
        UNION ALL
        SELECT b.* FROM before b
        WHERE $5 = 'removed' AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.person_id = b.person_id)
        UNION ALL
        SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE $5 = 'shielded' AND k.edition_id = $2
    ) either
    ORDER BY person_id, generation_id DESC, ordinal
)
SELECT c.person_id, c.surname, c.forename, c.born_on, c.sheet, c.line, count(*) OVER () AS total
FROM changed JOIN claims c USING (generation_id, ordinal)
ORDER BY name_key(c.surname) COLLATE "C", name_key(c.forename) COLLATE "C", c.person_id
LIMIT $6 OFFSET $7
"""  # noqa: S608 (our own names)

_NOTE_READ: Final = "INSERT INTO read_audit (account, person_id, what, read_at) VALUES ($1, $2, $3, now())"


_BATCH: Final = 2_000
"""People whose claims are in memory at once."""


class PostgresPeopleReading:
    """The port `usecases.reading_people.PeopleReading`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def cells(self, today: date) -> Sequence[Cell]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CELLS, today)
        return [_cell(row, today) for row in rows]

    async def claims_known(self, at: datetime) -> AsyncIterator[Mapping[UUID, PersonClaims]]:
        """See the port."""
        async with connection_of(self._pool) as connection, connection.transaction(isolation="repeatable_read"):
            people = [row["person_id"] for row in await connection.fetch(KNOWN_PEOPLE, at)]
            for start in range(0, len(people), _BATCH):
                yield await known_claims(connection, people[start : start + _BATCH], at)

    async def workload(self) -> Workload:
        """See the port."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_WORKLOAD)
        assert row is not None
        return Workload(**dict(row))

    async def to_look_at(self) -> Mapping[str, int]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            return {row["code"]: row["people"] for row in await connection.fetch(_TO_LOOK_AT)}

    async def people(self, wanted: PeopleWanted, *, today: date, page: int, page_size: int) -> Listing[PersonLine]:
        """See the port."""
        cohorts = array_of(cohort_of_year(year, today) for year in wanted.years) if wanted.years else None
        filters = (wanted.district, cohorts, wanted.group, wanted.establishment, wanted.on_roll, wanted.issue)
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PEOPLE, *_names(wanted.name), *filters, page_size, (page - 1) * page_size)
        return _listing(rows, [_person(row, today) for row in rows], page, page_size)

    async def find_kept(self, person_id: UUID) -> Kept | None:
        """See the port."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_KEPT, person_id)
        return None if row is None else Kept._make(row)

    async def effective_claims(self, person_id: UUID) -> tuple[Claim, ...]:
        """See the port."""
        async with connection_of(self._pool) as connection, connection.transaction(isolation="repeatable_read"):
            found = await effective_claims(connection, [person_id])
        return found[person_id].claims if person_id in found else ()

    async def claims(self, person_id: UUID) -> Sequence[ClaimView]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CLAIMS, person_id)
        return [_claim_view(row) for row in rows]

    async def versions(self, person_id: UUID) -> Sequence[VersionView]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_VERSIONS, person_id)
        return [VersionView(*row) for row in rows]

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            edition = await connection.fetchrow(_EDITION, generation_id)
            if edition is None:
                return Listing([], total=0, page=page, page_size=page_size)
            rows = await connection.fetch(_DIFFERENCE, *edition, change, page_size, (page - 1) * page_size)
        return _listing(rows, [DifferenceLine(*row[:6]) for row in rows], page, page_size)

    async def note_read(self, account: str, person_id: UUID | None, what: str) -> None:
        """See the port."""
        async with connection_of(self._pool) as connection:
            await connection.execute(_NOTE_READ, account, person_id, what)


def _listing(rows: Sequence[Any], items: Sequence[Any], page: int, page_size: int) -> Listing[Any]:
    return Listing(items, total=rows[0]["total"] if rows else 0, page=page, page_size=page_size)


def _cell(row: Any, today: date) -> Cell:
    activity = find_activity(row["code"]) if row["code"] else None
    cohort = row["birth_cohort"]
    return Cell(
        people=row["people"],
        group=row["status_group"],
        year=None if cohort is None else year_of_cohort(cohort, today),
        district=row["district"],
        on_roll=row["on_roll"],
        has_plan=bool(row["has_plan"]),
        in_denominator=activity is None or activity.in_denominator,
    )


def _names(text: str | None) -> tuple[str | None, str | None, str | None]:
    """Return the beginnings of surname and forename, and the same as a whole number: UPN, ULN or the authority's."""
    cleaned = " ".join((text or "").split())
    if not cleaned:
        return (None, None, None)
    surname, _, forename = cleaned.partition(",")
    return (surname, forename.strip() or None, cleaned.upper())


def _person(row: Any, today: date) -> PersonLine:
    cohort = row["birth_cohort"]
    return PersonLine(
        person_id=row["person_id"],
        surname=row["surname"],
        forename=row["forename"],
        born_on=row["born_on"],
        year=None if cohort is None else year_of_cohort(cohort, today),
        district=row["district"],
        on_roll=row["on_roll"],
        group=row["status_group"],
        code=row["code"],
        lapsed=row["lapsed"],
        effective_on=row["effective_on"],
        establishment=row["establishment"],
    )


def _claim_view(row: Any) -> ClaimView:
    origin = Origin(row["submission_id"], row["received_at"], row["period"])
    return ClaimView(
        claim=claim_of(row, origin, carried=row["carried"]),
        effective=bool(row["effective"]),
        known=tuple((period.lower, period.upper) for period in row["known"]),
        verdict=row["verdict"],
        file_name=row["file_name"],
        sheet=row["sheet"],
        match_rule=row["match_rule"],
        founded_person=row["created"],
        collection=row["collection"],
        establishment=row["of_establishment"],
        period=row["period"],
        title=row["title"],
    )
