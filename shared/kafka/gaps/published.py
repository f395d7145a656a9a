"""A topic that its publisher alone can fill again: notices that it was made anew, by its id and where it ends.

Kafka gives every topic an id, which no later topic of the same name has. Under one id an end never moves back, unless
a broker's disk was lost and its controller's was not. Where the ends stood is kept in the database under the id, so
that neither a restart nor a restored backup hides it, nor a new topic that was written to before anybody looked.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from confluent_kafka import KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient

from shared.contracts.topics import Topic
from shared.errors import Transient
from shared.kafka.access import KafkaAccess
from shared.kafka.gaps.gap import GapStore

PUBLISHER: Final = "published "
"""Under names that begin so, and end in a topic's id, the ends stand among the positions of consumers."""
_ANSWER_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A topic as it is now."""

    name: str
    """Its name among the positions of consumers."""
    ends: Mapping[TopicPartition, int]


class PublishedTopic:
    """The ends of a topic's partitions, now and when they were last looked at."""

    def __init__(self, access: KafkaAccess, topic: Topic, prefix: str, store: GapStore) -> None:
        self._access = access
        self._topic = topic.on(prefix)
        self._partitions = [TopicPartition(self._topic, number) for number in range(topic.partitions)]
        self._store = store
        self._anew: _Seen | None = None

    async def was_made_anew(self) -> bool:
        """Say whether it lost what it held or was never looked at, until `was_filled` is told. Raises Transient."""
        seen = await self._look()
        kept = await self._store.saved_offsets(seen.name, self._partitions)
        if len(kept) == len(seen.ends) and all(seen.ends[one] >= kept[one] for one in seen.ends):
            if seen.ends != kept:
                await self._store.save_offsets(seen.name, seen.ends)
            return False
        self._anew = seen
        return True

    async def was_filled(self) -> None:
        """Record that everything was published again, unless it was lost once more meanwhile. Raises Transient."""
        seen, anew = await self._look(), self._anew
        if anew is not None and seen.name == anew.name and all(seen.ends[one] >= anew.ends[one] for one in seen.ends):
            await self._store.save_offsets(seen.name, seen.ends)

    async def _look(self) -> _Seen:
        """Return the topic as it is. Raises Transient."""
        try:
            return _Seen(PUBLISHER + await asyncio.to_thread(self._id), await self._ends())
        except (KafkaError, KafkaException, OSError) as error:
            raise Transient(f"kafka {type(error).__name__}") from error

    def _id(self) -> str:
        """Ask librdkafka: aiokafka does not know ids of topics."""
        client = AdminClient(self._access.librdkafka_options())
        asked = client.describe_topics(TopicCollection([self._topic]), request_timeout=_ANSWER_S)
        return str(asked[self._topic].result().topic_id)

    async def _ends(self) -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(group_id=None, enable_auto_commit=False, **self._access.client_options())
        await consumer.start()
        try:
            return dict(await consumer.end_offsets(self._partitions))
        finally:
            await consumer.stop()
