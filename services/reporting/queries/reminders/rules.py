"""The rules of reminders as they are by the calendar that is known now."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.reminders.ladders import NeverReminded
from services.reporting.domain.reminders.readings import never_reminded

ReadsCalendar = Callable[[], Awaitable[Calendar]]
"""Returns the calendar as it is known now. Raises Transient."""


class RuleQueries:
    """What the page of the rules shows beside the ladders."""

    def __init__(self, calendar: ReadsCalendar) -> None:
        self._calendar = calendar

    async def never_reminded(self, on: date) -> Sequence[NeverReminded]:
        """Return what nobody is reminded of by the readings that are taken on a day. Raises Transient."""
        return never_reminded(await self._calendar(), on)
