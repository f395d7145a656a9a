"""The Python client on the real broker: as a process that is killed and started again, with aiokafka alone."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from shared.contracts.reporting import StatusChanged
from tests.integration.clients.conftest import PublicTopic, a_change
from tests.integration.kafka.conftest import eventually
from tests.support.builders import an_id
from tests.support.keeper import CLIENT, Keeper
from tests.support.stack import Database

pytestmark = pytest.mark.stack

PEOPLE = 60


@pytest.fixture
def keeper(topic: PublicTopic, tmp_path: Path) -> Iterator[Keeper]:
    keeper = Keeper(topic.properties, topic.name, tmp_path / "statuses.db")
    yield keeper
    if keeper.process and keeper.process.poll() is None:
        keeper.process.kill()
        keeper.process.wait()


async def test_it_is_killed_at_random_and_its_table_is_what_was_published(topic: PublicTopic, keeper: Keeper) -> None:
    chance = random.Random(51)
    ledger: dict[str, int] = {}
    last: dict[str, StatusChanged] = {}

    async def move() -> None:
        name = chance.randrange(PEOPLE)
        before = last.get(str(an_id("person", name)))
        change = a_change(
            name, before.version + 1 if before else 1, "out of scope" if chance.random() < 0.2 else "neet"
        )
        last[change.key] = change
        said = [change, change.person_id] if change.group == "out of scope" else [change]
        ledger.pop(change.key, None)
        if change.group != "out of scope":
            ledger[change.key] = change.version
        await topic.publish(*said * chance.randint(1, 2))

    for number in range(8):
        process = keeper.start()
        for _ in range(12):
            await move()
        if number % 2:
            await topic.beat()
        if number == 0:  # whoever was killed before it ever noted where it stands begins anew, and says so
            await eventually(lambda: bool(keeper.versions()), within_s=30)
        process.send_signal(signal.SIGKILL)
        process.wait()
    keeper.start()
    await eventually(lambda: keeper.versions() == ledger, within_s=30)
    for _ in range(5):
        await move()
    await eventually(lambda: keeper.versions() == ledger, within_s=30)
    assert keeper.process is not None
    keeper.process.send_signal(signal.SIGINT)
    said, _ = await asyncio.to_thread(keeper.process.communicate, timeout=30)
    assert (keeper.process.returncode, said) == (0, f"{len(ledger)} people in {keeper.table}\n")


async def test_a_topic_that_was_made_anew_is_noticed_while_it_follows_and_when_it_starts(
    topic: PublicTopic, keeper: Keeper
) -> None:
    everybody = [a_change(f"again {number}") for number in range(40)]
    await topic.lose()
    await topic.publish(*everybody)
    keeper.start()
    await eventually(lambda: len(keeper.versions()) == 40, within_s=30)

    await topic.lose()
    stayed = [one for one in everybody[:-3] for _ in range(3)]
    await topic.publish(*stayed, a_change("again 1", 2))
    await eventually(lambda: len(keeper.versions()) == 37, within_s=60)
    assert keeper.process is not None
    keeper.process.kill()

    await topic.lose()
    await topic.publish(*(one for one in everybody[:-5] for _ in range(5)))
    said = await asyncio.to_thread(keeper.once)
    assert "made anew" in said
    assert len(keeper.versions()) == 35
    assert keeper.versions()[str(an_id("person", "again 1"))] == 2


async def test_what_cannot_be_mended_is_said_in_one_line(topic: PublicTopic, keeper: Keeper) -> None:
    process = keeper.start("--topic", "no.such.topic")
    said, _ = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 1
    assert said == "TopicMissingError: there is no topic no.such.topic, or this account may not read it\n"


async def test_the_example_keeps_the_same_table_in_postgresql(
    topic: PublicTopic, database: Database, tmp_path: Path
) -> None:
    changes = [a_change(f"sql {number}") for number in range(5)]
    await topic.publish(*changes, a_change("sql 1", 2, "neet"), a_change("sql 2", 2, "out of scope"))
    process = subprocess.Popen(
        [sys.executable, CLIENT / "examples" / "postgresql_table.py", topic.properties, database.admin_url, topic.name],
        env={**os.environ, "PYTHONPATH": str(CLIENT)},
    )
    connection = await asyncpg.connect(database.admin_url)
    wanted = {change.key: 1 for change in changes} | {changes[1].key: 2}
    del wanted[changes[2].key]

    async def holds_them() -> bool:
        assert process.poll() is None
        if not await connection.fetchval("SELECT to_regclass('statuses') IS NOT NULL"):
            return False
        rows = await connection.fetch("SELECT person_id::text, version FROM statuses WHERE person_id = ANY($1)", ids)
        return dict(map(tuple, rows)) == wanted

    ids = [change.person_id for change in changes]
    try:
        await eventually(holds_them, within_s=60)
    finally:
        process.kill()
        process.wait()
        await connection.close()


async def test_a_wrong_password_is_told_apart_from_an_absent_kafka(topic: PublicTopic, tmp_path: Path) -> None:
    if topic.stack.kafka_address.passwords_dir is None:
        pytest.skip("not run: this Kafka has no accounts")
    wrong = tmp_path / "wrong.properties"
    wrong.write_text(re.sub(r'password="[^"]*"', 'password="another"', topic.properties.read_text()))
    process = Keeper(wrong, topic.name, tmp_path / "statuses.db").start()
    said, _ = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(r"AccountRefusedError: Kafka does not let consumer-\S+ in\n", said)
