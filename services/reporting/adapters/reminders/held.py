"""What a reminder rests on, read in a transaction that holds its establishment."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Final

from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.planning import OwedReturn, Pause, ReminderKey, ReminderSituation
from shared.persistence.pool import Connection

# The other side of this lock is taken, shared, by whoever makes an edition of a return of the establishment effective
# (`adapters/returns.py`). It is never waited for here: a settlement that is under way goes first.
HOLD: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('returns of ' || $1, 0))"
CONTACTS: Final = "SELECT establishment, role FROM establishment_contacts WHERE $1::text IS NULL OR establishment = $1"
_PAUSES: Final = """
SELECT pause_id, establishment, collection, period, due_on, rung FROM reminder_pauses
WHERE ended_at IS NULL AND ($1::text IS NULL OR establishment IS NULL OR establishment = $1) ORDER BY pause_id
"""
_HANDLED: Final = """
SELECT establishment, collection, period, due_on, rung, role, first_due, state <> 'refused' AS told FROM reminders
WHERE state <> 'to try again' AND ($1::text IS NULL OR establishment = $1)
"""
ADDRESS: Final = "SELECT address FROM establishment_contacts WHERE establishment = $1 AND role = $2"


OwedReader = Callable[[Connection, str | None, date], Awaitable[Sequence[OwedReturn]]]
"""Reads what an establishment owes on a day and has not sent, by what is committed; None: everybody."""


class PostgresRemindersOfReturns:
    """Reads what is owed and the tables `establishment_contacts`, `reminder_pauses` and `reminders`."""

    def __init__(self, connection: Connection, owed: OwedReader) -> None:
        self._connection = connection
        self._owed = owed

    async def hold(self, establishment: str) -> bool:
        """Return whether no return of the establishment is settled until the transaction ends; may be asked again."""
        return bool(await self._connection.fetchval(HOLD, establishment))

    async def owed(self, establishment: str | None, today: date) -> Sequence[OwedReturn]:
        """Return what is owed and has not come, by what is committed now."""
        return await self._owed(self._connection, establishment, today)

    async def situation(self, establishment: str | None) -> ReminderSituation:
        """Return contacts, pauses in force and what was handled."""
        contacts = await self._connection.fetch(CONTACTS, establishment)
        pauses = await self._connection.fetch(_PAUSES, establishment)
        handled = await self._connection.fetch(_HANDLED, establishment)
        return ReminderSituation(
            frozenset((row["establishment"], row["role"]) for row in contacts),
            [Pause(**row) for row in pauses],
            frozenset(_key_of(row) for row in handled),
            frozenset(_key_of(row) for row in handled if row["told"]),
        )

    async def find_address(self, establishment: str, role: ContactRole) -> str | None:
        """Return the address of a contact, or None."""
        found: str | None = await self._connection.fetchval(ADDRESS, establishment, role)
        return found


def _key_of(row: Any) -> ReminderKey:
    return ReminderKey(*(row[name] for name in ReminderKey._fields))
