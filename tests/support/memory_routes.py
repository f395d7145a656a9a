"""`Routes` and `QueueQueries` in lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from services.reporting.domain.routing.doors import Item, Route
from services.reporting.queries.routing.queues import QueueCount, QueueLine
from shared.contracts.events import NAMESPACE
from shared.persistence.listing import Listing
from shared.vocabulary.collections.collection import Owner

RECEIVED_AT: Final = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


class MemoryRoutes:
    """The port `Routes`."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.kept: dict[tuple[UUID, str | None], tuple[Route, datetime]] = {}

    async def waiting(self, limit: int) -> Sequence[Item]:
        return [one for one in self.items if (one.submission_id, one.collection) not in self.kept][:limit]

    async def keep(self, routes: Sequence[Route], at: datetime) -> None:
        for one in routes:
            self.kept.setdefault((one.submission_id, one.collection), (one, at))


TEP: Final[Owner] = "The Education People"


def queue_line(name: str = "destinations.xlsx", *, passed_on: bool = True, service: Owner = TEP) -> QueueLine:
    """Return an item as the page shows it."""
    return QueueLine(
        uuid5(NAMESPACE, name),
        name,
        "8860001",
        "TEP_DEST",
        RECEIVED_AT,
        "Management Information",
        service,
        passed_on,
        RECEIVED_AT,
        "effective",
    )


@dataclass(slots=True)
class MemoryQueues:
    """The port `QueueQueries`."""

    kept: list[QueueLine] = field(default_factory=list)

    async def counts(self) -> Sequence[QueueCount]:
        services = dict.fromkeys(one.service for one in self.kept)
        return [
            QueueCount(
                service,
                sum(one.service == service for one in self.kept),
                sum(one.service == service and one.passed_on for one in self.kept),
                0,
            )
            for service in services
        ]

    async def lines(self, service: Owner | None, *, passed_on: bool, page: int, page_size: int) -> Listing[QueueLine]:
        found = [one for one in self.kept if service in (None, one.service) and (one.passed_on or not passed_on)]
        return Listing(found[(page - 1) * page_size : page * page_size], len(found), page, page_size)
