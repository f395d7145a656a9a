"""Repeats, tombstones, restarts, long absences and lost disks: the table says what the topic says."""

import os
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from onward_status_changes.changes import Change
from onward_status_changes.following import Reading
from onward_status_changes.kafka_log import OtherLogError
from onward_status_changes.message import UnreadableMessageError
from onward_status_changes.sqlite_table import SqliteTable

from .a_log import MemoryLog, a_person, a_status

TOPIC = "onward.reporting.status-changed.v1"


class Consumer:
    """A table and its clock, read to the end whenever a test says so; each time as after a restart."""

    def __init__(self, file: Path, log: MemoryLog) -> None:
        self.file = file
        self.log = log
        self.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
        self.heard: list[Change] = []
        self.forget_max = 0.5

    async def catch_up(self) -> None:
        """Read to the end, from the beginning where that is needed."""
        anew = False
        while True:
            with SqliteTable(self.file) as table:
                reading = Reading(self.log, table, TOPIC, self._hear, self.forget_max, lambda: self.now)
                try:
                    await reading.begin(anew=anew)
                    await reading.go_on(until_end=True)
                except OtherLogError:
                    assert not anew
                    anew = True
                else:
                    return

    async def _hear(self, changes: Sequence[Change]) -> None:
        self.heard += changes

    def versions(self) -> dict[int, int]:
        """Return the version of everybody in the table, by number."""
        with SqliteTable(self.file) as table:
            return {status.person_id.int: status.version for status in table}

    def taken(self) -> list[tuple[int, int, int]]:
        """Return what was heard since the last call: person, version before and after; 0: none."""
        heard, self.heard = self.heard, []
        return [
            (
                one.person_id.int,
                one.before.version if one.before else 0,
                one.after.version if one.after else 0,
            )
            for one in heard
        ]


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def consumer(tmp_path: Path, log: MemoryLog) -> Consumer:
    return Consumer(tmp_path / "statuses.db", log)


