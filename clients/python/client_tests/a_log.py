"""A topic in memory, for tests, with what can happen to one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from onward_status_changes.kafka_log import Offsets, OtherLogError, Record
from onward_status_changes.message import Status, StatusGroup

KNOWN_AT = datetime(2026, 10, 5, 9, 12, tzinfo=UTC)


def a_person(number: int) -> UUID:
    """Return the id of an invented person."""
    return UUID(int=number)


def a_status(number: int, version: int = 1, group: StatusGroup = "education") -> Status:
    """Return a status of an invented person."""
    return Status(
        person_id=a_person(number),
        version=version,
        group=group,
        code=None,
        lapsed=False,
        effective_on=date(2026, 9, 1),
        known_at=KNOWN_AT,
    )


class MemoryLog:
    """A log of some partitions that tests write to, compact and lose."""

    def __init__(self, partitions: int = 2) -> None:
        self.records: dict[int, list[Record]] = {partition: [] for partition in range(partitions)}
        self.next_offsets = dict.fromkeys(range(partitions), 0)
        self.group: dict[int, int] = {}
        self.places: dict[int, int] = {}

    def publish(self, *statuses: Status) -> None:
        """Append statuses, each to its person's partition."""
        for status in statuses:
            self._append(status.person_id, status.model_dump_json().encode())

    def forget(self, number: int) -> None:
        """Append a tombstone."""
        self._append(a_person(number), None)

    def compact(self, *, tombstones: bool = False) -> None:
        """Keep the newest record of each key, as Kafka does; `tombstones`: those go too."""
        for partition, records in self.records.items():
            newest = {record.key: record for record in records}
            self.records[partition] = [
                one for one in records if newest[one.key] is one and not (tombstones and one.value is None)
            ]

    def lose(self) -> None:
        """Begin anew, as after a lost disk: nothing is left, of what groups committed neither."""
        self.records = {partition: [] for partition in self.records}
        self.next_offsets = dict.fromkeys(self.records, 0)
        self.group = {}

    def _append(self, person_id: UUID, value: bytes | None) -> None:
        partition = person_id.int % len(self.records)
        record = Record(partition, self.next_offsets[partition], str(person_id).encode(), value)
        self.records[partition].append(record)
        self.next_offsets[partition] += 1

    async def beginnings(self) -> Offsets:
        """Return 0 for each partition: compaction moves no beginning."""
        return dict.fromkeys(self.records, 0)

    async def ends(self) -> Offsets:
        """Return the offsets behind the last records."""
        return dict(self.next_offsets)

    async def committed(self) -> Offsets:
        """Return what was committed."""
        return dict(self.group)

    async def commit(self, positions: Offsets, *, within_s: float) -> None:
        """Note positions."""
        assert within_s > 0
        self.group |= positions

    def seek(self, positions: Offsets) -> None:
        """Go on reading there."""
        self.places = dict(positions)

    async def poll(self) -> Sequence[Record]:
        """Return the next few records."""
        if any(self.places[partition] > end for partition, end in self.next_offsets.items()):
            raise OtherLogError
        found = [
            record
            for partition, records in self.records.items()
            for record in [one for one in records if one.offset >= self.places[partition]][:3]
        ]
        for partition in self.records:
            read = [record.offset for record in found if record.partition == partition]
            behind = self.places[partition] if read else self.next_offsets[partition]
            self.places[partition] = read[-1] + 1 if read else behind
        return found

    async def positions(self) -> Offsets:
        """Return the offsets behind what was polled."""
        return dict(self.places)
