"""The calendar as it is known now, and what a change of it would do."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.asking import Answer, Asked, answer_to
from services.reporting.domain.calendar.calendar import ALL_ROWS, Calendar, DateInForce
from services.reporting.domain.calendar.letter import YearLetter, letter_for
from services.reporting.domain.calendar.points import POINTS, DocumentPoint, Reading
from services.reporting.domain.calendar.requirements import Requirement, requirements, year_of
from services.reporting.domain.returns.obligations import Obligation, obligations
from services.reporting.domain.returns.owed import everything_owed, owed_by
from services.reporting.domain.returns.punctuality import TimingState
from services.reporting.queries.board.known import KnownReturns, known_returns
from shared.clock import Clock
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.establishments import Register

LATE: Final = frozenset[TimingState]({"late", "missing"})
_Of = tuple[str, str, str, str]
"""Which return by which date: establishment, collection, period, occasion."""


@dataclass(frozen=True, slots=True)
class DateTurn:
    """What becomes of one date."""

    title: str
    """Of its row."""
    before: DateInForce | None
    """None: there is none now."""
    after: DateInForce | None


@dataclass(frozen=True, slots=True)
class ReturnTurn:
    """What becomes of one return today."""

    establishment: str
    collection: str
    period: str
    before: TimingState
    after: TimingState


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would do, or why it cannot be had."""

    answer: Answer | None
    dates: Sequence[DateTurn] = ()
    returns: Sequence[ReturnTurn] = ()
    """Returns that stand otherwise by it today."""
    open: int = 0
    """Returns of the dates that change which have not come."""

    @property
    def no_longer_late(self) -> int:
        """How many are late today and would not be."""
        return sum(one.before in LATE and one.after not in LATE for one in self.returns)

    @property
    def newly_late(self) -> int:
        """How many are not late today and would be."""
        return sum(one.before not in LATE and one.after in LATE for one in self.returns)


@dataclass(frozen=True, slots=True)
class AskedView:
    """What is asked in a year."""

    year: str
    own: Sequence[Requirement]
    """Of whoever looks; none for the authority's staff."""
    others: Sequence[Requirement]
    general: Sequence[tuple[DocumentPoint, Reading]]
    """Where the documents contradict each other about all returns, and what is taken."""


class CalendarRows(Protocol):
    """Finds the changes of the calendar, and what came from establishments."""

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        ...

    async def known(self) -> KnownReturns:
        """Return what is known of all establishments. Raises Transient."""
        ...


class CalendarQueries:
    """What the pages of the calendar show."""

    def __init__(self, rows: CalendarRows, register: Register, clock: Clock) -> None:
        self._rows = rows
        self._register = register
        self._clock = clock

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        return await self._rows.calendar()

    async def asked(self, number: str | None) -> AskedView:
        """Return what is asked in the year of today; `number`: of whose own rows stand first. Raises Transient."""
        calendar, today = await self._rows.calendar(), self._clock.today()
        year = year_of(calendar, today)
        rows = requirements(calendar, year, today)
        found = self._register.find(number) if number is not None else None
        codes = {owed.collection for owed, _ in owed_by(found, calendar)} if found is not None else set()
        own = [one for one in rows if codes.intersection(one.row.collections)]
        general = [(point, calendar.reading_of(point, today)) for point in POINTS if not point.rows]
        return AskedView(year.label, own, [one for one in rows if one not in own], general)

    async def letter(self) -> YearLetter:
        """Return the letter of the year of today. Raises Transient."""
        calendar, today = await self._rows.calendar(), self._clock.today()
        return letter_for(calendar, year_of(calendar, today), today)

    async def preview(self, asked: Asked, from_on: date) -> ChangePreview:
        """Return what a change would do today. Raises Transient."""
        calendar, today = await self._rows.calendar(), self._clock.today()
        answer = answer_to(asked, from_on, calendar, today)
        if answer is not None:
            return ChangePreview(answer)
        then = calendar.with_change(asked.as_change(from_on, self._clock.now()))
        dates = list(_dates(calendar, then))
        if not dates:
            return ChangePreview(None)
        wanted = {(one.code, one.occasion) for turn in dates for one in (turn.before, turn.after) if one is not None}
        known = await self._rows.known()
        now, later = (self._obligations(each, wanted, known) for each in (calendar, then))
        turns = [
            ReturnTurn(*key[:3], one.timing.state, later[key].timing.state)
            for key, one in now.items()
            if key in later and one.timing.state != later[key].timing.state
        ]
        return ChangePreview(None, dates, turns, sum(one.open for one in later.values()))

    def _obligations(
        self, calendar: Calendar, wanted: Collection[tuple[str, str]], known: KnownReturns
    ) -> dict[_Of, Obligation]:
        """Return what is owed by these dates, and how it stands today."""
        owed = {}
        for key, deadline in known.issued.asked(everything_owed(self._register.establishments, calendar)).items():
            for date_in_force in calendar.dates_of(key.collection):
                if date_in_force.now == deadline and (date_in_force.code, date_in_force.occasion) in wanted:
                    owed[key] = (deadline, date_in_force.occasion)
        dates = {key: deadline for key, (deadline, _) in owed.items()}
        found = obligations(dates, known.arrivals, calendar, self._clock.today())
        return {(*one.owed[:3], owed[one.owed][1]): one for one in found}


def _dates(before: Calendar, after: Calendar) -> Iterator[DateTurn]:
    for row in ALL_ROWS:
        code = row.collections[0]
        now, then = ({one.occasion: one for one in calendar.dates_of(code)} for calendar in (before, after))
        for occasion in sorted(now.keys() | then.keys()):
            one, other = now.get(occasion), then.get(occasion)
            if one is None or other is None or one.now != other.now:
                yield DateTurn(row.title, one, other)


class PostgresCalendarRows:
    """`CalendarRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def calendar(self) -> Calendar:
        async with connection_of(self._pool) as connection:
            return await read_calendar(connection)

    async def known(self) -> KnownReturns:
        async with connection_of(self._pool) as connection:
            return await known_returns(connection, None, reminded=False)
