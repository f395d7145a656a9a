"""The board: everything that is owed and everything that came, establishment by collection by due date."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Protocol
from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.obligations import ObligationState
from services.reporting.domain.returns.owed import due_dates
from services.reporting.domain.returns.unasked import unasked
from services.reporting.queries.board.known import KnownReturns
from services.reporting.queries.board.lines import (
    BoardLine,
    HeldChange,
    ReturnDetails,
    not_asked_line,
    owed_line,
    unasked_line,
    with_list,
)
from services.reporting.queries.lists.lists import ListDates, soon_out
from services.reporting.queries.receipts import ReturnOf
from shared.clock import Clock
from shared.persistence.listing import Listing
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Owner, month_of
from shared.vocabulary.establishments import Register

THIS_WEEK: Final = "week"
"""In place of a month: what is due from Monday to Sunday of this week."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What of the board is wanted; what is None or empty is not asked."""

    establishments: tuple[str, ...] = ()
    """Any of these numbers."""
    own: str | None = None
    """Only this establishment's, whatever else is asked: whose account it is sees no other."""
    collection: str | None = None
    due: str | None = None
    """A month as 2026-10, or `THIS_WEEK`."""
    state: ObligationState | None = None
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the board, and what is said above it."""

    lines: Listing[BoardLine]
    states: Mapping[ObligationState, int]
    """How many lines are in each state, by all that is asked but the state."""
    due_this_week: int
    """How much of what is owed is due this week, whether or not it has come: of the establishments that are asked."""
    open_this_week: int
    """How much of that is still to come."""
    months: Sequence[str]
    """Months in which something is due by the calendar: 2026-09 and so on."""
    soon_out: Sequence[ListDates]
    """Lists that go out within a week, or should be out; none for an establishment."""
    without_number: int
    """Establishments of the register that have no number to send by, so that nothing can be asked of them."""


class BoardRows(Protocol):
    """What the board is made of."""

    async def read(self, establishments: Sequence[str] | None) -> KnownReturns:
        """Return what is known of what these (None: all) owe."""
        ...

    async def details(self, returns: Sequence[ReturnOf]) -> Mapping[ReturnOf, ReturnDetails]:
        """Return what is shown of these returns; what never came is not there."""
        ...

    async def changes(self, submissions: Sequence[UUID]) -> Mapping[UUID, HeldChange]:
        """Return what each of these that is held would change."""
        ...


class BoardQueries:
    """The board as it is today."""

    def __init__(self, rows: BoardRows, register: Register, clock: Clock) -> None:
        self._rows = rows
        self._register = register
        self._clock = clock

    async def board(self, wanted: BoardFilter, *, page: int, page_size: int) -> Board:
        """Return a page of it: what waits for a decision first, then what is overdue, late, due next, answered."""
        today = self._clock.today()
        every, known = await self._lines(wanted, today)
        asked = [line for line in every if _is_wanted(line, wanted, today)]
        found = [line for line in asked if wanted.state in (None, line.state)]
        shown = found[(page - 1) * page_size : page * page_size]
        this_week = [line for line in every if line.owed and falls_on(line, THIS_WEEK, today)]
        return Board(
            Listing(await self._with_details(shown), len(found), page, page_size),
            Counter(line.state for line in asked if line.state is not None),
            len(this_week),
            sum(line.open for line in this_week),
            months_of(known.calendar),
            () if wanted.own else soon_out(known, today),
            0 if wanted.own else sum(one.number is None for one in self._register.establishments),
        )

    async def everything(self, wanted: BoardFilter) -> Sequence[BoardLine]:
        """Return all lines that are asked for, without their details."""
        lines, _ = await self.everything_by_calendar(wanted)
        return lines

    async def everything_by_calendar(self, wanted: BoardFilter) -> tuple[Sequence[BoardLine], Calendar]:
        """Return all lines that are asked for, without their details, and the calendar by which they are due."""
        today = self._clock.today()
        lines, known = await self._lines(wanted, today)
        found = [line for line in lines if _is_wanted(line, wanted, today) and wanted.state in (None, line.state)]
        return found, known.calendar

    async def _lines(self, wanted: BoardFilter, today: date) -> tuple[Sequence[BoardLine], KnownReturns]:
        """Return the lines of whoever is asked about, in their order, and what is known of them."""
        of = _establishments(wanted)
        known = await self._rows.read(of)
        calendar = known.calendar
        asked = known.obligations(self._register, today, of)
        lines = [owed_line(one, calendar) for one in asked]
        came = unasked(asked, known.arrivals, calendar, today)
        lines += [unasked_line(one, calendar, today) for one in came]
        sent = {(one.establishment, one.collection, one.period) for one in came}
        not_asked = known.not_asked(self._register, of)
        lines += [not_asked_line(one, due, calendar) for one, due in not_asked.items() if one[:3] not in sent]
        return sorted((with_list(one, known.issued) for one in lines), key=self._order), known

    async def _with_details(self, lines: Sequence[BoardLine]) -> Sequence[BoardLine]:
        details = await self._rows.details(list(dict.fromkeys(line.shown for line in lines)))
        changes = await self._rows.changes([line.held.submission_id for line in lines if line.held])
        return [
            replace(
                line,
                details=details.get(line.shown, line.details),
                change=changes.get(line.held.submission_id) if line.held else None,
            )
            for line in lines
        ]

    def _order(self, line: BoardLine) -> tuple[int, int, str, str, int]:
        known = self._register.find(line.establishment)
        due = line.deadline.due_on.toordinal() if line.deadline else 0
        rank = -1 if line.held else _RANKS[line.state]
        newest_first = rank >= _RANKS["received"]
        name = known.name.casefold() if known else ""
        place = _PLACES.get(line.collection, len(_PLACES))
        return (rank, -due if newest_first else due, name, line.establishment, place)


_RANKS: Final[Mapping[ObligationState | None, int]] = {
    "overdue": 0,
    "late": 1,
    "rejected": 2,
    "reminded": 3,
    "expected": 3,
    "received": 4,
    "part_accepted": 5,
    "accepted": 5,
    "nil": 5,
    "replaced": 5,
    "not_asked": 6,
    None: 6,
}
"""In which order lines stand. What is still to come stands by its due date, what has come the other way round."""
_PLACES: Final = {code: place for place, code in enumerate(COLLECTIONS)}


def months_of(calendar: Calendar) -> Sequence[str]:
    """Return the months in which something is due: 2026-09 and so on."""
    return sorted({month_of(one.due_on) for code in COLLECTIONS for one in due_dates(code, calendar)})


def _establishments(wanted: BoardFilter) -> Sequence[str] | None:
    """Return whose lines are wanted; None: everybody's."""
    if wanted.own is not None:
        return (wanted.own,) if not wanted.establishments or wanted.own in wanted.establishments else ()
    return wanted.establishments or None


def _is_wanted(line: BoardLine, wanted: BoardFilter, today: date) -> bool:
    """Tell whether a line is asked for, whatever its state."""
    return (
        wanted.collection in (None, line.collection)
        and wanted.owner in (None, line.owner)
        and (wanted.due is None or falls_on(line, wanted.due, today))
    )


def falls_on(line: BoardLine, when: str, today: date) -> bool:
    """Tell whether a line is due in a month, or in this week."""
    if line.deadline is None:
        return False
    due_on, monday = line.deadline.due_on, today - timedelta(days=today.weekday())
    return monday <= due_on < monday + timedelta(days=7) if when == THIS_WEEK else month_of(due_on) == when
