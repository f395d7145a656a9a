"""How long a status takes: from the message with its accepted row to the message with the changed status.

Both are the broker's times. A status of which no row decides, because time alone changed it, has none.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.contracts.events import derived_id
from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import RECORDS_ACCEPTED, STATUS_CHANGED, Topic
from shared.contracts.validation import RecordsAccepted
from tests.support.services import RunningServices

PART_ROWS: Final = 500
_PARTS: Final = """
SELECT generation_id, submission_id, judgement, parts_to_judge FROM reporting.generations
WHERE parts_to_judge IS NOT NULL"""
_VERSIONS: Final = """
SELECT person_id, version, decided_generation_id AS generation_id, decided_ordinal AS ordinal
FROM reporting.status_history WHERE decided_generation_id IS NOT NULL"""


class Wait(NamedTuple):
    """How long one status took, and when it was published."""

    seconds: float
    """From accepted row to published status."""
    published_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds that statuses took."""

    statuses: int
    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.median:.2f} s in the middle, {self.p95:.2f} s at the 95th percentile of {self.statuses:,}"


def latency_of(waits: Sequence[float]) -> Latency | None:
    """Return the figures of so many seconds; None of fewer than two."""
    if len(waits) < 2:
        return None
    cuts = quantiles(waits, n=20)
    return Latency(len(waits), cuts[9], cuts[18])


async def status_waits(running: RunningServices) -> dict[UUID, list[Wait]]:
    """Return how long statuses took in a run that is over, by the submission that decided them."""
    accepted: dict[bytes, int] = {}
    async for record in _records(running, RECORDS_ACCEPTED):
        accepted[record.key or b""] = record.timestamp
    published: dict[tuple[UUID, int], int] = {}
    async for record in _records(running, STATUS_CHANGED):
        if record.value is not None and record.key is not None:
            event = StatusChanged.model_validate_json(record.value)
            published.setdefault((event.person_id, event.version), record.timestamp)
    connection = await asyncpg.connect(running.admin_url)
    try:
        parts = {row["generation_id"]: row for row in await connection.fetch(_PARTS)}
        versions = await connection.fetch(_VERSIONS)
    finally:
        await connection.close()
    waits: dict[UUID, list[Wait]] = {}
    for row in versions:
        generation, sent = parts.get(row["generation_id"]), published.get((row["person_id"], row["version"]))
        began = accepted.get(_key(generation, row["ordinal"])) if generation is not None else None
        if generation is not None and sent is not None and began is not None:
            wait = Wait((sent - began) / 1000, sent / 1000)
            waits.setdefault(generation["submission_id"], []).append(wait)
    return waits


def _key(generation: asyncpg.Record, ordinal: int) -> bytes:
    """Return the key of the message with the row: parts are cut in the order of the rows, each of a sheet's own."""
    part = min(ordinal // PART_ROWS, generation["parts_to_judge"] - 1)
    event = (generation["submission_id"], generation["judgement"], RecordsAccepted.TYPE, part)
    return str(derived_id(*event)).encode()


async def _records(running: RunningServices, topic: Topic) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    consumer = AIOKafkaConsumer(**running.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic.on(running.topic_prefix), number) for number in range(topic.partitions)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record
    finally:
        await consumer.stop()
