"""The daily tick: whoever's status turns by time alone is computed again."""

from datetime import date

from services.reporting.usecases.ports import SignalWork, Works
from shared.clock import Clock

CONSUMER = "reporting.tick"


class TickDay:
    """Mark everybody whose status changes by today's date; any number of replicas may call it, any number of times."""

    def __init__(self, works: Works, clock: Clock, signal_work: SignalWork) -> None:
        self._works = works
        self._clock = clock
        self._signal_work = signal_work
        self._done_on: date | None = None

    async def __call__(self) -> int | None:
        """Return how many people were marked; None when today had been done or another process is at it."""
        today = self._clock.today()
        if self._done_on == today:
            return None
        async with self._works.begin(CONSUMER) as work:
            marked = await work.people.mark_due(today)
        if marked is not None:
            self._done_on = today
        if marked:
            self._signal_work()
        return marked
