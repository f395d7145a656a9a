"""Queue everybody's current status for a webhook: for a new receiver, or one that begins again."""

from typing import Final

from services.reporting.usecases.webhooks.ports import WebhookTables
from shared.outbox.unit_of_work import Begin

PEOPLE_AT_ONCE: Final = 1_000


class FillQueue:
    """Queue the next people; their rows are held meanwhile, so that no older version comes behind a newer one."""

    def __init__(self, begin: Begin[WebhookTables], *, people: int = PEOPLE_AT_ONCE) -> None:
        self._begin = begin
        self._people = people

    async def __call__(self, webhook_id: int) -> bool:
        """Return whether there may be more. Raises Transient: the same people again, then."""
        async with self._begin(self) as work:
            return await work.tables.queue.fill(webhook_id, self._people)
