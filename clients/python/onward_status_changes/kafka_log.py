"""The topic as a log: where it begins and ends, what comes next, and whether it is still the one that was read.

Offsets alone do not tell whether Kafka's disk was lost, or the topic made anew, meanwhile. What a group has committed
is lost with them: so positions are committed to Kafka too, and where they are missing the log is another one.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final, NamedTuple, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import create_conn
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    SaslAuthenticationFailed,
)

from onward_status_changes.connection import Connection

_POLL_MS: Final = 500
_RECORDS_MAX: Final = 2_000
_ASKING_S: Final = 10.0


class TopicMissingError(Exception):
    """There is no such topic, or this account may not read it."""


class AccountRefusedError(Exception):
    """Kafka does not know this account, or its password is another one now."""


class OtherLogError(Exception):
    """The log is no longer the one that was read before, or begins behind where reading stood."""


class Record(NamedTuple):
    """What of a record is needed."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


Offsets = Mapping[int, int]
"""Offsets by partition."""


class Log(Protocol):
    """A topic that is read by one consumer, all partitions of it."""

    async def beginnings(self) -> Offsets:
        """Return the first offset of each partition."""

    async def ends(self) -> Offsets:
        """Return, for each partition, the offset behind its last record."""

    async def committed(self) -> Offsets:
        """Return what this group has committed; partitions without are left out."""

    async def commit(self, positions: Offsets, *, within_s: float) -> None:
        """Commit positions. Raise TimeoutError when that takes longer."""

    def seek(self, positions: Offsets) -> None:
        """Go on reading there."""

    async def poll(self) -> Sequence[Record]:
        """Return what came next; nothing when nothing came for half a second. Raise OtherLogError."""

    async def positions(self) -> Offsets:
        """Return the offset behind what was polled, by partition; what compaction removed is passed over."""


class KafkaLog:
    """The log on a real broker."""

    def __init__(
        self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient, group: str, places: Sequence[TopicPartition]
    ) -> None:
        self._consumer = consumer
        self._admin = admin
        self._group = group
        self._places = {place.partition: place for place in places}

    async def beginnings(self) -> Offsets:
        """Return the first offset of each partition."""
        found = await self._consumer.beginning_offsets([*self._places.values()])
        return {place.partition: offset for place, offset in found.items()}

    async def ends(self) -> Offsets:
        """Return, for each partition, the offset behind its last record."""
        found = await self._consumer.end_offsets([*self._places.values()])
        return {place.partition: offset for place, offset in found.items()}

    async def committed(self) -> Offsets:
        """Return what this group has committed; partitions without are left out."""
        found = await self._admin.list_consumer_group_offsets(self._group)
        ours = {place: at.offset for place, at in found.items() if place in self._places.values()}
        return {place.partition: offset for place, offset in ours.items() if offset >= 0}

    async def commit(self, positions: Offsets, *, within_s: float) -> None:
        """Commit positions. Raise TimeoutError when that takes longer."""
        offsets = {self._places[partition]: offset for partition, offset in positions.items()}
        await asyncio.wait_for(self._consumer.commit(offsets), within_s)

    def seek(self, positions: Offsets) -> None:
        """Go on reading there."""
        # Not assigned before: the client would look up by itself where to begin.
        self._consumer.assign([*self._places.values()])
        for partition, offset in positions.items():
            self._consumer.seek(self._places[partition], offset)

    async def poll(self) -> Sequence[Record]:
        """Return what came next; nothing when nothing came for half a second. Raise OtherLogError."""
        try:
            got = await self._consumer.getmany(timeout_ms=_POLL_MS, max_records=_RECORDS_MAX)
        except (OffsetOutOfRangeError, NoOffsetForPartitionError):
            raise OtherLogError from None
        return [Record(one.partition, one.offset, one.key, one.value) for some in got.values() for one in some]

    async def positions(self) -> Offsets:
        """Return the offset behind what was polled, by partition; what compaction removed is passed over."""
        return {number: await self._consumer.position(place) for number, place in self._places.items()}


@asynccontextmanager
async def open_log(connection: Connection, topic: str, group: str) -> AsyncIterator[KafkaLog]:
    """Open the topic.

    Raises TopicMissingError or AccountRefusedError; KafkaError or OSError when Kafka cannot be reached.
    """
    options = connection.client_options() | {"client_id": group}
    consumer = AIOKafkaConsumer(group_id=group, enable_auto_commit=False, auto_offset_reset="none", **options)
    admin = AIOKafkaAdminClient(**options)
    try:
        try:
            await consumer.start()
        except KafkaConnectionError:
            if await _is_refused(connection):
                raise AccountRefusedError(f"Kafka does not let {connection.username} in") from None
            raise
        await admin.start()
        yield KafkaLog(consumer, admin, group, await _places_of(admin, topic))
    finally:
        with suppress(KafkaError, OSError):
            await consumer.stop()
        with suppress(KafkaError, OSError):
            await admin.close()


async def _is_refused(connection: Connection) -> bool:
    """Ask for the reason: the client above tells a refusal and an absent broker by one error."""
    options = connection.client_options()
    for address in options.pop("bootstrap_servers"):
        host, _, port = address.strip().rpartition(":")
        try:
            (await asyncio.wait_for(create_conn(host, int(port), **options), _ASKING_S)).close()
        except SaslAuthenticationFailed:
            return True
        except (KafkaError, OSError, ValueError):
            continue
    return False


async def _places_of(admin: AIOKafkaAdminClient, topic: str) -> list[TopicPartition]:
    # Asked first: a broker that makes topics by itself would make the one that is described.
    if topic not in await admin.list_topics():
        raise TopicMissingError(f"there is no topic {topic}, or this account may not read it")
    (found,) = await admin.describe_topics([topic])
    return [TopicPartition(topic, one["partition"]) for one in found["partitions"]]
