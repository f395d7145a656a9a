"""The destination survey: what those who finished Year 11 in one summer did on each 1 November since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.adapters.activity_reports.reports import BY_HASH, SCHOOLS_BEFORE
from services.reporting.adapters.snapshots.snapshots import MADE_OF_DAY
from services.reporting.domain.activity_reports.rules import (
    SURVEYED_YEAR,
    Of,
    census_day,
    end_of_summer,
    survey_days,
)
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.usecases.activity_reports.decide import sources_of
from services.reporting.usecases.activity_reports.ports import SchoolSource
from shared.persistence.listing import Listing
from shared.persistence.pool import Pool, connection_of, transaction
from shared.vocabulary.home_authorities import HOME_CODES
from shared.vocabulary.london import end_of_london_day

NO_RECORD: Final = "no record"
"""Somebody of whom nothing counts any more on a later day."""


class SurveyDay(NamedTuple):
    """One of the days; of the snapshot that tells of it, None: none is made."""

    as_at: date
    snapshot_id: int | None
    known_at: datetime | None


class SurveyPath(NamedTuple):
    """How many of a school did the same on each of the days."""

    school: str | None
    """DfE number; None: not known, or withheld."""
    groups: tuple[str | None, ...]
    """A group of activities for each day; None: that day cannot be told yet."""
    people: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The people of one summer, by what they did on each of the days."""

    summer: int
    days: Sequence[SurveyDay]
    paths: Sequence[SurveyPath]

    @property
    def total(self) -> int:
        """How many people it is about."""
        return sum(one.people for one in self.paths)

    @property
    def groups(self) -> Sequence[tuple[str, tuple[int | None, ...]]]:
        """Of each group of activities, how many were in it on each day; None: that day cannot be told yet."""
        counted = [Counter[str | None]() for _ in self.days]
        for path in self.paths:
            for place, group in enumerate(path.groups):
                counted[place][group] += path.people
        found = sorted({group for one in counted for group in one if group is not None})
        made = [day.snapshot_id is not None for day in self.days]
        return [
            (group, tuple(one[group] if known else None for one, known in zip(counted, made, strict=True)))
            for group in sorted(found, key=lambda group: -max(one[group] for one in counted))
        ]

    @property
    def ways(self) -> Sequence[tuple[tuple[str | None, ...], int]]:
        """How many went the same way through the days; the most first."""
        found = Counter[tuple[str | None, ...]]()
        for path in self.paths:
            found[path.groups] += path.people
        return sorted(found.items(), key=lambda one: (-one[1], str(one[0])))

    @property
    def schools(self) -> Sequence[tuple[str | None, int]]:
        """How many were at each school; those of no school that is known last."""
        found = Counter[str | None]()
        for path in self.paths:
            found[path.school] += path.people
        return sorted(found.items(), key=lambda one: (one[0] is None, one[0] or ""))

    def of(self, school: str | None) -> "Survey":
        """Return it for one school; None: those of no school that is known."""
        return Survey(self.summer, self.days, [one for one in self.paths if one.school == school])


@dataclass(frozen=True, slots=True)
class SurveyFilter:
    """Whose people are wanted."""

    school: str | None = None
    """DfE number; empty: those of no school that is known; None: all."""
    day: int | None = None
    """Place of a day, from 0, on which they were in `group`."""
    group: str | None = None


class SurveyPerson(NamedTuple):
    """Somebody of the survey."""

    person_id: UUID
    surname: str | None
    forename: str | None
    school: str | None
    groups: tuple[str | None, ...]


class SurveyRows(Protocol):
    """What the survey is made of. Each raises Transient."""

    async def summers(self) -> Sequence[int]:
        """Return the summers of which there is a snapshot as at their 1 November; the newest first."""
        ...

    async def made(self, as_at: date, known_until: datetime | None = None) -> tuple[int, datetime] | None:
        """Return the newest snapshot as at a day that is made, with the instant by whose knowledge it is."""
        ...

    async def paths(
        self, days: Sequence[int | None], sources: Sequence[SchoolSource], *, confidential: bool
    ) -> Sequence[SurveyPath]:
        """Return how many went which way, by school; `days`: the snapshot of each, the first of which tells who."""
        ...

    async def people(
        self,
        days: Sequence[int | None],
        sources: Sequence[SchoolSource],
        wanted: SurveyFilter,
        *,
        confidential: bool,
        page: int,
        page_size: int,
    ) -> Listing[SurveyPerson]:
        """Return a page of the people, by name."""
        ...


