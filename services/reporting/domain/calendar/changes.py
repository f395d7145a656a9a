"""What the authority changed about the calendar, as dated data: nothing is overwritten, taking back is a change too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["due", "sent out", "ways", "reading", "taken back"]
"""due: a due date. sent out: the day on which a list goes out. ways: by which ways a return comes. reading: which way
a point of the documents is read. taken back: an earlier change."""


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One change, as it is kept."""

    change_id: int
    kind: Kind
    subject: str
    """The collection whose dates or ways they are, the first of its row; of a reading the key of the point."""
    occasion: str
    """Which of the dates of the collection (`occasion_of`); empty for what is no date."""
    due_on: date | None
    """The new date."""
    last_day: date | None
    """The last day on which a return is not late; of what is no due date None."""
    value: str
    """The ways, or the key of the reading; empty for a date."""
    from_on: date
    """It holds for dates from this day on, and for what is received from this day on."""
    reason: str
    account: str
    changed_at: datetime
    takes_back: int | None = None


def in_force(changes: Iterable[CalendarChange]) -> Sequence[CalendarChange]:
    """Return the changes that nobody took back, in the order in which they were made."""
    ordered = sorted(changes, key=lambda one: one.change_id)
    gone = {one.takes_back for one in ordered if one.takes_back is not None}
    return [one for one in ordered if one.kind != "taken back" and one.change_id not in gone]
