"""Reminders at work on a real database, with returns that are owed for the asking."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from services.reporting.adapters.reminders.database_time import PostgresTime
from services.reporting.adapters.reminders.held import OwedReader
from services.reporting.adapters.reminders.records import PostgresReminderRecords
from services.reporting.adapters.reminders.tables import reminder_tables
from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.planning import OwedReturn
from services.reporting.usecases.reminders.ports import MailServer, ReminderTables
from services.reporting.usecases.reminders.send_reminders import Sending, SendingHours, SendReminders
from shared.clock import Clock
from shared.observability.metrics import Metrics
from shared.persistence.pool import Connection, Pool
from tests.support.clock import FixedClock
from tests.support.mail_server import LocalMail
from tests.support.recorded_units_of_work import RecordedUnitsOfWork

SIGN_IN: Final = "https://onward.example/sign-in"
HOURS: Final = SendingHours(time(9), time(16))
_NOT_COME: Final = """
SELECT establishment, collection, period FROM unnest($1::text[], $2::text[], $3::text[])
    AS asked (establishment, collection, period)
WHERE NOT EXISTS (
    SELECT FROM returns r WHERE (r.establishment, r.collection, r.period)
        = (asked.establishment, asked.collection, asked.period) AND r.generation_id IS NOT NULL
)
"""


def owed_unless_accepted(returns: Sequence[OwedReturn]) -> OwedReader:
    """Return a reader by which these returns are owed until they are accepted."""

    async def read(connection: Connection, establishment: str | None, today: date) -> Sequence[OwedReturn]:
        asked = [one for one in returns if establishment in (None, one.establishment)]
        columns = [[one[place] for one in asked] for place in range(3)]
        found = {tuple(row) for row in await connection.fetch(_NOT_COME, *columns)}
        return [one for one in asked if one[:3] in found]

    return read


class SkewedClock:
    """A clock that is wrong by so much."""

    def __init__(self, true: Clock, by: timedelta) -> None:
        self._true = true
        self._by = by

    def now(self) -> datetime:
        return self._true.now() + self._by

    def today(self) -> date:
        raise NotImplementedError


class Replica:
    """A process that sends reminders, with a clock of its own."""

    def __init__(
        self,
        pool: Pool,
        mail: MailServer,
        owed: OwedReader,
        now: datetime,
        *,
        skew: timedelta = timedelta(),
    ) -> None:
        wall = FixedClock(datetime.now(now.tzinfo))
        self.true = FixedClock(now)
        self.clock = SkewedClock(self.true, skew)
        self.time = PostgresTime(pool, self.clock, SkewedClock(wall, skew))
        self.units: RecordedUnitsOfWork[ReminderTables] = RecordedUnitsOfWork(pool, reminder_tables(owed))
        self.records = PostgresReminderRecords(pool)
        self.metrics = Metrics()
        sending = Sending(mail, HOURS, SIGN_IN, lambda number: f"Invented {number}", "authority.example", self.metrics)
        self.send = SendReminders(self.units.begin, self.records, self.time, sending)


async def enter_contact(pool: Pool, establishment: str, role: ContactRole, address: str) -> None:
    """Enter an address."""
    await pool.execute("INSERT INTO establishment_contacts VALUES ($1, $2, $3)", establishment, role, address)


def replica_of(pool: Pool, mail: LocalMail, owed: OwedReader, now: datetime, **how: timedelta) -> Replica:
    """Return a replica that sends to this server."""
    return Replica(pool, mail.server(), owed, now, **how)
