"""The port `GapStore` in memory."""

from collections.abc import Collection, Mapping, Sequence

from aiokafka import TopicPartition

from shared.kafka.gaps.gap import Gap


class MemoryGaps:
    """Gaps and saved offsets of one consumer."""

    def __init__(self) -> None:
        self.offsets: dict[TopicPartition, int] = {}
        self.gaps: list[Gap] = []

    async def saved_offsets(
        self, _consumer: str, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        return {partition: self.offsets[partition] for partition in partitions if partition in self.offsets}

    async def save_offsets(self, _consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        self.offsets.update(offsets)

    async def add(self, _consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        new = [gap for gap in gaps if gap not in self.gaps]
        self.gaps += new
        self.offsets.update({gap.partition: gap.next for gap in gaps})
        return new
