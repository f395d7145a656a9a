"""Serves every webhook that something may be sent to, each by itself: a slow one holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final

from services.reporting.usecases.webhooks.deliver_next import DeliverNext
from services.reporting.usecases.webhooks.fill_queue import FillQueue
from services.reporting.usecases.webhooks.ports import WebhookSession
from shared.errors import Transient
from shared.observability.logs import get_logger

FindsBusy = Callable[[], Awaitable[Mapping[int, str]]]
"""Finds the webhooks that there is something to do for, with their addresses."""
OpensSession = Callable[[str], AbstractAsyncContextManager[WebhookSession]]
WORKERS: Final = 4
"""Messages of one webhook that one process sends together."""

log = get_logger("webhooks")


class WebhookWork:
    """Looks for ever. Any number of replicas may do so at once."""

    def __init__(
        self,
        busy: FindsBusy,
        fill: FillQueue,
        deliver: DeliverNext,
        session: OpensSession,
        *,
        poll_s: float,
    ) -> None:
        self._busy = busy
        self._fill = fill
        self._deliver = deliver
        self._session = session
        self._poll_s = poll_s
        self._served: set[int] = set()

    async def run(self) -> None:
        """Serve whatever there is, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    busy = await self._busy()
                except Transient as error:
                    log.warning("job will be tried again", job="webhooks", reason=str(error))
                    busy = {}
                for webhook_id, address in busy.items():
                    if webhook_id not in self._served:
                        self._served.add(webhook_id)
                        group.create_task(self._serve(webhook_id, address))
                await asyncio.sleep(self._poll_s)

    async def look(self) -> None:
        """Serve whatever there is now, until nothing may be sent."""
        async with asyncio.TaskGroup() as group:
            for webhook_id, address in (await self._busy()).items():
                group.create_task(self._serve(webhook_id, address))

    async def _serve(self, webhook_id: int, address: str) -> None:
        try:
            async with self._session(address) as session:
                more = True
                while more:
                    more = await self._fill(webhook_id)
                    async with asyncio.TaskGroup() as workers:
                        for _ in range(WORKERS):
                            workers.create_task(self._send_all(webhook_id, session))
        except* Transient as failed:
            log.warning("job will be tried again", job="webhooks", reason=str(failed.exceptions[0]))
        finally:
            self._served.discard(webhook_id)

    async def _send_all(self, webhook_id: int, session: WebhookSession) -> None:
        while await self._deliver(webhook_id, session):
            pass
