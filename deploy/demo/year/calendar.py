"""The days on which the year's files are sent: the due dates of the collections, in order."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Stop:
    """A day on which senders send: the business date is set to it."""

    on: date
    month: date | None = None
    """First day of the month whose moves are sent; None: no moves are due."""
    collections: frozenset[str] = frozenset()
    """Codes of the collections that are due beside the moves."""

    @property
    def name(self) -> str:
        """The day as the table has it."""
        return f"{self.on:%d %b %Y}"


def _stop(on: date, *collections: str, moves: bool = True) -> Stop:
    return Stop(on, on.replace(day=1) if moves else None, frozenset(collections))


STOPS: Final = (
    _stop(date(2026, 9, 7), "ROLL", moves=False),
    _stop(date(2026, 9, 18), "S_ENR", moves=False),
    _stop(date(2026, 9, 30), "C_ENR", "CONTACT"),
    _stop(date(2026, 10, 16), "S_CHECK", moves=False),
    _stop(date(2026, 10, 30), "C_ENR", "TEP_DEST", "CONTACT"),
    _stop(date(2026, 11, 30), "CONTACT"),
    _stop(date(2026, 12, 31), "CONTACT"),
    _stop(date(2027, 1, 29), "ROLL", "CONTACT"),
    _stop(date(2027, 2, 26), "CONTACT"),
    _stop(date(2027, 3, 31), "C_SG", "KC_OFFER", "CONTACT"),
    _stop(date(2027, 4, 30), "S_SG", "KC_OFFER", "CONTACT"),
    _stop(date(2027, 5, 28), "C_SG", "KC_OFFER", "CONTACT"),
    _stop(date(2027, 6, 30), "C_SG", "TEP_SG2", "CONTACT"),
    _stop(date(2027, 7, 30), "C_SG", "CONTACT"),
    _stop(date(2027, 8, 31), "C_SG", "CONTACT"),
)
"""Source: letter to head teachers of 6 July 2026; the roll and the contacts are the authority's own."""

ACADEMIC_YEAR: Final = "2026-27"
FIRST_DAY: Final = date(2026, 9, 1)
LAST_DAY: Final = date(2027, 8, 31)
MONTHS_OF_MOVES: Final = tuple(stop.month for stop in STOPS if stop.month is not None and stop.on < date(2027, 7, 1))
"""In July and August nobody moves: schools and colleges are shut, send nothing, and state nothing."""
AFTERWARDS: Final = date(2027, 9, 10)
"""When the year's returns are looked at: whatever has not come by then is overdue."""
NEET_FROM: Final = date(2026, 9, 30)
"""Before the first leavers and contacts nobody can be NEET: the roll and school enrolments do not say so of anybody."""


def days_of_moves(month: date) -> range:
    """Return the days of a month on which somebody may leave, so that the month's return has all of it.

    In September after the school enrolments were made up (18 September), in other months before the contacts (from the
    20th) and the end of February's return (the 26th).
    """
    return range(21, 25) if month == FIRST_DAY else range(2, 13)
