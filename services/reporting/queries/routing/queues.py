"""The queues of the two services: how much each looks after, and each item with where it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from services.reporting.domain.returns.progress import Stage
from services.reporting.queries.submission.stages import NEWEST, STAGE
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.collections.collection import Owner


@dataclass(frozen=True, slots=True)
class QueueCount:
    """What one service looks after."""

    service: Owner
    items: int
    passed_on: int
    """Of these: they came to the other service."""
    set_aside: int
    """Of these: they could not be read, or wait until it is clear whose they are."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One item."""

    submission_id: UUID
    file_name: str | None
    establishment: str | None
    collection: str | None
    received_at: datetime
    came_to: Owner | None
    service: Owner
    passed_on: bool
    routed_at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True)
class RouteView:
    """Which service an item came to, and which looks after it."""

    came_to: Owner | None
    """None: to neither in particular."""
    service: Owner
    passed_on: bool


class QueueQueries(Protocol):
    """What came to whom."""

    async def counts(self) -> Sequence[QueueCount]:
        """Return what each service looks after. Raises Transient."""
        ...

    async def lines(self, service: Owner | None, *, passed_on: bool, page: int, page_size: int) -> Listing[QueueLine]:
        """Return items, the newest first. `service`: whose; None: both. `passed_on`: those alone."""
        ...


_OF: Final = """
FROM routes q JOIN submissions s ON s.submission_id = q.submission_id AND s.collection IS NOT DISTINCT FROM q.collection
"""
_COUNTS: Final = f"""
SELECT q.service, count(*) AS items, count(*) FILTER (WHERE q.passed_on) AS passed_on,
       count(*) FILTER (WHERE s.outcome IS NOT NULL) AS set_aside
{_OF} GROUP BY q.service
"""
_LINES: Final = f"""
WITH wanted AS (
    SELECT q.*, s.received_at, count(*) OVER () AS total {_OF}
    WHERE ($1::text IS NULL OR q.service = $1) AND (q.passed_on OR NOT $2)
    ORDER BY s.received_at DESC, s.submission_id LIMIT $3 OFFSET $4
)
SELECT w.submission_id, s.file_name, coalesce(s.establishment, s.sender_establishment) AS establishment, s.collection,
       s.received_at, w.came_to, w.service, w.passed_on, w.routed_at, w.total, {STAGE} AS stage
FROM wanted w JOIN submissions s USING (submission_id)
{NEWEST}
ORDER BY s.received_at DESC, w.submission_id
"""  # noqa: S608 (our own names)


class PostgresQueueQueries:
    """`QueueQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def counts(self) -> Sequence[QueueCount]:
        async with connection_of(self._pool) as connection:
            return [view_of(QueueCount, row) for row in await connection.fetch(_COUNTS)]

    async def lines(self, service: Owner | None, *, passed_on: bool, page: int, page_size: int) -> Listing[QueueLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_LINES, service, passed_on, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(QueueLine, row) for row in rows], page=page, page_size=page_size)
