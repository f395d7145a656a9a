"""Messages are opened for those who may, on a terminal, and who opened which is on record before anything is shown."""

import json
import os
import pty
import subprocess
import sys
from typing import Any

import asyncpg
import pytest

from deploy.jobs.messages import Wanted
from deploy.jobs.peek import peek
from deploy.jobs.privacy.callers import Caller, CallerRefused
from deploy.local.paths import CHECKOUT
from services.reporting.adapters.heartbeats import heartbeat
from shared.contracts.events import Event
from shared.contracts.topics import RECORDS_ACCEPTED, STATUS_CHANGED, SUBMISSION_RECEIVED, TOPICS
from shared.crypto.master_key import MasterKeyError
from shared.service_names import SERVICES
from shared.settings import ServiceSettings
from tests.integration.deploy.conftest import PASSWORD, pool_of, producer_of, sealed
from tests.support.builders import a_person, a_record, a_submission, accepted_records
from tests.support.stack import Database, kafka_variables_of

pytestmark = pytest.mark.stack

REVIEWER = Caller("reviewer", PASSWORD, "operator")
SURNAME = "Quillfeather"


@pytest.fixture(scope="module")
async def published(deployment: ServiceSettings) -> list[Event]:
    """Three parts of records of an invented person, and what each was published as."""
    parts = [accepted_records([a_record(person=a_person(surname=SURNAME))], part=part) for part in range(3)]
    async with producer_of(deployment) as producer:
        for part in parts:
            await producer.send([await sealed(deployment, "validation", part)])
    return list(parts)


async def shown(settings: ServiceSettings, wanted: Wanted, caller: Caller = REVIEWER) -> list[dict[str, Any]]:
    texts: list[str] = []
    assert await peek(settings, caller, wanted, texts.append) == len(texts)
    return [json.loads(text) for text in texts]


async def recorded(settings: ServiceSettings) -> list[asyncpg.Record]:
    async with pool_of(settings) as pool:
        return await pool.fetch("SELECT * FROM shared.opened_messages ORDER BY id")


async def test_the_newest_message_is_opened_and_who_opened_it_is_recorded(
    deployment: ServiceSettings, published: list[Event]
) -> None:
    before = len(await recorded(deployment))
    (message,) = await shown(deployment, Wanted(RECORDS_ACCEPTED))
    newest = published[-1]
    assert message["headers"]["ce_id"] == str(newest.event_id)
    assert message["payload"] == json.loads(newest.model_dump_json(exclude_none=True))
    assert SURNAME in json.dumps(message["payload"])
    (row,) = (await recorded(deployment))[before:]
    assert (row["account"], row["login"]) == ("reviewer", "operator")
    assert (row["topic"], row["partition"], row["offset"]) == tuple(
        message[name] for name in ("topic", "partition", "offset")
    )
    assert SURNAME not in repr(dict(row))


async def test_partition_offset_and_limit_choose(deployment: ServiceSettings, published: list[Event]) -> None:
    every = await shown(deployment, Wanted(RECORDS_ACCEPTED, limit=10))
    assert {one["headers"]["ce_id"] for one in every} == {str(event.event_id) for event in published}
    place = every[0]
    (again,) = await shown(deployment, Wanted(RECORDS_ACCEPTED, place["partition"], place["offset"], 1))
    assert again == place
    assert await shown(deployment, Wanted(RECORDS_ACCEPTED, place["partition"], 1_000_000, 5)) == []
    assert await shown(deployment, Wanted(RECORDS_ACCEPTED, 99)) == []


async def test_what_cannot_be_opened_shows_its_reason(deployment: ServiceSettings) -> None:
    message = await sealed(deployment, "ingest", a_submission())
    async with producer_of(deployment) as producer:
        await producer.send([message._replace(value=b"\x1b]0;not sealed at all")])
    (found,) = await shown(deployment, Wanted(SUBMISSION_RECEIVED))
    assert found["not_opened"] == "bad_seal"
    assert "payload" not in found


async def test_a_message_without_a_value_is_a_tombstone(deployment: ServiceSettings) -> None:
    message = heartbeat(SUBMISSION_RECEIVED, deployment.topic_prefix)
    async with producer_of(deployment) as producer:
        await producer.send([message])
    (found,) = await shown(deployment, Wanted(SUBMISSION_RECEIVED))
    assert found["not_opened"] == "tombstone"
    assert found["headers"] == {"onward_heartbeat": "1"}


async def test_an_empty_topic_shows_nothing(deployment: ServiceSettings) -> None:
    assert await shown(deployment, Wanted(STATUS_CHANGED)) == []
    assert await shown(deployment, Wanted(STATUS_CHANGED.dead_letters, limit=20)) == []


@pytest.mark.parametrize(
    "caller", [Caller("admin", PASSWORD, "x"), Caller("reviewer", "wrong", "x"), Caller("", "", "x")]
)
async def test_who_may_not_see_people_opens_nothing(
    deployment: ServiceSettings, published: list[Event], caller: Caller
) -> None:
    before = len(await recorded(deployment))
    with pytest.raises(CallerRefused):
        await shown(deployment, Wanted(RECORDS_ACCEPTED), caller)
    assert len(await recorded(deployment)) == before


async def test_without_the_master_key_nothing_is_read(deployment: ServiceSettings, published: list[Event]) -> None:
    before = len(await recorded(deployment))
    elsewhere = deployment.model_copy(update={"master_key_file": deployment.master_key_file.with_name("absent")})
    with pytest.raises(MasterKeyError):
        await shown(elsewhere, Wanted(RECORDS_ACCEPTED))
    assert len(await recorded(deployment)) == before


@pytest.mark.parametrize("service", SERVICES)
async def test_no_service_reads_or_writes_the_record(
    database: Database, deployment: ServiceSettings, service: str
) -> None:
    connection = await asyncpg.connect(database.service_url(service))
    try:
        for statement in ("SELECT * FROM shared.opened_messages", "DELETE FROM shared.opened_messages"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


def environment(settings: ServiceSettings) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        **kafka_variables_of(settings),
        "ONWARD_TOPIC_PREFIX": settings.topic_prefix,
        "ONWARD_MASTER_KEY_FILE": str(settings.master_key_file),
        "ONWARD_ACCOUNT": "reviewer",
        "ONWARD_PASSWORD": PASSWORD,
    }


def test_the_command_refuses_to_write_into_a_pipe(deployment: ServiceSettings, published: list[Event]) -> None:
    command = [sys.executable, "-m", "deploy.jobs.peek", RECORDS_ACCEPTED.name]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment(deployment), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "terminal" in done.stderr
    assert SURNAME not in done.stdout + done.stderr


def test_the_command_shows_it_on_a_terminal(deployment: ServiceSettings, published: list[Event]) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "deploy.jobs.peek", RECORDS_ACCEPTED.name]
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment(deployment),
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert SURNAME in text
    assert SURNAME not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("no.such.topic",), (TOPICS[0].name, "--offset", "3"), (TOPICS[0].name, "--limit", "21")]
)
def test_what_there_is_not_is_refused(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "deploy.jobs.peek", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
