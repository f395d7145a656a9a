"""The calendar of the letter to head teachers of 6 July 2026: each date of its Appendix A, from the collections' own.

It has 38 dates, counted row by row of Appendix A: 1 of school enrolment, 2 of college enrolment, 2 of leaver
destinations (list sent out, answers due), 2 of the schools' offers (the same day for each of two ways), 5 of the
colleges' offers, 2 of part 2 of the guarantee (lists sent out, answers due), 12 of schools' and 12 of colleges' joiners
and leavers (September to August: the letter says monthly in 2026-27, from 30 September). A school's joiners and leavers
are one row, hence 12 dates and not 24. The reports to schools in January have no day and are not counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline

WhatHappens = Literal["sent out", "due"]
"""sent out: the authority sends a list to be answered. due: the sender's return is."""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A row of Appendix A."""

    title: str
    collections: tuple[str, ...]
    """Codes of the collections that answer it; all have the same deadlines."""


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date of the calendar."""

    row: LetterRow
    what: WhatHappens
    on: date
    deadline: Deadline

    @property
    def name(self) -> str:
        """What happens for which row and period, by which way: no two dates have the same."""
        route = f" by {self.deadline.route}" if self.deadline.route else ""
        return f"{self.row.title}{route}, {self.what} {self.on}"


ROWS: Final = (
    LetterRow("School enrolment", ("S_ENR",)),
    LetterRow("College enrolment", ("C_ENR",)),
    LetterRow("Leaver destinations", ("TEP_DEST",)),
    LetterRow("September Guarantee of schools, part 1", ("S_SG",)),
    LetterRow("September Guarantee of colleges", ("C_SG",)),
    LetterRow("September Guarantee of schools, part 2", ("TEP_SG2",)),
    LetterRow("Joiners and leavers of schools", ("S_LEAVE", "S_JOIN")),
    LetterRow("Joiners and leavers of colleges", ("C_JL",)),
)
"""In the order of Appendix A."""


def dates_of(row: LetterRow) -> Iterator[CalendarDate]:
    """Yield the dates of a row, in the order of its deadlines."""
    for deadline in COLLECTIONS[row.collections[0]].deadlines:
        if deadline.issued_on is not None:
            yield CalendarDate(row, "sent out", deadline.issued_on, deadline)
        yield CalendarDate(row, "due", deadline.due_on, deadline)


CALENDAR: Final = tuple(sorted((each for row in ROWS for each in dates_of(row)), key=lambda each: each.on))
"""Every date, earliest first; of one day in the order of the rows."""
