"""Give each item that came to the service that looks after it, and keep where it came to."""

from typing import Final

from services.reporting.domain.routing.doors import route_of
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin

BATCH: Final = 500


class RouteItems:
    """Route what has come since; it runs beside the way of the files and adds nothing to it."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self) -> None:
        """Route everything that waits, a batch at a time. Raises Transient."""
        while await self._one_batch() == BATCH:
            pass

    async def _one_batch(self) -> int:
        async with self._begin(self) as work:
            waiting = await work.tables.routes.waiting(BATCH)
            if waiting:
                calendar = await work.tables.calendar_changes.read()
                await work.tables.routes.keep([route_of(one, calendar) for one in waiting], self._clock.now())
        return len(waiting)
