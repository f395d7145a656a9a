"""The public topic as a stranger reads it: the newest version of each person, and whether ids and versions agree."""

from dataclasses import dataclass, field
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.reporting.adapters.heartbeats import HEADER
from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED
from shared.kafka.access import KafkaAccess


@dataclass(slots=True)
class StatusChanges:
    """What was read."""

    newest: dict[UUID, int] = field(default_factory=dict)
    """Version of the last message with a value of each person, in the order of the topic."""
    gone: set[UUID] = field(default_factory=set)
    """Whose last message is a tombstone."""
    messages: int = 0
    conflicting_ids: list[UUID] = field(default_factory=list)
    """Event ids that stand for two versions, or versions that came under two ids."""

    @property
    def current(self) -> dict[UUID, int]:
        """Version of everybody whom a reader's table holds in the end."""
        return {person: version for person, version in self.newest.items() if person not in self.gone}


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
                    elif record.key is not None and HEADER not in headers:
                        changes.gone.add(UUID(record.key.decode()))
    finally:
        await consumer.stop()
    return changes


def _take(changes: StatusChanges, seen: dict[UUID, tuple[UUID, int]], event_id: UUID, value: bytes) -> None:
    event = StatusChanged.model_validate_json(value)
    version = (event.person_id, event.version)
    if seen.setdefault(event_id, version) != version or event.event_id != event_id:
        changes.conflicting_ids.append(event_id)
    changes.newest[event.person_id] = event.version
    changes.gone.discard(event.person_id)
