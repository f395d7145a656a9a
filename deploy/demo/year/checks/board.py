"""The board of returns at the end of the year, beside the known answers: each return accepted, nil, late or missing.

The known answers follow from what the generator sent and from the letter's dates alone, apart from reporting's rules.
"""

import csv
import io
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from deploy.demo.year.calendar import STOPS
from deploy.demo.year.senders.files import Delivered
from shared.vocabulary.collections import find_collection

_ONCE_BY_SCHOOLS: Final[Mapping[str, Sequence[date]]] = {
    "S_ENR": (date(2026, 9, 18),),
    "S_CHECK": (date(2026, 10, 16),),
    "TEP_DEST": (date(2026, 10, 31),),
    "S_SG": (date(2027, 4, 30),),
    "TEP_SG2": (date(2027, 6, 30),),
}
_ONCE_BY_COLLEGES: Final[Mapping[str, Sequence[date]]] = {
    "C_ENR": (date(2026, 9, 30), date(2026, 10, 30)),
    "C_SG": (date(2027, 3, 31), date(2027, 5, 28), date(2027, 6, 30), date(2027, 7, 30), date(2027, 8, 31)),
}
_ANSWERED_BY: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "S_JOIN": (("S_JOIN",), ("S_JL",)),
    "S_LEAVE": (("S_LEAVE",), ("S_JL",)),
    "C_JL": (("C_JL",), ("C_JOIN", "C_LEAVE")),
}
"""By what the moves of a month are answered: by all of any of these."""


class DueReturn(NamedTuple):
    """A return that is due, as the board names it: number of its sender, title, day."""

    establishment: str
    title: str
    due_on: str


class ReturnState(NamedTuple):
    """How the board has it: the word of its state, and whether it came late."""

    word: str
    late: bool = False

    def __str__(self) -> str:
        return f"{self.word}, late" if self.late else self.word


MISSING: Final = ReturnState("Overdue")


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the board has beside what it must have."""

    known: Mapping[DueReturn, ReturnState]
    found: Mapping[DueReturn, ReturnState]

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Each state with how many returns must be in it, and how many are."""
        known, found = Counter(map(str, self.known.values())), Counter(map(str, self.found.values()))
        return [(state, known[state], found[state]) for state in sorted(known | found)]

    @property
    def differences(self) -> list[str]:
        """Every return that the board has otherwise; empty when it accounts for all as it must."""
        return [
            f"{' '.join(due)}: {self.found.get(due, 'not on the board')} instead of {self.known.get(due, 'nothing')}"
            for due in sorted(self.known.keys() | self.found.keys())
            if self.known.get(due) != self.found.get(due)
        ]


def accounts(text: str, schools: Sequence[str], colleges: Sequence[str], delivered: Sequence[Delivered]) -> Accounts:
    """Lay the board, as its CSV has it, beside the known answers."""
    return Accounts(known_answers(schools, colleges, delivered), _read(text))


def known_answers(
    schools: Sequence[str], colleges: Sequence[str], delivered: Sequence[Delivered]
) -> Mapping[DueReturn, ReturnState]:
    """Return how each return of the year must stand once the year is over."""
    found: dict[DueReturn, ReturnState] = {}
    for senders, once, moves in (
        (schools, _ONCE_BY_SCHOOLS, ("S_JOIN", "S_LEAVE")),
        (colleges, _ONCE_BY_COLLEGES, ("C_JL",)),
    ):
        for sender in senders:
            ours = [one for one in delivered if one.establishment == sender and _is_usable(one)]
            for code, dates in once.items():
                for place, due_on in enumerate(dates):
                    since = dates[place - 1] if place else date.min
                    came = [one for one in ours if one.collection == code and one.on > since]
                    final = place + 1 == len(dates)
                    found[_due(sender, code, due_on)] = _of_list(came, due_on, final=final)
            for code in moves:
                for due_on, last_day in _months():
                    came = [one for one in ours if one.period == f"{due_on:%Y-%m}"]
                    found[_due(sender, code, due_on)] = _of_moves(code, came, last_day)
    return found


def _is_usable(one: Delivered) -> bool:
    """Tell whether it answers: a file of which no row can be used does not."""
    return not one.rows or one.rows_refused < one.rows


def _months() -> Iterator[tuple[date, date]]:
    """Yield when the moves of each month are due, and the last day on which they are not late."""
    for stop in STOPS:
        if stop.month is not None:
            yield stop.on, stop.month.replace(day=monthrange(stop.month.year, stop.month.month)[1])


def _of_list(came: Sequence[Delivered], due_on: date, *, final: bool) -> ReturnState:
    """Return how a list stands, of everything that came since the date before."""
    if not came:
        return MISSING
    late = came[0].on > due_on
    if final:
        return ReturnState(_word(came[-1:]), late)
    ours = [one for one in came if one.on <= due_on] or came[:1]
    # The same list again changes nothing: the one before is what counts.
    return ReturnState("Replaced" if came[-1].digest != ours[-1].digest else _word(ours[-1:]), late)


def _of_moves(code: str, came: Sequence[Delivered], last_day: date) -> ReturnState:
    """Return how joiners or leavers of a month stand: sent in one file, apart, or stated to be none."""
    for way in _ANSWERED_BY[code]:
        parts = [[one for one in came if one.collection == part] for part in way]
        if all(parts):
            late = max(part[0].on for part in parts) > last_day
            return ReturnState(_word([part[-1] for part in parts]), late)
    return MISSING


def _word(ours: Sequence[Delivered]) -> str:
    if all(one.nil for one in ours):
        return "Nothing to send"
    return "Accepted in part" if any(one.rows_refused for one in ours) else "Accepted"


def _due(sender: str, code: str, due_on: date) -> DueReturn:
    collection = find_collection(code)
    assert collection is not None, code
    return DueReturn(sender, collection.title, due_on.isoformat())


def _read(text: str) -> Mapping[DueReturn, ReturnState]:
    """Return what is owed by the board's CSV; what nobody asked for stands there too, and is left out."""
    asked = {code for table in (_ONCE_BY_SCHOOLS, _ONCE_BY_COLLEGES, _ANSWERED_BY) for code in table}
    titles = {one.title for code in asked if (one := find_collection(code)) is not None}
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return {
        DueReturn(row["Establishment number"], row["Return"], row["Due on"]): ReturnState(
            row["State"], row["Came late"] == "yes"
        )
        for row in rows
        if row["Return"] in titles
    }
