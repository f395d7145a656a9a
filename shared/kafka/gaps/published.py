"""A topic that its publisher alone can fill again: notices that it was made anew, by where its partitions end.

An end never moves back, unless Kafka's disk was lost or the topic was removed. Where it stood is kept in the database,
so that neither a restart nor a restored backup hides it.
"""

from collections.abc import Mapping
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.topics import Topic
from shared.errors import Transient
from shared.kafka.access import KafkaAccess
from shared.kafka.gaps.gap import GapStore

PUBLISHER: Final = "published"
"""Under this name the ends stand among the positions of consumers."""


class PublishedTopic:
    """The ends of a topic's partitions, now and when they were last looked at."""

    def __init__(self, access: KafkaAccess, topic: Topic, prefix: str, store: GapStore) -> None:
        self._access = access
        self._partitions = [TopicPartition(topic.on(prefix), number) for number in range(topic.partitions)]
        self._store = store
        self._anew_at: Mapping[TopicPartition, int] | None = None

    async def was_made_anew(self) -> bool:
        """Say whether it lost what it held or was never looked at, until `was_filled` is told. Raises Transient."""
        ends = await self._ends()
        kept = await self._store.saved_offsets(PUBLISHER, self._partitions)
        if len(kept) == len(ends) and all(ends[one] >= kept[one] for one in ends):
            if ends != kept:
                await self._store.save_offsets(PUBLISHER, ends)
            return False
        self._anew_at = ends
        return True

    async def was_filled(self) -> None:
        """Record that everything was published again, unless it was lost once more meanwhile. Raises Transient."""
        ends = await self._ends()
        if self._anew_at is not None and all(ends[one] >= self._anew_at[one] for one in ends):
            await self._store.save_offsets(PUBLISHER, ends)

    async def _ends(self) -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(group_id=None, enable_auto_commit=False, **self._access.client_options())
        try:
            await consumer.start()
            try:
                return dict(await consumer.end_offsets(self._partitions))
            finally:
                await consumer.stop()
        except (KafkaError, OSError) as error:
            raise Transient(f"kafka {type(error).__name__}") from error
