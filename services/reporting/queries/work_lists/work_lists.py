"""Work lists: how many stand on each, and who, in the order in which they are to be called."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.work_lists.at_risk import RiskEntry
from services.reporting.domain.work_lists.first import Day, best_first, priority_of
from services.reporting.domain.work_lists.lists import BY_CODE
from services.reporting.domain.work_lists.state import UNTOUCHED, WorkState
from services.reporting.domain.year_groups import year_of_cohort
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.queries.work_lists.views import (
    Listed,
    PersonDetails,
    WorkFilter,
    WorkIndex,
    WorkLine,
    WorkListView,
    contacted_of,
)
from shared.clock import Clock
from shared.persistence.listing import Listing

ALL_MAX: Final = 100_000
"""People in a file."""


class Word(NamedTuple):
    """A word about somebody, as it is shown."""

    state: WorkState
    written_on: date


class PersonWork(NamedTuple):
    """The work on one person."""

    who: PersonDetails
    words: Sequence[Word]
    risks: Sequence[RiskEntry] = ()

    @property
    def state(self) -> WorkState:
        """How it stands."""
        return self.words[0].state if self.words else UNTOUCHED


class WorkListRows(Protocol):
    """What work lists are read from."""

    async def as_at(self, snapshot: int) -> date | None:
        """Return the day of a snapshot; None: there is none that is made. Raises Transient."""
        ...

    async def counts(self, wanted: WorkFilter, on: date) -> Mapping[str, int]:
        """Return how many stand on each list, by its code. Raises Transient."""
        ...

    async def people(self, code: str, wanted: WorkFilter, on: date) -> Sequence[Listed]:
        """Return who stands on a list, by name: district, years and establishments are asked. Raises Transient."""
        ...

    async def details(self, people: Sequence[UUID], snapshot: int | None) -> Mapping[UUID, PersonDetails]:
        """Return who these people are. Raises Transient."""
        ...

    async def words(self, person_id: UUID) -> Sequence[Word]:
        """Return what was said about the work on somebody, the newest first. Raises Transient."""
        ...

    async def risks(self, people: Sequence[UUID]) -> Mapping[UUID, Sequence[RiskEntry]]:
        """Return what was said of why these people are at risk, the newest first. Raises Transient."""
        ...

    async def objecting(self) -> frozenset[UUID]:
        """Return who objects to details being passed on. Raises Transient."""
        ...


class WorkListQueries:
    """The lists; each look at people is noted."""

    def __init__(self, rows: WorkListRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def index(self, wanted: WorkFilter) -> WorkIndex | None:
        """Return how many stand on each list; None: there is no such snapshot. Raises Transient."""
        on = await self._day(wanted)
        return None if on is None else WorkIndex(on, await self._rows.counts(wanted, on))

    async def listing(
        self, code: str, wanted: WorkFilter, *, account: str, page: int = 1, page_size: int = ALL_MAX
    ) -> WorkListView | None:
        """Return a page of a list; None: there is no such list or snapshot. Noted. Raises Transient."""
        await self._audit.note_read(account, None, "work list", code if code in BY_CODE else "no list")
        return await self._listing(code, wanted, account=account, page=page, page_size=page_size)

    async def _listing(
        self, code: str, wanted: WorkFilter, *, account: str, page: int = 1, page_size: int = ALL_MAX
    ) -> WorkListView | None:
        on = await self._day(wanted)
        if code not in BY_CODE or on is None:
            return None
        everybody = await self._rows.people(code, wanted, on)
        left = everybody
        if wanted.contacted is not None:
            left = [one for one in left if wanted.contacted == contacted_of(one.facts.contacted_on, on)]
        if wanted.availability is not None:
            left = [one for one in left if _stands(one.state, wanted, on, account)]
        ordered = in_order(left, wanted, on)
        shown = ordered[(page - 1) * page_size : page * page_size]
        lines = await self._lines(shown, wanted, on, first=(page - 1) * page_size + 1)
        return WorkListView(BY_CODE[code], on, Listing(lines, len(ordered), page, page_size))

    async def taken_away(self, code: str, wanted: WorkFilter, *, account: str, form: str) -> WorkListView | None:
        """Return all of a list; that it was taken away as such a file is noted, with how many stand in it.

        Raises Transient.
        """
        view = await self._listing(code, wanted, account=account)
        if view is not None:
            about = f"{code}: {len(view.lines.items)} people as {form}"
            await self._audit.note_read(account, None, "work list taken away", about)
        return view

    async def pack(self, code: str, wanted: WorkFilter, *, account: str) -> tuple[WorkListView, frozenset[UUID]] | None:
        """Return all of a list for a pack that is taken away, and who objects to details being passed on. Noted.

        Raises Transient.
        """
        view = await self.taken_away(code, wanted, account=account, form="meeting pack")
        return None if view is None else (view, await self._rows.objecting())

    async def person(self, person_id: UUID, *, account: str) -> PersonWork | None:
        """Return the work on somebody; None: nobody is known by this id. Noted. Raises Transient."""
        found = (await self._rows.details([person_id], None)).get(person_id)
        if found is None:
            return None
        await self._audit.note_read(account, person_id, "work on a list")
        risks = await self._rows.risks([person_id])
        return PersonWork(found, await self._rows.words(person_id), risks.get(person_id, ()))

    async def _day(self, wanted: WorkFilter) -> date | None:
        return self._clock.today() if wanted.snapshot is None else await self._rows.as_at(wanted.snapshot)

    async def _lines(self, shown: Sequence[Listed], wanted: WorkFilter, on: date, *, first: int) -> list[WorkLine]:
        ids = [one.facts.person_id for one in shown]
        found, risks = await self._rows.details(ids, wanted.snapshot), await self._rows.risks(ids)
        day = day_of(on)
        return [
            WorkLine(
                who,
                None if who.birth_cohort is None else year_of_cohort(who.birth_cohort, on),
                one,
                one.state.on(on),
                priority_of(one.facts, day),
                place,
                risks.get(one.facts.person_id, ()),
            )
            for place, one in enumerate(shown, start=first)
            if (who := found.get(one.facts.person_id)) is not None
        ]


def day_of(on: date) -> Day:
    """Return a day with what is left of the round of the September Guarantee."""
    return Day(on, Round.of(on).days_left(on))


def in_order(people: Sequence[Listed], wanted: WorkFilter, on: date) -> list[Listed]:
    """Return people, who come by name, in the order that is asked for."""
    if wanted.order == "since":
        return sorted(people, key=lambda one: one.facts.since or date.max)
    if wanted.order == "contact":
        return sorted(people, key=lambda one: one.facts.contacted_on or date.min)
    return _first(people, on) if wanted.order == "first" else list(people)


def _first(people: Sequence[Listed], on: date) -> list[Listed]:
    by_id = {one.facts.person_id: one for one in people}
    ordered = best_first([one.facts for one in people], day_of(on))
    return [by_id[one.person_id] for one in ordered]


def _stands(state: WorkState, wanted: WorkFilter, on: date, account: str) -> bool:
    if wanted.availability == "mine":
        return state.on(on) == "taken" and state.taken_by == account
    return wanted.availability == state.on(on)
