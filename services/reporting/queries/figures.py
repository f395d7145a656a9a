"""Figures: NEET, not known and EET by district and year group; of today, or of another day as known at an instant."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from services.reporting.adapters.effective_claims import KNOWN_PEOPLE, known_claims
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.cohort import person_of
from services.reporting.domain.measures import Cell, Figures, cell_of, measure
from services.reporting.domain.scopes import in_national_return
from services.reporting.domain.status import status_of
from services.reporting.domain.year_groups import year_of_cohort
from services.reporting.queries.people import confidential_people
from services.reporting.usecases.ports import PersonClaims
from shared.clock import Clock
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.activities import find_activity


@dataclass(frozen=True, slots=True)
class FiguresView:
    """NEET, not known and EET for one day."""

    as_at: date
    known_at: datetime
    figures: Figures
    waiting: int
    """People whose status is being computed at this moment; while it is not 0 the figures still move."""
    to_look_at: Mapping[str, int] = field(default_factory=dict)
    """Of how many people something should be looked at, by its code."""


class FigureRows(Protocol):
    """What the figures are counted from."""

    async def cells(self, today: date, *, confidential: bool) -> Sequence[Cell]:
        """Return everybody, counted by all that the figures look at.

        `confidential`: whether those whose record is confidential are counted in their district.
        """
        ...

    async def confidential(self) -> frozenset[UUID]:
        """Return whose record is confidential."""
        ...

    def claims_known(self, at: datetime) -> AsyncIterator[Mapping[UUID, PersonClaims]]:
        """Yield everybody's claims that counted at that instant, some thousand people at a time."""
        ...

    async def people_waiting(self) -> int:
        """Return how many people's statuses are to be computed again."""
        ...

    async def to_look_at(self) -> Mapping[str, int]:
        """Return of how many people something should be looked at, by its code."""
        ...


class FigureQueries:
    """The figures of today, and those of another day from what was known at an instant.

    For whoever may not see where somebody `confidential` is, they are counted where the district is not known: the
    lists behind the figures are parted in the same way, so that nothing is left when one is taken from the other.
    """

    def __init__(self, rows: FigureRows, clock: Clock, kind_of: KindOf) -> None:
        self._rows = rows
        self._clock = clock
        self._kind_of = kind_of

    async def figures(self, *, confidential: bool = False) -> FiguresView:
        """Return the figures as at today, from the stored statuses."""
        today = self._clock.today()
        waiting = await self._rows.people_waiting()
        figures = measure(await self._rows.cells(today, confidential=confidential))
        return FiguresView(today, self._clock.now(), figures, waiting, await self._rows.to_look_at())

    async def figures_as_known(
        self, as_at: date | None = None, known_at: datetime | None = None, *, confidential: bool = False
    ) -> FiguresView:
        """Compute every status as at that day (None: today) anew from the claims that counted at `known_at`.

        None for `known_at`: from those that count now. So a past month can be reproduced exactly.
        """
        as_at = as_at or self._clock.today()
        at = known_at or self._clock.now()
        hidden = frozenset[UUID]() if confidential else await self._rows.confidential()
        cells: Counter[Cell] = Counter()
        async for people in self._rows.claims_known(at):
            for person_id, known in people.items():
                person = person_of(known.claims)
                cell = cell_of(person, status_of(person, known.claims, as_at, self._kind_of), as_at)
                cells[replace(cell, district=None) if person_id in hidden else cell] += 1
        figures = measure(replace(cell, people=people) for cell, people in cells.items())
        return FiguresView(as_at, at, figures, waiting=0)


# Of whom nothing counts any more, a row keeps the versions that were published: it is nobody to count or to list.
_CELLS: Final = """
SELECT count(*) AS people, status_group, birth_cohort,
       CASE WHEN $2::boolean OR person_id NOT IN (SELECT f.person_id FROM flagged f WHERE f.flag = 'confidential')
            THEN district END AS district, on_roll, plan_until >= $1 AS has_plan, code
FROM people WHERE rule <> 'nothing_known' GROUP BY 2, 3, 4, 5, 6, 7
"""

_TO_LOOK_AT: Final = """
SELECT issue.code, count(*) AS people FROM people, string_to_table(issues, ' ') AS issue (code)
WHERE issues IS NOT NULL GROUP BY issue.code ORDER BY issue.code
"""

_BATCH: Final = 2_000
"""People whose claims are in memory at once."""


_WAITING: Final = """
SELECT (SELECT count(*) FROM stale_people) + (SELECT count(*) FROM establishments_to_compare)
     + (SELECT count(*) FROM unsettled_returns)
"""
"""Of a return whose people are not known to be stale yet, at least one is waiting."""


class PostgresFigureRows:
    """`FigureRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def cells(self, today: date, *, confidential: bool) -> Sequence[Cell]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CELLS, today, confidential)
        return [_cell(row, today) for row in rows]

    async def confidential(self) -> frozenset[UUID]:
        return await confidential_people(self._pool)

    async def claims_known(self, at: datetime) -> AsyncIterator[Mapping[UUID, PersonClaims]]:
        async with connection_of(self._pool) as connection, connection.transaction(isolation="repeatable_read"):
            people = [row["person_id"] for row in await connection.fetch(KNOWN_PEOPLE, at)]
            for start in range(0, len(people), _BATCH):
                yield await known_claims(connection, people[start : start + _BATCH], at)

    async def people_waiting(self) -> int:
        async with connection_of(self._pool) as connection:
            return int(await connection.fetchval(_WAITING))

    async def to_look_at(self) -> Mapping[str, int]:
        async with connection_of(self._pool) as connection:
            return {row["code"]: row["people"] for row in await connection.fetch(_TO_LOOK_AT)}


def _cell(row: Any, today: date) -> Cell:
    activity = find_activity(row["code"]) if row["code"] else None
    cohort, has_plan = row["birth_cohort"], bool(row["has_plan"])
    year = None if cohort is None else year_of_cohort(cohort, today)
    return Cell(
        people=row["people"],
        group=row["status_group"],
        year=year,
        district=row["district"],
        on_roll=row["on_roll"],
        has_plan=has_plan,
        in_denominator=activity is None or activity.in_denominator,
        in_national_return=in_national_return(year, today, has_plan=has_plan),
    )
