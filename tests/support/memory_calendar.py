"""`CalendarChanges` in memory."""

from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.usecases.calendar.ports import NewCalendarChange


class MemoryCalendarChanges:
    """Changes of the calendar, in a list."""

    def __init__(self) -> None:
        self._kept: dict[UUID, CalendarChange] = {}

    async def read(self) -> Calendar:
        return Calendar(self._kept.values())

    async def hold(self) -> Calendar:
        return Calendar(self._kept.values())

    async def is_kept(self, entry_id: UUID) -> bool:
        return entry_id in self._kept

    async def keep(self, change: NewCalendarChange) -> None:
        fields = change._asdict()
        entry_id = fields.pop("entry_id")
        self._kept[entry_id] = CalendarChange(change_id=len(self._kept) + 1, **fields)
