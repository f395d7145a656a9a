"""What is known of everything that is owed, read together: on one connection, for one day's look."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.adapters.lists.answered import issued_lists
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.issued import NOTHING_ISSUED, IssuedLists
from services.reporting.domain.returns.obligations import Arrival, Obligation, obligations
from services.reporting.domain.returns.owed import Owed, everything_owed
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.board.reminded import reminded_of
from shared.persistence.pool import Connection
from shared.vocabulary.collections.collection import Deadline
from shared.vocabulary.establishments import Register


class KnownReturns(NamedTuple):
    """What came from some establishments, the calendar, what they were reminded of, and which lists went out."""

    arrivals: Sequence[Arrival]
    calendar: Calendar
    reminded: Collection[Owed]
    issued: IssuedLists = NOTHING_ISSUED

    def obligations(self, register: Register, on: date, establishments: Collection[str] | None) -> Sequence[Obligation]:
        """Return what is asked of these establishments (None: of all) as it stands on a day."""
        owed = self.issued.asked(everything_owed(register.establishments, self.calendar, establishments))
        return obligations(owed, self.arrivals, self.calendar, on, self.reminded)

    def not_asked(self, register: Register, establishments: Collection[str] | None) -> Mapping[Owed, Deadline]:
        """Return what these (None: all) would owe, had they anybody on the list that went out."""
        return self.issued.not_asked(everything_owed(register.establishments, self.calendar, establishments))


async def known_returns(
    connection: Connection, establishments: Collection[str] | None, *, reminded: bool = True
) -> KnownReturns:
    """Read what is known of these establishments (None: of all).

    `reminded`: tell what its sender has been reminded of from what is only expected; it is a statement more.
    """
    arrivals, calendar = await arrivals_of(connection, establishments), await read_calendar(connection)
    issued = await issued_lists(connection, establishments)
    sent = await reminded_of(connection, establishments) if reminded else ()
    return KnownReturns(issued.with_names(arrivals), calendar, sent, issued)
