"""The public topic as a stranger reads it: the newest version of each person, and whether ids and versions agree."""

from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED
from shared.kafka.access import KafkaAccess


@dataclass(slots=True)
class StatusChanges:
    """What was read."""

    newest: dict[UUID, int] = field(default_factory=dict)
    """Version of the last message of each person, in the order of the topic."""
    messages: int = 0
    conflicting_ids: list[UUID] = field(default_factory=list)
    """Event ids that stand for two versions, or versions that came under two ids."""

    async def newest_in_the_ledger(self, admin_url: str) -> dict[UUID, int]:
        """Return the current version of each person as reporting has stored it."""
        connection = await asyncpg.connect(admin_url)
        try:
            rows = await connection.fetch("SELECT person_id, version FROM reporting.people")
        finally:
            await connection.close()
        return {row["person_id"]: row["version"] for row in rows}


async def read_status_changes(access: KafkaAccess, prefix: str) -> StatusChanges:
    """Read the whole topic from the beginning to where it ends now."""
    changes, seen = StatusChanges(), dict[UUID, tuple[UUID, int]]()
    consumer = AIOKafkaConsumer(**access.client_options(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        topic = STATUS_CHANGED.on(prefix)
        partitions = [TopicPartition(topic, number) for number in range(STATUS_CHANGED.partitions)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    changes.messages += 1
                    headers = dict(record.headers)
                    if record.value is not None:
                        _take(changes, seen, UUID(headers["ce_id"].decode()), record.value)
    finally:
        await consumer.stop()
    return changes


def _take(changes: StatusChanges, seen: dict[UUID, tuple[UUID, int]], event_id: UUID, value: bytes) -> None:
    event = StatusChanged.model_validate_json(value)
    version = (event.person_id, event.version)
    if seen.setdefault(event_id, version) != version or event.event_id != event_id:
        changes.conflicting_ids.append(event_id)
    changes.newest[event.person_id] = event.version
