"""In which order the dates of a column are written, day first or month first: decided by all of them, never by one."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

K = TypeVar("K", bound=Hashable)

_SEPARATOR: Final = r"(?:\s*[-/.\\_,—\u2212⁄\u2215]\s*|\s+)"
_WEEKDAY: Final = r"(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]*\.?,?\s+)?"
_NUMBERS: Final = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}}|[0-9]{{2}})(?![0-9])"
)
_MONTH_FIRST: Final = re.compile(
    rf"\|{_WEEKDAY}(?:0?[1-9]|1[0-2]){_SEPARATOR}(?:1[3-9]|2[0-9]|3[01]){_SEPARATOR}[0-9]{{2}}"
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPUTED_MIN: Final = 4
"""Fewer different dates may well all lie in the first twelve days of their months."""
_MONTHS: Final = range(1, 13)
_DAYS: Final = range(1, 32)


@dataclass(slots=True)
class DateOrderEvidence:
    """What the dates of one column show about their order; words show nothing."""

    day_first: bool = False
    """Some date is possible with the day first only."""
    month_first: bool = False
    either: bool = False
    """Some date is another in the other order."""
    computed: set[str] = field(default_factory=set)
    """Dates that a spreadsheet computed, or that are written as ISO 8601."""

    def take(self, texts: Iterable[str | None]) -> None:
        """Take cells in."""
        for text in texts:
            found = _NUMBERS.match(text) if text else None
            if found is None:
                self.computed.update(filter(_ISO.match, (text or "",)))
                continue
            first, second = int(found[1]), int(found[2])
            if first in _MONTHS and second in _MONTHS:
                self.either = self.either or first != second
            elif second in _MONTHS and first in _DAYS:
                self.day_first = True
            elif first in _MONTHS and second in _DAYS:
                self.month_first = True

    @property
    def contradictory(self) -> bool:
        """Whether nobody can know in which order the column is written.

        So it is too where a spreadsheet took whatever could be a date day first, and left the others as text: its dates
        all look like ones that may have been turned, and no text does.
        """
        turned = len(self.computed) >= _COMPUTED_MIN and all(int(text[8:10]) in _MONTHS for text in self.computed)
        return self.month_first and (self.day_first or (turned and not self.either))


@dataclass(frozen=True, slots=True)
class MonthFirst:
    """These columns are written month first, all others day first."""

    columns: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Contradictory:
    """Of these columns nobody can know it."""

    columns: frozenset[Hashable]


def may_be_month_first(texts: Iterable[str | None]) -> bool:
    """Return, at one look, whether a column holds a date that is possible with the month first only."""
    return _MONTH_FIRST.search(f"|{'|'.join(filter(None, texts))}") is not None


def order_of(columns: Mapping[K, DateOrderEvidence]) -> MonthFirst | Contradictory:
    """Decide for all date columns of a file: each by its own dates, one that shows nothing by the others."""
    clear = [one for one in columns.values() if not one.contradictory]
    of_file = DateOrderEvidence(any(one.day_first for one in clear), any(one.month_first for one in clear))
    found = {key: _settled(one, of_file) for key, one in columns.items()}
    contradictory = frozenset(key for key, one in found.items() if one.contradictory)
    if contradictory:
        return Contradictory(contradictory)
    return MonthFirst(frozenset(key for key, one in found.items() if one.month_first))


def _settled(column: DateOrderEvidence, of_file: DateOrderEvidence) -> DateOrderEvidence:
    silent = column.either and not (column.day_first or column.month_first)
    return of_file if silent else column


def from_month_first(text: str | None) -> str | None:
    """Return a date written month first as ISO 8601, one with two digits of its year day first; other text as it is."""
    found = _NUMBERS.match(text) if text else None
    if text is None or found is None or int(found[1]) not in _MONTHS or int(found[2]) not in _DAYS:
        return text
    month, day, year = found.groups()
    in_order = f"{year}-{month:0>2}-{day:0>2}" if len(year) == 4 else f"{day}/{month}/{year}"
    return in_order + text[found.end() :]
