"""`./onward watch`: a line for each change, ended by Ctrl-C or by whoever stops reading."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.integration.clients.conftest import PublicTopic, a_change
from tests.support.builders import an_id
from tests.support.stack import CHECKOUT

pytestmark = pytest.mark.stack


class Watch:
    """Starts it, and ends what a test left running."""

    def __init__(self, topic: PublicTopic) -> None:
        self.topic = topic
        self.started: list[subprocess.Popen[str]] = []

    def __call__(self, *options: str) -> "subprocess.Popen[str]":
        environment = os.environ | {
            **self.topic.stack.kafka_environment("jobs"),
            "ONWARD_TOPIC_PREFIX": self.topic.prefix,
        }
        process = subprocess.Popen(
            [CHECKOUT / "onward", "watch", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process


@pytest.fixture
def watch(topic: PublicTopic) -> Iterator[Watch]:
    watch = Watch(topic)
    yield watch
    for process in watch.started:
        process.kill()
        process.communicate()


def lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
    """Return the next lines as they come."""
    assert process.stdout is not None
    return [process.stdout.readline().rstrip("\n") for _ in range(count)]


async def test_it_shows_what_is_there_and_then_what_comes_and_stops_on_ctrl_c(topic: PublicTopic, watch: Watch) -> None:
    person = an_id("person", "w")
    await topic.publish(a_change("w"))
    process = watch("--from-beginning")
    (first,) = lines(process, 1)
    assert first.endswith(f"  {person}  v1   education     210  since 2026-09-07")
    await topic.beat()
    await topic.publish(a_change("w", 2, "out of scope"), person)
    second, third = lines(process, 2)
    assert second.endswith(f"  {person}  v2   out of scope  –    since 2026-09-07")
    assert third.endswith(f"  {person}  forgotten")
    process.send_signal(signal.SIGINT)
    rest, error = process.communicate(timeout=30)
    assert (process.returncode, rest, error) == (0, "", "")


async def test_json_has_the_message_its_id_and_its_place(topic: PublicTopic, watch: Watch) -> None:
    change = a_change("j", 7, "neet")
    await topic.publish(change, change.person_id)
    process = watch("--from-beginning", "--json")
    found = [json.loads(line) for line in lines(process, 5)]
    ours = [one for one in found if one["person_id"] == str(change.person_id)]
    assert ours[0] == json.loads(change.model_dump_json()) | {
        "event_id": str(change.event_id),
        "partition": ours[0]["partition"],
        "offset": ours[0]["offset"],
    }
    assert ours[1]["forgotten"] is True
    assert ours[1]["offset"] == ours[0]["offset"] + 1


async def test_it_ends_when_nobody_reads_on_although_nothing_comes(topic: PublicTopic, watch: Watch) -> None:
    process = watch("--from-beginning")
    lines(process, 1)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_without_kafka_it_says_so_in_one_line() -> None:
    done = subprocess.run(
        [CHECKOUT / "onward", "watch"],
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Kafka at 127.0.0.1:1 cannot be read: KafkaConnectionError.\n"