async def test_repeats_change_nothing_and_are_not_told(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(a_status(1), a_status(1, 2), a_status(1), a_status(1, 2), a_status(2))
    await consumer.catch_up()
    assert consumer.taken() == [(2, 0, 1), (1, 0, 1), (1, 1, 2)]
    log.publish(a_status(1, 2), a_status(2))
    await consumer.catch_up()
    assert consumer.taken() == []
    assert consumer.versions() == {1: 2, 2: 1}


async def test_who_is_out_of_scope_is_forgotten_once_and_may_come_back(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(a_status(1), a_status(2))
    await consumer.catch_up()
    consumer.taken()
    log.publish(a_status(1, 2, "out of scope"))
    log.forget(1)
    log.forget(0)
    log.publish(a_status(1, 2, "out of scope"))
    log.forget(1)
    await consumer.catch_up()
    assert consumer.taken() == [(1, 1, 0)]
    log.publish(a_status(1, 3))
    await consumer.catch_up()
    assert consumer.taken() == [(1, 0, 3)]
    assert consumer.versions() == {1: 3, 2: 1}


async def test_a_restart_goes_on_where_it_stood(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(*(a_status(number) for number in range(1, 12)))
    await consumer.catch_up()
    log.records = {partition: [] for partition in log.records}
    log.publish(a_status(3, 2))
    await consumer.catch_up()
    assert consumer.versions() == {number: 1 + (number == 3) for number in range(1, 12)}


async def test_who_was_away_for_too_long_reads_all_and_forgets_who_is_gone(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(*(a_status(number) for number in range(1, 6)))
    await consumer.catch_up()
    consumer.taken()
    log.publish(a_status(2, 2, "out of scope"))
    log.forget(2)
    log.publish(a_status(1, 2))
    log.compact(tombstones=True)
    consumer.now += timedelta(hours=19)
    await consumer.catch_up()
    assert consumer.versions() == {1: 2, 3: 1, 4: 1, 5: 1}
    assert sorted(consumer.taken()) == [(1, 1, 2), (2, 1, 0)]


async def test_who_looks_often_enough_never_reads_all_again(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(a_status(1), a_status(2))
    await consumer.catch_up()
    log.records = {partition: [] for partition in log.records}
    for _ in range(4):
        consumer.now += timedelta(hours=17)
        await consumer.catch_up()
    assert consumer.versions() == {1: 1, 2: 1}


async def test_a_lost_disk_is_noticed_although_the_offsets_fit(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(*(a_status(number) for number in range(1, 9)))
    await consumer.catch_up()
    consumer.taken()
    log.lose()
    log.publish(a_status(3, 2), *(a_status(number) for number in (1, 2, 4, 5, 6, 7)), a_status(1), a_status(2))
    await consumer.catch_up()
    assert consumer.versions() == {1: 1, 2: 1, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1}
    assert sorted(consumer.taken()) == [(3, 1, 2), (8, 1, 0)]


async def test_a_disk_lost_while_reading_writes_nothing_of_the_new_log(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(a_status(1))
    await consumer.catch_up()
    with SqliteTable(consumer.file) as table:
        reading = Reading(log, table, TOPIC, now=lambda: consumer.now)
        await reading.begin()
        log.lose()
        log.publish(*(a_status(number) for number in range(1, 9)))
        with pytest.raises(OtherLogError):
            await reading.go_on(until_end=True)
    assert consumer.versions() == {1: 1}
    await consumer.catch_up()
    assert consumer.versions() == dict.fromkeys(range(1, 9), 1)


async def test_an_empty_topic_is_not_believed_until_it_was_published_again(consumer: Consumer, log: MemoryLog) -> None:
    everybody = [a_status(number) for number in range(1, 41)]
    log.publish(*everybody)
    await consumer.catch_up()
    consumer.taken()
    log.lose()
    log.publish(a_status(5, 2))
    await consumer.catch_up()
    assert len(consumer.versions()) == 40
    assert consumer.taken() == [(5, 1, 2)]
    log.publish(*(one for one in everybody if one.person_id not in (a_person(5), a_person(9))))
    await consumer.catch_up()
    assert consumer.taken() == [(9, 1, 0)]
    assert len(consumer.versions()) == 39


async def test_whoever_wants_to_believes_an_empty_topic(consumer: Consumer, log: MemoryLog) -> None:
    log.publish(*(a_status(number) for number in range(1, 41)))
    await consumer.catch_up()
    log.lose()
    consumer.forget_max = 1.0
    await consumer.catch_up()
    assert consumer.versions() == {}


async def test_a_message_of_another_contract_stops_it_and_is_named_by_its_place(
    consumer: Consumer, log: MemoryLog
) -> None:
    log.publish(a_status(2))
    log.records[0].append(log.records[0][0]._replace(offset=1, value=b"{}"))
    log.next_offsets[0] = 2
    with pytest.raises(UnreadableMessageError, match="partition 0, offset 1"):
        await consumer.catch_up()
    assert consumer.versions() == {}


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_happens_the_table_ends_where_the_topic_does(
    consumer: Consumer, log: MemoryLog, seed: int
) -> None:
    chance = random.Random(seed)
    ledger: dict[int, int] = {}
    last: dict[int, int] = {}

    def move() -> None:
        number = chance.randrange(1, 30)
        last[number] = last.get(number, 0) + 1
        if chance.random() < 0.3:
            ledger.pop(number, None)
            for _ in range(chance.randint(1, 2)):
                log.publish(a_status(number, last[number], "out of scope"))
                log.forget(number)
        else:
            ledger[number] = last[number]
            log.publish(*[a_status(number, last[number])] * chance.randint(1, 3))

    def lose() -> None:
        log.lose()
        log.publish(*(a_status(number, version) for number, version in ledger.items()))

    def rest() -> None:
        log.compact()
        consumer.now += timedelta(hours=chance.choice((1, 17, 30)))

    acts: list[tuple[Callable[[], None], int]] = [(move, 12), (lose, 1), (rest, 2)]
    for _ in range(60):
        chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()
        if chance.random() < 0.3:
            await consumer.catch_up()
    consumer.forget_max = 1.0
    await consumer.catch_up()
    assert consumer.versions() == ledger


async def test_the_table_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        log = MemoryLog()
        log.publish(a_status(1))
        consumer = Consumer(tmp_path / "statuses.db", log)
        with SqliteTable(consumer.file) as table:
            await consumer.catch_up()
            assert await table.count() == 1
            modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["statuses.db", "statuses.db-shm", "statuses.db-wal"], 0o600)
