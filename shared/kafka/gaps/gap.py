"""What a gap is, how one is found when a partition is assigned, and the port where gaps are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from aiokafka import TopicPartition


class Gap(NamedTuple):
    """Records of one partition that its consumer has not read and cannot read any more."""

    partition: TopicPartition
    first: int
    next: int
    """The partition's first offset now. Equal to `first`: the topic was created anew; how many were lost is unknown."""

    @property
    def records(self) -> int:
        return self.next - self.first


class PartitionState(NamedTuple):
    """The offsets of a partition when it was assigned."""

    committed: int | None
    begins: int
    """The first offset that Kafka still has."""
    ends: int


@dataclass(frozen=True, slots=True)
class StartPosition:
    """Where reading starts in a partition, and what is missing before."""

    next: int
    """The offset that is delivered next."""
    gap: Gap | None = None


def find_gap(partition: TopicPartition, state: PartitionState, saved: int | None) -> StartPosition:
    """Return where reading starts and what is missing. `saved`: our own record of the next offset, None without one.

    Kafka forgets committed offsets with its disk, with the topic, and when a group rests for very long. In the first
    two cases the partition begins at 0 again, or ends before the saved offset.
    """
    created_anew = state.ends < (state.committed or 0)
    if state.committed is None and saved:
        created_anew = state.begins == 0 or state.ends < saved
    if created_anew:
        return StartPosition(state.begins, Gap(partition, state.begins, state.begins))
    known = max(state.committed or 0, saved or 0)
    if known < state.begins:
        return StartPosition(state.begins, Gap(partition, known, state.begins))
    return StartPosition(max(state.begins, state.committed or 0))


class GapStore(Protocol):
    """Keeps gaps until their events have been published again, and the next offset of each consumer."""

    async def saved_offsets(
        self, consumer: str, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the consumer's next offsets, as last saved. Raises Transient."""
        ...

    async def save_offsets(self, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Save the next offset by partition. Raises Transient."""
        ...

    async def add(self, consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        """Add gaps and save the offsets behind them; return those that were not there already. Raises Transient."""
        ...
