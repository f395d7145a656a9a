"""How long a status takes when files do not queue: one at a time in a quiet system, then one every few seconds.

The files are leavers returns of the next month, a few rows each, sent when the whole mix has been handled. 130 schools
that all send within the ten busiest minutes of a due date are a file every five seconds; these come somewhat faster.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from deploy.demo.county import Upload
from tests.bench.latency import Latency, Wait, latency_of
from tests.support.services import RunningServices

EVERY_S: Final = 3.0
QUIET_FILES: Final = 10

Sent = dict[UUID, float]
"""When files were acknowledged, in seconds since 1970, by submission."""


@dataclass(frozen=True, slots=True)
class Unhurried:
    """What was sent when files did not queue."""

    quiet: Sent
    trickle: Sent


@dataclass(frozen=True, slots=True)
class Waits:
    """How long statuses took in one way of sending."""

    from_row: Latency | None
    """From accepted row to published status."""
    from_file: Latency | None
    """From the acknowledged file to published status."""

    def __str__(self) -> str:
        return f"{self.from_row or 'not measured'}; from the acknowledged file: {self.from_file or 'not measured'}"


async def send_unhurried(
    uploads: Sequence[Upload], running: RunningServices, quiet: Callable[[int], Awaitable[None]]
) -> Unhurried:
    """Send the first files one at a time, the others one every few seconds. `quiet(n)` waits until n are handled."""
    first: Sent = {}
    for upload in uploads[:QUIET_FILES]:
        first |= await _send(upload, running)
        await quiet(len(first))
    others: Sent = {}
    for upload in uploads[QUIET_FILES:]:
        others |= await _send(upload, running)
        await asyncio.sleep(EVERY_S)
    await quiet(len(first) + len(others))
    return Unhurried(first, others)


async def _send(upload: Upload, running: RunningServices) -> Sent:
    status, said = await asyncio.to_thread(running.deliver, upload)
    assert status < 300, said
    return {UUID(said): time.time()}


def waits_of(sent: Sent, waits: dict[UUID, list[Wait]]) -> Waits:
    """Return how long statuses took of what was sent so."""
    found = [(wait, acknowledged_at) for one, acknowledged_at in sent.items() for wait in waits.get(one, ())]
    return Waits(
        latency_of([wait.seconds for wait, _ in found]),
        latency_of([max(wait.published_at - acknowledged_at, 0.0) for wait, acknowledged_at in found]),
    )
