"""Changes of the calendar in PostgreSQL."""

from dataclasses import fields
from typing import Final
from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.usecases.calendar.ports import NewCalendarChange
from shared.persistence.pool import Connection

# Whoever changes something sees all that was changed before: of two who change at once the second waits.
_LOCK: Final = "LOCK TABLE calendar_changes IN SHARE ROW EXCLUSIVE MODE"
_ALL: Final = f"""
SELECT {", ".join(field.name for field in fields(CalendarChange))} FROM calendar_changes ORDER BY change_id
"""  # noqa: S608 (our own names)
_IS_KEPT: Final = "SELECT EXISTS (SELECT FROM calendar_changes WHERE entry_id = $1)"
_KEEP: Final = f"""
INSERT INTO calendar_changes ({", ".join(NewCalendarChange._fields)})
VALUES ({", ".join(f"${number}" for number in range(1, len(NewCalendarChange._fields) + 1))})
"""  # noqa: S608 (our own names)


async def read_calendar(connection: Connection) -> Calendar:
    """Return the calendar as it is known now: the one value from which whoever asks for a due date reads it."""
    return Calendar(CalendarChange(**row) for row in await connection.fetch(_ALL))


class PostgresCalendarChanges:
    """The table `calendar_changes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read(self) -> Calendar:
        """Return the calendar as it is."""
        return await read_calendar(self._connection)

    async def hold(self) -> Calendar:
        """Return the calendar as it is, which nobody else changes until the transaction ends."""
        await self._connection.execute(_LOCK)
        return await read_calendar(self._connection)

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was entered before."""
        return bool(await self._connection.fetchval(_IS_KEPT, entry_id))

    async def keep(self, change: NewCalendarChange) -> None:
        """Keep a change."""
        await self._connection.execute(_KEEP, *change)
