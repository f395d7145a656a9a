"""The tables of reminders inside one transaction."""

from collections.abc import Callable

from services.reporting.adapters.reminders.entered import PostgresReminderSettings
from services.reporting.adapters.reminders.held import OwedReader, PostgresRemindersOfReturns
from services.reporting.usecases.reminders.ports import ReminderTables
from shared.persistence.pool import Connection


def reminder_tables(owed: OwedReader) -> Callable[[Connection], ReminderTables]:
    """Return what gives the tables as the transaction of a connection sees them; `owed` reads what is owed."""
    return lambda connection: ReminderTables(
        PostgresRemindersOfReturns(connection, owed), PostgresReminderSettings(connection)
    )
