"""Does the database's own wall around what schools read stand? Said once, when the service starts."""

from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics
from shared.persistence.own_rows import missing_wall
from shared.persistence.pool import Pool

log = get_logger("reporting")


class SchoolWall:
    """Looks at the roles and policies of the database, so that nobody believes in a wall that is not there."""

    def __init__(self, pool: Pool, metrics: Metrics) -> None:
        self._pool = pool
        self._metrics = metrics

    async def __call__(self) -> None:
        """Show, and where it does not stand log, what is missing. Raises Transient."""
        missing = await missing_wall(self._pool)
        self._metrics.gauge("onward_school_wall_missing", 0 if missing is None else 1)
        if missing is not None:
            log.warning("schools read without a wall of the database: docs/decisions/0062-two-people.md", code=missing)
