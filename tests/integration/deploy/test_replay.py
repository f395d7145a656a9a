"""Dead letters go back to the topics they came from: counted first, each once, and repeating changes nothing."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.jobs import dead_letters
from deploy.jobs.privacy.callers import CallerRefused
from deploy.jobs.replay import ServiceLetters, replay
from deploy.local.paths import CHECKOUT
from shared.contracts.topics import ROWS_EXTRACTED, SUBMISSION_EXTRACTED, Topic
from shared.kafka.dead_letter_reasons import REASONS
from shared.kafka.dead_letters import DeadLetterFilter, DeadLetters
from shared.kafka.envelope import Record
from shared.settings import ServiceSettings
from tests.integration.deploy.conftest import PASSWORD, pool_of, producer_of, sealed
from tests.support.builders import extracted, extracted_rows
from tests.support.stack import client_of, kafka_variables_of

pytestmark = pytest.mark.stack

EVERYTHING = DeadLetterFilter()


@pytest.fixture
async def letters(deployment: ServiceSettings) -> list[Record]:
    """Two receipts that validation set aside for one reason and rows that it set aside for another; fresh each time."""
    async with pool_of(deployment, "validation") as pool, producer_of(deployment) as producer:
        await pool.execute("DELETE FROM dead_letters")
        room = DeadLetters(pool, producer, deployment.topic_prefix)
        found = []
        for number, reason in enumerate(("unknown_submission", "unknown_submission", "bad_payload")):
            kind = extracted_rows([{"P1": "x"}], name=number) if reason == "bad_payload" else extracted(name=number)
            message = await sealed(deployment, "ingest", kind)
            record = Record(message.topic, 0, number, 0, 0, message.key, message.value, None, 0, 0, message.headers)
            topic = ROWS_EXTRACTED if reason == "bad_payload" else SUBMISSION_EXTRACTED
            await room.add("JudgeRows", topic, record, reason)
            found.append(record)
        return found


async def arrived(settings: ServiceSettings, topic: Topic) -> list[Record]:
    """Return everything on the topic."""
    places = [TopicPartition(topic.on(settings.topic_prefix), number) for number in range(topic.partitions)]
    consumer = AIOKafkaConsumer(**client_of(settings))
    await consumer.start()
    found: list[Record] = []
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
    finally:
        await consumer.stop()
    return found


def counted(result: list[ServiceLetters]) -> dict[tuple[str, str], int]:
    return {(one.service, count.reason): count.letters for one in result for count in one.counts}


async def test_without_go_they_are_only_counted(deployment: ServiceSettings, letters: list[Record]) -> None:
    before = len(await arrived(deployment, SUBMISSION_EXTRACTED))
    found = await replay(deployment, EVERYTHING, go=False)
    assert counted(found) == {("validation", "bad_payload"): 1, ("validation", "unknown_submission"): 2}
    assert [one.replayed for one in found] == [0, 0, 0, 0]
    assert len(await arrived(deployment, SUBMISSION_EXTRACTED)) == before


async def test_with_go_each_is_published_as_it_came_and_only_once(
    deployment: ServiceSettings, letters: list[Record]
) -> None:
    before = len(await arrived(deployment, SUBMISSION_EXTRACTED))
    wanted = DeadLetterFilter(reason="unknown_submission")
    assert sum(one.replayed for one in await replay(deployment, wanted, go=True)) == 2
    assert sum(one.replayed for one in await replay(deployment, wanted, go=True)) == 0
    back = sorted((await arrived(deployment, SUBMISSION_EXTRACTED)), key=lambda one: one.timestamp)[before:]
    assert sorted((one.key, one.value, one.headers) for one in back) == sorted(
        (one.key, one.value, tuple(one.headers)) for one in letters[:2]
    )
    assert counted(await replay(deployment, EVERYTHING, go=False)) == {("validation", "bad_payload"): 1}


async def test_topic_and_time_choose(deployment: ServiceSettings, letters: list[Record]) -> None:
    topic = ROWS_EXTRACTED.on(deployment.topic_prefix)
    assert counted(await replay(deployment, DeadLetterFilter(topic=topic), go=False)) == {
        ("validation", "bad_payload"): 1
    }
    now = datetime.now(UTC)
    late, early = DeadLetterFilter(since=now + timedelta(hours=1)), DeadLetterFilter(until=now - timedelta(hours=1))
    assert counted(await replay(deployment, late, go=False)) == {}
    assert counted(await replay(deployment, early, go=False)) == {}
    assert counted(await replay(deployment, EVERYTHING, ["matching"], go=False)) == {}


def command(settings: ServiceSettings, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        **kafka_variables_of(settings),
        "ONWARD_TOPIC_PREFIX": settings.topic_prefix,
    }
    return subprocess.run(
        [sys.executable, "-m", "deploy.jobs.replay", *words],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_counts_then_does_then_finds_nothing(deployment: ServiceSettings, letters: list[Record]) -> None:
    choice = ("--reason", "unknown_submission", "--topic", SUBMISSION_EXTRACTED.name, "--since", "2026-01-01")
    first, second, third = (command(deployment, *choice, *more) for more in ((), ("--go",), ("--go",)))
    assert "2 would be published again" in first.stdout, first.stderr
    assert "2 published again and marked" in second.stdout, second.stderr
    assert "no such dead letters" in third.stdout, third.stderr


@pytest.mark.parametrize("words", [("--topic", "no.such.topic"), ("--since", "yesterday"), ("--service", "cli")])
def test_what_there_is_not_is_refused(deployment: ServiceSettings, words: tuple[str, ...]) -> None:
    done = command(deployment, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


async def test_they_are_listed_with_what_mends_them(deployment: ServiceSettings, letters: list[Record]) -> None:
    lines = list(dead_letters.report(await dead_letters.count(deployment, EVERYTHING), datetime.now(UTC)))
    assert any("bad_payload" in line and "0 days old" in line for line in lines)
    assert any(REASONS["unknown_submission"].remedy in line for line in lines)
    one = await dead_letters.each(deployment, DeadLetterFilter(reason="bad_payload"), "validation")
    assert [(letter.reason, letter.topic, letter.offset) for letter in one] == [
        ("bad_payload", letters[2].topic, letters[2].offset)
    ]


async def test_one_is_opened_on_record_and_not_for_everybody(
    deployment: ServiceSettings,
    letters: list[Record],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (letter,) = await dead_letters.each(deployment, DeadLetterFilter(reason="bad_payload"), "validation")
    monkeypatch.setenv("ONWARD_PASSWORD", PASSWORD)
    monkeypatch.setenv("ONWARD_ACCOUNT", "admin")
    with pytest.raises(CallerRefused):
        await dead_letters.open_one(deployment, "validation", letter.id)
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("ONWARD_ACCOUNT", "reviewer")
    assert await dead_letters.open_one(deployment, "validation", letter.id) == 1
    assert json.loads(capsys.readouterr().out)["offset"] == letter.offset
    async with pool_of(deployment) as pool:
        row = await pool.fetchrow("SELECT account, topic FROM shared.opened_messages ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert tuple(row) == ("reviewer", letter.topic)
    assert await dead_letters.open_one(deployment, "validation", 10**9) == 0


async def test_who_resent_what_is_kept(deployment: ServiceSettings, letters: list[Record]) -> None:
    async with pool_of(deployment, "validation") as pool, producer_of(deployment) as producer:
        room = DeadLetters(pool, producer, deployment.topic_prefix)
        assert await room.replay(DeadLetterFilter(consumer="nobody"), by="reviewer") == 0
        assert await room.replay(DeadLetterFilter(reason="bad_payload", consumer="JudgeRows"), by="reviewer") == 1
        (done,) = await room.replayed()
        assert (done.by, done.letters, done.reason) == ("reviewer", 1, "bad_payload")


async def test_with_kafka_away_nothing_is_marked(deployment: ServiceSettings, letters: list[Record]) -> None:
    away = deployment.model_copy(update={"kafka_bootstrap_servers": "127.0.0.1:9"})
    done = command(away, "--go")
    assert done.returncode != 0
    assert "safe to repeat" in done.stderr
    assert sum(counted(await replay(deployment, EVERYTHING, go=False)).values()) == 3
