"""Reads messages from a topic without any consumer group, and describes one with its payload opened."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.topics import Topic
from shared.errors import Poison
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import EventCodec
from shared.kafka.envelope import Record, read_envelope, readable_headers

READ_S: Final = 15.0
"""Waiting for messages longer than this is of no use: they are there already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages of a topic are meant."""

    topic: Topic
    partition: int | None = None
    """None: every partition."""
    offset: int | None = None
    """The first message wanted; None: the newest."""
    limit: int = 1


async def read_messages(access: KafkaAccess, prefix: str, wanted: Wanted) -> list[Record]:
    """Return the messages wanted, in the order of their offsets or, over several partitions, of their times.

    Fewer come back where there are fewer. Nothing is committed. Raises KafkaError when Kafka is away.
    """
    partitions = _partitions(wanted.topic, prefix, wanted.partition)
    if not partitions:
        return []
    consumer = AIOKafkaConsumer(enable_auto_commit=False, group_id=None, **access.client_options())
    await consumer.start()
    try:
        consumer.assign(partitions)
        ends = await _seek(consumer, partitions, wanted)
        found = await _read(consumer, ends, wanted)
    finally:
        await consumer.stop()
    found.sort(key=lambda record: (record.timestamp, record.partition, record.offset))
    return found[: wanted.limit] if wanted.offset is not None else found[-wanted.limit :]


async def describe(topic: Topic, record: Record, codec: EventCodec) -> str:
    """Return one message as indented JSON: coordinates, envelope, payload, or why it cannot be opened.

    Control characters are escaped, so that no text of a file can command the terminal.
    """
    content: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key.decode(errors="backslashreplace") if record.key is not None else None,
        "headers": readable_headers(record.headers),
    }
    content |= await _opened(topic, record, codec)
    return _escaped(json.dumps(content, indent=2, ensure_ascii=False))


async def _opened(topic: Topic, record: Record, codec: EventCodec) -> dict[str, Any]:
    if record.value is None:
        return {"not_opened": "tombstone"}
    try:
        payload = await codec.payload_of(topic, read_envelope(record.headers), record.value)
        return {"payload": json.loads(payload)}
    except Poison as failure:
        return {"not_opened": failure.reason}
    except ValueError:
        return {"not_opened": "bad_payload"}


def _partitions(topic: Topic, prefix: str, partition: int | None) -> list[TopicPartition]:
    return [TopicPartition(topic.on(prefix), one) for one in range(topic.partitions) if partition in (None, one)]


async def _seek(
    consumer: AIOKafkaConsumer, partitions: list[TopicPartition], wanted: Wanted
) -> dict[TopicPartition, int]:
    """Go to the first message wanted of each partition; return where each that has any ends."""
    begins, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    reading = {}
    for partition in partitions:
        first = ends[partition] - wanted.limit if wanted.offset is None else wanted.offset
        first = max(first, begins[partition])
        consumer.seek(partition, first)
        if first < ends[partition]:
            reading[partition] = ends[partition]
    return reading


async def _read(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], wanted: Wanted) -> list[Record]:
    """Read each partition to its end, or until it has given as many as are wanted."""
    found: list[Record] = []
    counts = dict.fromkeys(ends, 0)
    deadline = asyncio.get_running_loop().time() + READ_S
    while ends and asyncio.get_running_loop().time() < deadline:
        batches: Mapping[TopicPartition, Sequence[Record]] = await consumer.getmany(timeout_ms=500)
        for partition, records in batches.items():
            taken = records[: wanted.limit - counts.get(partition, wanted.limit)]
            found.extend(taken)
            if partition in ends:
                counts[partition] += len(taken)
        for partition in list(ends):
            if counts[partition] >= wanted.limit or await consumer.position(partition) >= ends[partition]:
                del ends[partition]
                consumer.pause(partition)
    return found


def _escaped(text: str) -> str:
    return "".join(one if one.isprintable() or one == "\n" else f"\\u{ord(one):04x}" for one in text)
