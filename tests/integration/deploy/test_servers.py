"""A local Kafka and PostgreSQL of the test's own: killed, damaged and started again without loss.

These tests build on one another's servers to save starting them anew; each leaves them running.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import stack as local_stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import kafka, lifecycle, postgres
from deploy.local.servers.jars import read_list
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.servers.kafka_sign_in import answers
from deploy.local.servers.lifecycle import Servers
from deploy.local.state.files import read_json
from shared.contracts.rights import ADMINISTRATOR
from tests.support.stack import Stack

pytestmark = pytest.mark.stack
TOPIC = "kept"
SET_ANEW = "setting all passwords anew"


@pytest.fixture(scope="module")
def paths(stack: Stack) -> Iterator[StackPaths]:
    """Return a stack of this module's own, away from the one that the other tests use."""
    # An unprivileged account must be able to pass through every folder above the data, unlike pytest's own folders.
    made = StackPaths(Path("/var/tmp") / f"onward-test-{os.getpid()}" / ".onward")
    made.prepare()
    _borrow_jars(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("ONWARD_STATE_DIR", str(made.root))
        yield made
        local_stack.down(made)
    local_stack.remove_data(made)
    subprocess.run(["rm", "-rf", str(made.root.parent)], check=True)


def _borrow_jars(paths: StackPaths) -> None:
    """Use the jars of the checkout's own stack, where it has them, instead of fetching them again."""
    paths.jars.mkdir(exist_ok=True)
    for jar in read_list():
        lent = CHECKOUT / ".onward" / "jars" / jar.file_name
        if lent.exists():
            os.link(lent, paths.jars / jar.file_name)


@pytest.fixture
def running(paths: StackPaths) -> Servers:
    """Return the servers, started if the test before left them down."""
    return lifecycle.start(paths)


def _verb(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.local", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=180, check=False)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def _topics(address: KafkaAddress, *, make: str | None = None) -> set[str]:
    client = AIOKafkaAdminClient(**address.access().client_options())
    await client.start()
    try:
        if make:
            await client.create_topics([NewTopic(make, 1, 1)])
        return set(await client.list_topics())
    finally:
        await client.close()


def test_starts_at_once_are_one_start(paths: StackPaths) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: _verb("servers"), range(3)))
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    assert len({one.stdout.splitlines()[-2:][0] for one in done}) == 1
    assert lifecycle.find(paths) is not None


def test_a_second_start_finds_the_first(paths: StackPaths, running: Servers) -> None:
    assert lifecycle.start(paths) == running


def test_addresses_hold_passwords_and_are_closed_to_others(paths: StackPaths, running: Servers) -> None:
    local_stack.start_servers(paths)
    content = read_json(paths.addresses)
    assert content["kafka"]["bootstrap_servers"] == running.kafka.bootstrap_servers
    assert content["postgres"]["admin_url"] == running.admin_url
    for path in (paths.addresses, paths.secrets, paths.state):
        assert path.stat().st_mode & 0o777 == 0o600


def test_after_kill_both_come_back_at_their_addresses_with_their_data(paths: StackPaths, running: Servers) -> None:
    asyncio.run(_execute(running.admin_url, "CREATE TABLE kept AS SELECT 42 AS answer"))
    asyncio.run(_topics(running.kafka, make=TOPIC))
    local_stack.kill(paths, "postgres")
    local_stack.kill(paths, "kafka")
    assert lifecycle.find(paths) is None
    again = lifecycle.start(paths)
    assert (again.kafka, again.admin_url) == (running.kafka, running.admin_url)
    assert asyncio.run(_value(again.admin_url, "SELECT answer FROM kept")) == 42
    assert TOPIC in asyncio.run(_topics(again.kafka))


def test_a_restart_keeps_address_and_data(
    paths: StackPaths, running: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    local_stack.restart(paths, "kafka")
    assert SET_ANEW not in capsys.readouterr().out
    local_stack.restart(paths, "postgres")
    again = lifecycle.find(paths)
    assert again is not None
    assert (again.kafka, again.admin_url) == (running.kafka, running.admin_url)
    assert TOPIC in asyncio.run(_topics(again.kafka))


def test_a_lost_password_and_a_truncated_note_of_the_ports_are_mended(paths: StackPaths, running: Servers) -> None:
    local_stack.down(paths)
    paths.secrets.write_text('{"postgres": "x')
    paths.state.write_text("")
    again = lifecycle.start(paths)
    assert again.admin_url != running.admin_url
    assert asyncio.run(_value(again.admin_url, "SELECT answer FROM kept")) == 42


def test_the_lost_password_of_kafkas_administrator_is_set_anew_once(
    paths: StackPaths, running: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    kafka.stop(paths)
    (paths.kafka_passwords / ADMINISTRATOR).unlink()
    again = lifecycle.start(paths)
    assert SET_ANEW in capsys.readouterr().out
    assert TOPIC in asyncio.run(_topics(again.kafka))
    assert lifecycle.start(paths) == again
    assert SET_ANEW not in capsys.readouterr().out


def test_a_half_made_database_is_made_anew(paths: StackPaths, running: Servers) -> None:
    postgres.stop(paths)
    folder = next(path for path in (paths.postgres, paths.outside / "postgres") if (path / "data").exists())
    (folder / "initialising").touch()
    again = lifecycle.start(paths)
    assert asyncio.run(_value(again.admin_url, "SELECT to_regclass('kept')")) is None
    assert not (folder / "initialising").exists()


def test_a_half_formatted_broker_is_made_anew(paths: StackPaths, running: Servers) -> None:
    kafka.stop(paths)
    (paths.kafka / "formatting").touch()
    again = lifecycle.start(paths)
    assert TOPIC not in asyncio.run(_topics(again.kafka))


def test_nothing_listens_beyond_loopback(paths: StackPaths, running: Servers) -> None:
    import psutil

    for pid in (running.kafka_pid, running.postgres_pid):
        listening = [c for c in psutil.Process(pid).net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]
        assert listening
        assert {str(c.laddr.ip).removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}


def test_stopping_stops_both_and_stopping_again_is_no_error(paths: StackPaths, running: Servers) -> None:
    first, second = _verb("down"), _verb("down")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "Kafka" in first.stdout
    assert "Nothing was running" in second.stdout
    assert lifecycle.find(paths) is None


def test_servers_named_in_the_environment_are_used_and_not_stopped(
    paths: StackPaths, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stack.kafka_environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", stack.admin_url)
    assert _verb("servers").returncode == 0
    assert read_json(paths.addresses)["postgres"]["admin_url"] == stack.admin_url
    assert _verb("down").returncode == 0
    assert asyncio.run(_value(stack.admin_url, "SELECT 1")) == 1
    assert answers(stack.kafka())


def test_a_server_named_in_the_environment_that_is_not_there_is_said_in_one_line(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    done = _verb("servers")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "KAFKA_BOOTSTRAP_SERVERS" in done.stderr
    assert "secret" not in done.stderr
