"""What the pages of the calendar read, in lists: changes, and what came for which return."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final
from uuid import uuid5

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.returns.obligations import Arrival
from services.reporting.queries.board.known import KnownReturns
from services.reporting.usecases.calendar.change_calendar import NewChange, Result
from shared.contracts.events import NAMESPACE

CHANGED_AT: Final = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
TO_OCTOBER: Final = Asked("due", "S_ENR", "2026-09", date(2026, 10, 16), date(2026, 10, 18))
"""The enrolment of the schools, a month later."""


def a_change(
    number: int, asked: Asked = TO_OCTOBER, from_on: date = date(2026, 9, 1), **fields: object
) -> CalendarChange:
    """Return a change as it is kept."""
    plain = replace(asked.as_change(from_on, CHANGED_AT), change_id=number, reason="The portal was down", account="pat")
    return replace(plain, **fields)  # type: ignore[arg-type]


def came_late(establishment: str = "8860001") -> Arrival:
    """Return an enrolment that came three days after its first date and counts."""
    at = datetime(2026, 9, 21, 9, tzinfo=UTC)
    return Arrival(establishment, "S_ENR", "2026-27", at, uuid5(NAMESPACE, establishment), "counts")


@dataclass(slots=True)
class MemoryCalendar:
    """The port `CalendarRows`, and the use case that changes the calendar."""

    changes: list[CalendarChange] = field(default_factory=list)
    came: list[Arrival] = field(default_factory=list)
    made: list[NewChange] = field(default_factory=list)
    answer: Result = "taken"

    def forget(self) -> None:
        """Be as new."""
        self.changes, self.came, self.made, self.answer = [], [], [], "taken"

    async def calendar(self) -> Calendar:
        return Calendar(self.changes)

    async def known(self) -> KnownReturns:
        return KnownReturns(self.came, Calendar(self.changes), ())

    async def change(self, new: NewChange) -> Result:
        if self.answer == "taken":
            self.made.append(new)
            self.changes.append(a_change(len(self.changes) + 1, new.asked, new.from_on, reason=new.reason))
        return self.answer
