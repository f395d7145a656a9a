"""Does PostgreSQL answer? The metric that tells, beside the probe that only a platform asks."""

from shared.observability.metrics import Metrics
from shared.persistence.pool import Pool, reachable


class DatabaseWatch:
    """Checks now and then; a single answer that is missing may be a busy moment."""

    def __init__(self, pool: Pool, metrics: Metrics) -> None:
        self._pool = pool
        self._metrics = metrics
        self._unanswered = 0
        metrics.gauge("onward_database_away", 0)

    async def __call__(self) -> None:
        """Check once, and show whether the last two checks had no answer."""
        self._unanswered = 0 if await reachable(self._pool) else self._unanswered + 1
        self._metrics.gauge("onward_database_away", 1 if self._unanswered > 1 else 0)
