"""What happens when the group gives us partitions, or takes them away."""

import asyncio
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from shared.kafka.consumer.faststream_adapter import REBALANCE_TIMEOUT_MS, KafkaReader
from shared.kafka.consumer.subscription import Subscription
from shared.kafka.gaps.gap import PartitionState
from shared.kafka.gaps.positions import LOCATE_S
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

_FINISH_S: Final = REBALANCE_TIMEOUT_MS / 1000 - 15
log = get_logger("kafka")


class RebalanceListener(ConsumerRebalanceListener):
    """Gives partitions back only when the records in hand are handled and their offsets committed."""

    def __init__(self, subscription: Subscription[Any], reader: KafkaReader, metrics: Metrics) -> None:
        self.assigned: frozenset[TopicPartition] | None = None
        """None until the group has answered; empty for a spare member."""
        self._subscription = subscription
        self._reader = reader
        self._metrics = metrics

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        self._subscription.leaving.set()
        await self._reader.wait_until_idle(_FINISH_S)
        self._subscription.positions.located.clear()
        self.assigned = None
        consumer = self._subscription.consumer
        for partition in revoked:
            self._metrics.forget("onward_consumer_lag", consumer=consumer, partition=str(partition.partition))

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._locate(assigned)
        self.assigned = frozenset(assigned)
        self._subscription.leaving.clear()
        self._metrics.count("onward_rebalances_total", consumer=self._subscription.consumer)

    async def _locate(self, assigned: set[TopicPartition]) -> None:
        """Get the state of the partitions before anything of them is handled; without an answer no gap is found."""
        positions = self._subscription.positions
        states: dict[TopicPartition, PartitionState] = {}
        try:
            async with asyncio.timeout(LOCATE_S):
                if assigned and self._reader.consumer is not None:
                    states = await _partition_states(self._reader.consumer, assigned)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("the state of partitions is not known", error=error, consumer=self._subscription.consumer)
        finally:
            positions.assigned(states)
            positions.located.set()


async def _partition_states(
    consumer: AIOKafkaConsumer, partitions: set[TopicPartition]
) -> dict[TopicPartition, PartitionState]:
    in_turn = sorted(partitions)
    begins = await consumer.beginning_offsets(in_turn)
    ends = await consumer.end_offsets(in_turn)
    committed = await asyncio.gather(*(consumer.committed(partition) for partition in in_turn))
    return {
        partition: PartitionState(offset, begins[partition], ends[partition])
        for partition, offset in zip(in_turn, committed, strict=True)
    }
