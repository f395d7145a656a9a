"""Who reads status changes from Kafka: each known group, and how far it is. Asked of Kafka when it is shown."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL
from shared.errors import Transient
from shared.kafka.access import KafkaAccess

_ASK_S: Final = 8.0
_YOUNGEST_S: Final = 1.0
_OLDEST_S: Final = 40 * 86_400.0
_STEPS: Final = 11
"""Each halves what is not known of the age, in orders of magnitude: a percent is left."""
_GROUPS_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A consumer group, and how far it is."""

    group: str
    messages: int
    """Not read yet."""
    oldest_s: float
    """How long ago the first of them was published; 0: there is none."""
    in_full: bool = False
    """It reads the topic with sensitive codes."""


class ConsumerGroups(Protocol):
    """Finds who reads a topic of statuses."""

    async def groups(self) -> Sequence[GroupLine]:
        """Return the known groups that have read one, by name. Raises Transient when Kafka does not answer."""
        ...


def known_by(names: str) -> Callable[[str], bool]:
    """Return what knows a group by a list with commas; a name that ends in * stands for all that begin so."""
    wanted = [one.strip() for one in names.split(",") if one.strip()]
    exact = {one for one in wanted if not one.endswith("*")}
    prefixes = tuple(one[:-1] for one in wanted if one.endswith("*"))
    return lambda group: group in exact or (bool(prefixes) and group.startswith(prefixes))


class KafkaConsumerGroups:
    """`ConsumerGroups` by Kafka itself."""

    def __init__(self, access: KafkaAccess, prefix: str, is_known: Callable[[str], bool]) -> None:
        self._access = access
        self._public, self._in_full = STATUS_CHANGED.on(prefix), STATUS_CHANGED_IN_FULL.on(prefix)
        self._is_known = is_known

    async def groups(self) -> Sequence[GroupLine]:
        try:
            async with asyncio.timeout(_ASK_S), self._clients() as (admin, consumer):
                return await self._ask(admin, consumer)
        except (KafkaError, OSError, TimeoutError) as error:
            raise Transient(f"kafka {type(error).__name__}") from error

    @asynccontextmanager
    async def _clients(self) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
        options = self._access.client_options()
        admin = AIOKafkaAdminClient(**options)
        consumer = AIOKafkaConsumer(enable_auto_commit=False, **options)
        try:
            await admin.start()
            await consumer.start()
            yield admin, consumer
        finally:
            await consumer.stop()
            await admin.close()

    async def _ask(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer) -> Sequence[GroupLine]:
        listed = sorted({group for group, *_ in await admin.list_consumer_groups() if self._is_known(group)})
        read: dict[str, dict[TopicPartition, int]] = {}
        for group in listed[:_GROUPS_MAX]:
            offsets = await admin.list_consumer_group_offsets(group)
            if own := self._of_statuses({place: at.offset for place, at in offsets.items() if at.offset >= 0}):
                read[group] = own
        places = sorted({place for own in read.values() for place in own})
        if not places:
            return []
        starts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        lines = []
        for group, own in read.items():
            behind = {place: max(at, starts[place]) for place, at in own.items() if at < ends[place]}
            messages = sum(ends[place] - at for place, at in behind.items())
            in_full = any(place.topic == self._in_full for place in own)
            lines.append(GroupLine(group, messages, await _age_of(consumer, behind), in_full))
        return lines

    def _of_statuses(self, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
        """Leave out other topics, and the public one where the group has gone over to codes in full."""
        topics = {place.topic for place in offsets}
        topic = self._in_full if self._in_full in topics else self._public
        return {place: at for place, at in offsets.items() if place.topic == topic}


async def _age_of(consumer: AIOKafkaConsumer, behind: Mapping[TopicPartition, int]) -> float:
    """Return the age in seconds of the oldest of the messages that stand first in these places, within a percent.

    By asking where messages of a time begin, so that reading none needs no right to.
    """
    if not behind:
        return 0.0
    now, younger, older = time.time(), _YOUNGEST_S, _OLDEST_S
    for _ in range(_STEPS):
        age = math.sqrt(younger * older)
        since = int((now - age) * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(behind, since))
        if all((begins := found.get(place)) is not None and begins.offset <= at for place, at in behind.items()):
            older = age
        else:
            younger = age
    return older
