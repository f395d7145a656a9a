"""What is known of everything that is owed, read together: on one connection, for one day's look."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.obligations import Arrival, Obligation, obligations
from services.reporting.domain.returns.owed import Owed, everything_owed
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.board.reminded import reminded_of
from shared.persistence.pool import Connection
from shared.vocabulary.establishments import Register


class KnownReturns(NamedTuple):
    """What came from some establishments, the calendar, and what they have been reminded of."""

    arrivals: Sequence[Arrival]
    calendar: Calendar
    reminded: Collection[Owed]

    def obligations(self, register: Register, on: date, establishments: Collection[str] | None) -> Sequence[Obligation]:
        """Return what is asked of these establishments (None: of all) as it stands on a day."""
        owed = everything_owed(register.establishments, self.calendar, establishments)
        return obligations(owed, self.arrivals, self.calendar, on, self.reminded)


async def known_returns(
    connection: Connection, establishments: Collection[str] | None, *, reminded: bool = True
) -> KnownReturns:
    """Read what is known of these establishments (None: of all).

    `reminded`: tell what its sender has been reminded of from what is only expected; it is a statement more.
    """
    arrivals, calendar = await arrivals_of(connection, establishments), await read_calendar(connection)
    return KnownReturns(arrivals, calendar, await reminded_of(connection, establishments) if reminded else ())
