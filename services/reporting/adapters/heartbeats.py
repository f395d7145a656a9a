"""Heartbeats on compacted topics: without a new record a partition keeps what it should forget.

Kafka compacts closed segments only, and closes one only when a record comes. A partition that nobody writes to would
keep old statuses, and the tombstones that erase them, for as long as it rests. So each partition gets a record now and
then: a tombstone of a person who does not exist, which every consumer that obeys tombstones passes over as it is.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from shared.contracts.topics import HALF_DAY_MS, Topic
from shared.kafka.codec import Message, MessageTemplate

KEY: Final = str(UUID(int=0))
HEADER: Final = "onward_heartbeat"
EVERY_S: Final = HALF_DAY_MS / 1000
"""Twice a day: once to close a segment, once more to have its tombstones removed."""


def heartbeat(topic: Topic, prefix: str) -> Message:
    """Return the heartbeat of a compacted topic."""
    return Message(MessageTemplate(topic.on(prefix), ()), KEY.encode(), ((HEADER, b"1"),), None)


class Heartbeats:
    """Sends heartbeats when they are due: at the start, and then twice a day. From several replicas one is as good."""

    def __init__(self, send: Callable[[], Awaitable[None]], *, every_s: float = EVERY_S) -> None:
        self._send = send
        self._every_s = every_s
        self._due_at = 0.0

    async def __call__(self) -> None:
        """Send one if it is due. Raises Transient: it stays due."""
        if time.monotonic() >= self._due_at:
            await self._send()
            self._due_at = time.monotonic() + self._every_s
