"""The calendar of the returns as it is known: the dates of the code, with what the authority changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from services.reporting.domain.calendar.changes import CalendarChange, Kind, in_force
from services.reporting.domain.calendar.points import POINTS, DocumentPoint, Reading
from services.reporting.domain.returns.punctuality import family_of
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline, Owner
from shared.vocabulary.collections.letter_calendar import ROWS, LetterRow
from shared.vocabulary.london import end_of_london_day, london_day


@dataclass(frozen=True, slots=True)
class DateInForce:
    """One date of a collection: as the code has it, and as it is."""

    row: LetterRow
    occasion: str
    """Which of the dates: its month, and the way where there is one for each. It stays when the date is moved."""
    first: Deadline
    """By the code, and by the reading that was taken."""
    now: Deadline
    changes: tuple[CalendarChange, ...] = ()
    """By which it was moved; none: nobody moved it."""

    @property
    def code(self) -> str:
        """The collection under which it is kept: the first of its row."""
        return self.row.collections[0]


def _undocumented() -> tuple[LetterRow, ...]:
    """Rows for collections with due dates that the letter does not have."""
    listed = {code for row in ROWS for code in row.collections}
    return tuple(
        LetterRow(one.title, (code,)) for code, one in COLLECTIONS.items() if one.deadlines and code not in listed
    )


ALL_ROWS: Final = (*ROWS, *_undocumented())
"""Every row of the calendar: those of Appendix A in its order, then what else has due dates."""
ROW_OF: Final[Mapping[str, LetterRow]] = MappingProxyType({code: row for row in ALL_ROWS for code in row.collections})
"""The row of each collection that has due dates of its own."""


class Calendar:
    """Due dates, ways and readings by what is known. It never changes: what is known later is another calendar."""

    def __init__(self, changes: Iterable[CalendarChange] = ()) -> None:
        self.changes: Final = tuple(sorted(changes, key=lambda one: one.change_id))
        self._in_force = in_force(self.changes)
        self._dates: dict[str, tuple[DateInForce, ...]] = {}
        self._resolved: dict[tuple[str, str], tuple[Deadline, ...]] = {}
        self._owners: dict[tuple[str, date], Owner] = {}

    def known_at(self, at: datetime) -> "Calendar":
        """Return the calendar as it was known at an instant."""
        return Calendar(one for one in self.changes if one.changed_at <= at)

    def known_on(self, on: date) -> "Calendar":
        """Return the calendar as it was known at the end of a day in London."""
        return self.known_at(end_of_london_day(on))

    def with_change(self, change: CalendarChange) -> "Calendar":
        """Return the calendar that would be if this were made too."""
        return Calendar((*self.changes, change))

    def is_in_force(self, change: CalendarChange) -> bool:
        """Return whether a change is one that nobody took back."""
        return change in self._in_force

    def deadlines_of(self, collection: str, period: str) -> tuple[Deadline, ...]:
        """Return the due dates of a return, earliest first: its own, or those of what it may come in place of.

        Of dates that are given once for each way to send (the schools' offers) the last counts: a return by any way
        meets all of them, so it is not late while one is to come.
        """
        key = (collection, period)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(collection, period)
        return self._resolved[key]

    def dates_of(self, collection: str) -> tuple[DateInForce, ...]:
        """Return every date of a collection that has its own, in order; of any other none."""
        row = ROW_OF.get(collection)
        if row is None:
            return ()
        if row.title not in self._dates:
            self._dates[row.title] = tuple(self._moved(row, one) for one in self._read(row))
        return self._dates[row.title]

    def find_date(self, collection: str, occasion: str) -> DateInForce | None:
        """Return one date of a collection, or None."""
        return next((one for one in self.dates_of(collection) if one.occasion == occasion), None)

    def first_due(self, collection: str, deadline: Deadline) -> date:
        """Return the day on which one of a collection's due dates fell before anybody moved it: which date it is.

        Dates that are given once for each way to send are one: the earliest of them tells.
        """
        return min(
            (
                one.first.due_on
                for one in self.dates_of(collection)
                if one.now.period == deadline.period
                and (one.now == deadline or None not in (one.now.route, deadline.route))
            ),
            default=deadline.due_on,
        )

    def reading_of(self, point: DocumentPoint, on: date) -> Reading:
        """Return which reading of a point is taken on a day."""
        change = self._last("reading", point.key, on)
        found = point.reading(change.value) if change is not None else None
        return found or point.readings[0]

    def ways_of(self, collection: str, on: date) -> tuple[str, ...]:
        """Return by which ways a collection is to be sent on a day; it is taken whatever the way."""
        row = ROW_OF.get(collection)
        change = self._last("ways", row.collections[0] if row else collection, on)
        if change is not None:
            return tuple(change.value.split(", "))
        readings = (self.reading_of(point, on).ways for point in POINTS)
        return next((ways[collection] for ways in readings if collection in ways), default_ways(collection))

    def owner_of(self, collection: str, on: date) -> Owner:
        """Return who at the authority looks after a collection on a day."""
        key = (collection, on)
        if key not in self._owners:
            self._owners[key] = self._owner(collection, on)
        return self._owners[key]

    def _owner(self, collection: str, on: date) -> Owner:
        for point in POINTS:
            for code in family_of(collection):
                if owner := self.reading_of(point, on).owners.get(code):
                    return owner
        return COLLECTIONS[collection].owner

    def _resolve(self, collection: str, period: str) -> tuple[Deadline, ...]:
        family = ([each.now for each in self.dates_of(code)] for code in family_of(collection))
        dated = next((deadlines for deadlines in family if deadlines), [])
        ours = sorted((one for one in dated if one.period == period), key=lambda one: one.last_day)
        return tuple(list(group)[-1] for _, group in groupby(ours, key=_together))

    def _read(self, row: LetterRow) -> Sequence[Deadline]:
        """Return a row's dates by the readings that are taken: each reading has those from its own day on."""
        code = row.collections[0]
        dates: Sequence[Deadline] = COLLECTIONS[code].deadlines
        for point in POINTS:
            if not any(code in reading.dates for reading in point.readings):
                continue
            for change in self._of("reading", point.key):
                if reading := point.reading(change.value):
                    dates = _from(change.from_on, dates, reading.dates.get(code, COLLECTIONS[code].deadlines))
        return dates

    def _moved(self, row: LetterRow, first: Deadline) -> DateInForce:
        occasion, now, by = occasion_of(first), first, []
        for change in self._in_force:
            if change.subject != row.collections[0] or change.occasion != occasion or change.due_on is None:
                continue
            if change.kind == "due" and first.last_day >= change.from_on:
                source = f"changed by the authority on {london_day(change.changed_at):%-d %B %Y}"
                late_after = change.last_day if change.last_day != change.due_on else None
                now = replace(now, due_on=change.due_on, late_after=late_after, remind_on=None, source=source)
                by.append(change)
            elif change.kind == "sent out" and (first.issued_on or first.due_on) >= change.from_on:
                now = replace(now, issued_on=change.due_on)
                by.append(change)
        return DateInForce(row, occasion, first, now, tuple(by))

    def _of(self, kind: Kind, subject: str) -> list[CalendarChange]:
        """Return the changes of a kind about a subject by the day from which they hold."""
        found = [one for one in self._in_force if one.kind == kind and one.subject == subject]
        return sorted(found, key=lambda one: (one.from_on, one.change_id))

    def _last(self, kind: Kind, subject: str, on: date) -> CalendarChange | None:
        found = [one for one in self._of(kind, subject) if one.from_on <= on]
        return found[-1] if found else None


CODES_CALENDAR: Final = Calendar()
"""The calendar as long as nobody changes anything."""


def occasion_of(deadline: Deadline) -> str:
    """Return which date of its collection it is: no collection has two in one month by the same way."""
    way = f"-{deadline.route.lower().replace(' ', '-')}" if deadline.route else ""
    return f"{deadline.due_on:%Y-%m}{way}"


def default_ways(collection: str) -> tuple[str, ...]:
    """Return the ways by which a collection is to be sent unless the authority says otherwise."""
    of = COLLECTIONS[collection]
    routes = tuple(dict.fromkeys(one.route for one in of.deadlines if one.route))
    return routes or (of.channel,)


def _from(day: date, before: Sequence[Deadline], after: Sequence[Deadline]) -> Sequence[Deadline]:
    """Return the dates of one reading before a day, and those of another from it on."""
    kept = [one for one in before if one.last_day < day]
    known = set(map(occasion_of, kept))
    return [*kept, *(one for one in after if one.last_day >= day and occasion_of(one) not in known)]


def _together(deadline: Deadline) -> str:
    """Return what all dates of one occasion share: those that are given for each way to send are one occasion."""
    return "any way" if deadline.route is not None else deadline.due_on.isoformat()
