"""What passing items on needs from the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.reporting.domain.routing.doors import Item, Route


class Routes(Protocol):
    """Where items came to and who looks after them: once for each item and collection, never changed."""

    async def waiting(self, limit: int) -> Sequence[Item]:
        """Return up to so many items that have no route yet, or have become another return since."""
        ...

    async def keep(self, routes: Sequence[Route], at: datetime) -> None:
        """Keep routes; one that is kept already stays as it is."""
        ...