class SurveyQueries:
    """The survey of a summer; each look at a list of people is noted.

    For whoever may not see where somebody `confidential` is, they stand, in numbers as in lists, where no school is
    known.
    """

    def __init__(self, rows: SurveyRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def summers(self) -> Sequence[int]:
        """Return the summers that can be looked at, the newest first."""
        return await self._rows.summers()

    async def survey(self, summer: int, *, confidential: bool) -> Survey | None:
        """Return the survey of a summer; None: nothing tells who finished Year 11 in it."""
        days = await self._days(summer)
        if days[0].snapshot_id is None:
            return None
        made = [one.snapshot_id for one in days]
        return Survey(summer, days, await self._rows.paths(made, await self._sources(days), confidential=confidential))

    async def people(
        self, summer: int, wanted: SurveyFilter, *, account: str, confidential: bool, page: int, page_size: int
    ) -> tuple[Sequence[SurveyDay], Listing[SurveyPerson]] | None:
        """Return the days and a page of the people, and note that this account read it; None: as of `survey`."""
        days = await self._days(summer)
        if days[0].snapshot_id is None:
            return None
        await self._audit.note_read(account, None, "destination survey")
        made, sources = [one.snapshot_id for one in days], await self._sources(days)
        found = await self._rows.people(
            made, sources, wanted, confidential=confidential, page=page, page_size=page_size
        )
        return days, found

    async def _days(self, summer: int) -> Sequence[SurveyDay]:
        made = [(as_at, await self._rows.made(as_at)) for as_at in survey_days(summer)]
        return [SurveyDay(as_at, *(found or (None, None))) for as_at, found in made]

    async def _sources(self, days: Sequence[SurveyDay]) -> Sequence[SchoolSource]:
        summer = days[0].as_at.year
        census = await self._rows.made(census_day(summer))
        then = await self._rows.made(end_of_summer(summer), end_of_london_day(end_of_summer(summer)))
        made: dict[Of, int | None] = {
            "census day": census and census[0],
            "summer": then and then[0],
            "report day": days[0].snapshot_id,
        }
        return sources_of(made)


_SUMMERS: Final = """
SELECT DISTINCT extract(year FROM as_at)::integer AS summer FROM snapshots
WHERE made_at IS NOT NULL AND scenario IS NULL AND extract(month FROM as_at) = 11 AND extract(day FROM as_at) = 1
ORDER BY 1 DESC
"""
# $1 and $2 are the snapshots of the second and third day, $8 that of the first, which tells who it is about.
_EVERYBODY: Final = f"""
WITH {SCHOOLS_BEFORE}, hidden AS MATERIALIZED (
    SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $7::boolean
), everybody AS (
    SELECT p.person_id, p.surname, p.forename,
           CASE WHEN p.person_id NOT IN (SELECT h.person_id FROM hidden h) THEN b.school END AS school,
           p.status_group AS first,
           CASE WHEN $1::bigint IS NOT NULL THEN coalesce(q.status_group, '{NO_RECORD}') END AS second,
           CASE WHEN $2::bigint IS NOT NULL THEN coalesce(t.status_group, '{NO_RECORD}') END AS third
    FROM snapshot_people p LEFT JOIN schools b USING (person_id)
    LEFT JOIN snapshot_people q ON q.snapshot_id = $1 AND q.person_id = p.person_id
    LEFT JOIN snapshot_people t ON t.snapshot_id = $2 AND t.person_id = p.person_id
    WHERE p.snapshot_id = $8 AND p.year_group = $9
)
"""  # noqa: S608 (our own names)
_PATHS: Final = f"""
{_EVERYBODY}
SELECT school, first, second, third, count(*) AS people FROM everybody GROUP BY 1, 2, 3, 4
"""  # noqa: S608 (our own names)
_PEOPLE: Final = f"""
{_EVERYBODY}, wanted AS MATERIALIZED (
    SELECT * FROM everybody
    WHERE ($10::text IS NULL OR coalesce(school, '') = $10)
      AND ($11::integer IS NULL OR (ARRAY[first, second, third])[$11 + 1] = $12)
)
SELECT person_id, surname, forename, school, first, second, third, (SELECT count(*) FROM wanted) AS total FROM wanted
ORDER BY surname IS NULL, surname, forename, person_id LIMIT $13 OFFSET $14
"""  # noqa: S608 (our own names)


class PostgresSurveyRows:
    """`SurveyRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def summers(self) -> Sequence[int]:
        async with connection_of(self._pool) as connection:
            return [row["summer"] for row in await connection.fetch(_SUMMERS)]

    async def made(self, as_at: date, known_until: datetime | None = None) -> tuple[int, datetime] | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(MADE_OF_DAY, as_at, known_until)
        return None if row is None else (row["snapshot_id"], row["known_at"])

    async def paths(
        self, days: Sequence[int | None], sources: Sequence[SchoolSource], *, confidential: bool
    ) -> Sequence[SurveyPath]:
        async with transaction(self._pool) as connection:
            await connection.execute(BY_HASH)
            rows = await connection.fetch(_PATHS, *_asked(days, sources, confidential=confidential))
        return [SurveyPath(row["school"], _groups(row), row["people"]) for row in rows]

    async def people(
        self,
        days: Sequence[int | None],
        sources: Sequence[SchoolSource],
        wanted: SurveyFilter,
        *,
        confidential: bool,
        page: int,
        page_size: int,
    ) -> Listing[SurveyPerson]:
        asked = _asked(days, sources, confidential=confidential)
        filters = (wanted.school, wanted.day, wanted.group, page_size, (page - 1) * page_size)
        async with transaction(self._pool) as connection:
            await connection.execute(BY_HASH)
            rows = await connection.fetch(_PEOPLE, *asked, *filters)
        found = [
            SurveyPerson(row["person_id"], row["surname"], row["forename"], row["school"], _groups(row)) for row in rows
        ]
        return Listing(found, rows[0]["total"] if rows else 0, page, page_size)


def _asked(days: Sequence[int | None], sources: Sequence[SchoolSource], *, confidential: bool) -> tuple[Any, ...]:
    first, second, third = days
    ways = ([one.rule for one in sources], [one.snapshot_id for one in sources], [one.taken for one in sources])
    return (second, third, *ways, sorted(HOME_CODES), confidential, first, SURVEYED_YEAR + 1)


def _groups(row: Any) -> tuple[str | None, ...]:
    return (row["first"], row["second"], row["third"])
