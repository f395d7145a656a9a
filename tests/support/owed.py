"""Stands for the query of what is owed: by the real rules, from what is said to have come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.returns.obligations import Arrival, Obligation, obligations
from services.reporting.domain.returns.owed import everything_owed
from shared.clock import Clock
from shared.vocabulary.establishments import Register


@dataclass(slots=True)
class MemoryObligations:
    """The port `ObligationQueries`."""

    register: Register
    clock: Clock
    arrivals: Sequence[Arrival] = ()

    async def obligations(self, establishments: Collection[str] | None = None) -> Sequence[Obligation]:
        owed = {
            key: deadline
            for key, deadline in everything_owed(self.register.establishments, CODES_CALENDAR).items()
            if establishments is None or key.establishment in establishments
        }
        return obligations(owed, self.arrivals, CODES_CALENDAR, self.clock.today())
