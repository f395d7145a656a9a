"""The calendar as it is known now, and what a change of it would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.asking import Answer, Asked, answer_to
from services.reporting.domain.calendar.calendar import ALL_ROWS, Calendar, DateInForce
from services.reporting.domain.returns.punctuality import Receipt, TimingState, timing_of
from services.reporting.queries.receipts import ReturnOf, receipts_for
from shared.clock import Clock
from shared.persistence.pool import Pool, connection_of

LATE: Final = frozenset[TimingState]({"late", "missing"})
OPEN: Final = frozenset[TimingState]({"due", "missing"})


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

    of: ReturnOf
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


class CalendarRows(Protocol):
    """Finds the changes of the calendar, and what came for which return."""

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        ...

    async def owed(
        self, collections: Sequence[str], calendar: Calendar
    ) -> Sequence[tuple[ReturnOf, Sequence[Receipt]]]:
        """Return the returns of these collections, with what came for each and in its place. Raises Transient."""
        ...


class CalendarQueries:
    """What the pages of the calendar show."""

    def __init__(self, rows: CalendarRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock

    async def calendar(self) -> Calendar:
        """Return the calendar as it is known now. Raises Transient."""
        return await self._rows.calendar()

    async def preview(self, asked: Asked, from_on: date) -> ChangePreview:
        """Return what a change would do today. Raises Transient."""
        calendar, today = await self._rows.calendar(), self._clock.today()
        answer = answer_to(asked, from_on, calendar, today)
        if answer is not None:
            return ChangePreview(answer)
        then = calendar.with_change(asked.as_change(from_on, self._clock.now()))
        dates = list(_dates(calendar, then))
        codes = {code for row in ALL_ROWS for code in row.collections if row.title in {one.title for one in dates}}
        periods = {date.now.period for one in dates for date in (one.before, one.after) if date is not None}
        returns, still_open = [], 0
        for of, receipts in await self._rows.owed(sorted(codes), calendar):
            if of.period not in periods:
                continue
            now, later = _state(of, receipts, calendar, today), _state(of, receipts, then, today)
            still_open += later in OPEN
            if now is not None and later is not None and now != later:
                returns.append(ReturnTurn(of, now, later))
        return ChangePreview(None, dates, returns, still_open)


def _state(of: ReturnOf, receipts: Sequence[Receipt], calendar: Calendar, today: date) -> TimingState | None:
    timing = timing_of(of.collection, calendar.deadlines_of(of.collection, of.period), receipts, today)
    return timing.state if timing is not None else None


def _dates(before: Calendar, after: Calendar) -> Iterator[DateTurn]:
    for row in ALL_ROWS:
        code = row.collections[0]
        now, then = ({one.occasion: one for one in calendar.dates_of(code)} for calendar in (before, after))
        for occasion in sorted(now.keys() | then.keys()):
            one, other = now.get(occasion), then.get(occasion)
            if one is None or other is None or one.now != other.now:
                yield DateTurn(row.title, one, other)


_RETURNS: Final = (
    "SELECT establishment, collection, period FROM returns WHERE collection = ANY($1::text[]) ORDER BY 1, 2, 3"
)


class PostgresCalendarRows:
    """`CalendarRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def calendar(self) -> Calendar:
        async with connection_of(self._pool) as connection:
            return await read_calendar(connection)

    async def owed(
        self, collections: Sequence[str], calendar: Calendar
    ) -> Sequence[tuple[ReturnOf, Sequence[Receipt]]]:
        async with connection_of(self._pool) as connection:
            found = [ReturnOf(*row) for row in await connection.fetch(_RETURNS, list(collections))]
            receipts = await receipts_for(connection, found)
        return [(one, receipts[one]) for one in found]
