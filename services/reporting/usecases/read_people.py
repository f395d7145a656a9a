"""Read figures, lists and a person's timeline. Whoever looks at a named person is written down."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.reporting.domain.cohort import person_of, year_of_cohort
from services.reporting.domain.measures import Cell, cell_of, measure
from services.reporting.domain.standing import KindOf
from services.reporting.domain.status import status_of, status_on
from services.reporting.usecases.reading import Listing
from services.reporting.usecases.reading_people import (
    DifferenceLine,
    FiguresView,
    PeopleReading,
    PeopleWanted,
    PersonLine,
    PersonView,
)
from shared.clock import Clock


class ReadFigures:
    """NEET, not known and EET by district and year group, as at today."""

    def __init__(self, reading: PeopleReading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self) -> FiguresView:
        today = self._clock.today()
        workload = await self._reading.workload()
        figures = measure(await self._reading.cells(today))
        to_look_at = await self._reading.to_look_at()
        return FiguresView(today, self._clock.now(), figures, workload.stale_people, to_look_at)


class ReadFiguresAsKnown:
    """The same figures for another day, from what was known at an instant: a past month can be told again exactly."""

    def __init__(self, reading: PeopleReading, clock: Clock, kind_of: KindOf) -> None:
        self._reading = reading
        self._clock = clock
        self._kind_of = kind_of

    async def __call__(self, as_at: date | None = None, known_at: datetime | None = None) -> FiguresView:
        """Compute every status as at that day (None: today) anew from the claims that counted at `known_at`.

        None for `known_at`: from those that count now.
        """
        as_at = as_at or self._clock.today()
        at = known_at or self._clock.now()
        cells: Counter[Cell] = Counter()
        async for people in self._reading.claims_known(at):
            for known in people.values():
                person = person_of(known.claims)
                cells[cell_of(person, status_of(person, known.claims, as_at, self._kind_of), as_at)] += 1
        figures = measure(replace(cell, people=people) for cell, people in cells.items())
        return FiguresView(as_at, at, figures, waiting=0)


class FindPeople:
    """Lists of people: those behind a figure, or by name."""

    def __init__(self, reading: PeopleReading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(
        self, wanted: PeopleWanted, *, account: str, page: int = 1, page_size: int = 50
    ) -> Listing[PersonLine]:
        """Return one page of the list and note that this account read it."""
        await self._reading.note_read(account, None, "list")
        return await self._reading.people(wanted, today=self._clock.today(), page=page, page_size=page_size)


class ReadDifference:
    """Who is added, removed or shielded by a generation: what an officer looks at before letting it count."""

    def __init__(self, reading: PeopleReading) -> None:
        self._reading = reading

    async def __call__(
        self, generation_id: int, change: str, *, account: str, page: int = 1, page_size: int = 50
    ) -> Listing[DifferenceLine]:
        """Return one page of the people and note that this account read it. `change`: added, removed or shielded."""
        await self._reading.note_read(account, None, "difference")
        return await self._reading.difference(generation_id, change, page=page, page_size=page_size)


class ReadPerson:
    """One person's timeline, with the evidence behind the status down to file, sheet and row."""

    def __init__(self, reading: PeopleReading, clock: Clock, kind_of: KindOf) -> None:
        self._reading = reading
        self._clock = clock
        self._kind_of = kind_of

    async def __call__(self, person_id: UUID, *, account: str) -> PersonView | None:
        """Return the person and note that this account read it; None when there is no such person."""
        kept = await self._reading.find_kept(person_id)
        if kept is None:
            return None
        await self._reading.note_read(account, person_id, "timeline")
        today = self._clock.today()
        return PersonView(
            kept=kept,
            year=None if kept.birth_cohort is None else year_of_cohort(kept.birth_cohort, today),
            status=status_on(await self._reading.effective_claims(person_id), today, self._kind_of),
            claims=tuple(await self._reading.claims(person_id)),
            versions=tuple(await self._reading.versions(person_id)),
        )
