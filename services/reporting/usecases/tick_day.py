"""The daily tick: whoever's status turns by time alone is computed again; what is due on the day is done."""

from datetime import date

from services.reporting.usecases.fix_guarantee_cohort import fix_cohort_when_due
from services.reporting.usecases.ports import ReportingTables, SignalWork
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin


class TickDay:
    """Mark everybody whose status changes by today's date; any number of replicas may call it, any number of times."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, signal_work: SignalWork) -> None:
        self._begin = begin
        self._clock = clock
        self._signal_work = signal_work
        self._done_on: date | None = None

    async def __call__(self) -> int | None:
        """Return how many people were marked; None when today had been done or another process is at it."""
        today = self._clock.today()
        if self._done_on == today:
            return None
        async with self._begin(self) as work:
            if not await work.tables.people.begin_tick(today):
                return None
            await work.tables.contradictions.expect_all(today)
            marked = await work.tables.people.mark_due(today)
            await fix_cohort_when_due(work.tables.guarantee_cohorts, today, self._clock.now())
        self._done_on = today
        if marked:
            self._signal_work()
        return marked
