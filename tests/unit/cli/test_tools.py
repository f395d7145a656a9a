"""A job of the deployment runs as the administrator with the stack's settings; passwords go by environment only."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import main, tools
from cli.addresses import Addresses, NotUpError
from cli.main import app
from cli.people import accounts

CONTENT: dict[str, Any] = {
    "kafka": {
        "bootstrap_servers": "127.0.0.1:9",
        "environment": {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "ONWARD_KAFKA_SECURITY": "SASL_PLAINTEXT"},
        "accounts": {"jobs": {"ONWARD_KAFKA_USERNAME": "onward-jobs"}},
    },
    "postgres": {"admin_url": "postgresql://admin@127.0.0.1:9/onward", "service_urls": {}},
    "environment": {"ONWARD_TOPIC_PREFIX": "onward"},
    "sign_in": [{"account": "reviewer", "password": "invented-password", "role": "reviewer"}],
}


class Recorder:
    """Takes the place of `subprocess.run`."""

    def __init__(self) -> None:
        self.command: list[str] = []
        self.environment: dict[str, str] = {}

    def __call__(self, command: list[str], *, env: dict[str, str], **_: Any) -> "subprocess.CompletedProcess[str]":
        self.command, self.environment = command, env
        return subprocess.CompletedProcess(command, 3)


def _with_addresses(monkeypatch: pytest.MonkeyPatch, content: dict[str, Any]) -> None:
    for module in (main, accounts):
        monkeypatch.setattr(module, "read_addresses", lambda: Addresses(Path("addresses.json"), content))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    monkeypatch.setattr(subprocess, "run", made)
    for name in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "ONWARD_ACCOUNT", "ONWARD_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    _with_addresses(monkeypatch, CONTENT)
    return made


@pytest.mark.parametrize(
    ("words", "passed_on"), [([], []), (["--on", "2026-10-30"], ["2026-10-30"]), (["--go"], ["--go"])]
)
def test_chase_is_a_word_of_reporting(monkeypatch: pytest.MonkeyPatch, words: list[str], passed_on: list[str]) -> None:
    asked: list[tuple[str, ...]] = []
    _with_addresses(monkeypatch, CONTENT)

    def runs(_: Addresses, *rest: str) -> str:
        asked.append(rest)
        return "Nothing was sent.\n"

    monkeypatch.setattr(tools, "run", runs)
    done = CliRunner().invoke(app, ["chase", *words])
    assert (done.exit_code, done.output) == (0, "Nothing was sent.\n")
    assert asked == [("reporting", "chase", *passed_on)]


def test_what_is_sent_is_always_todays(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_addresses(monkeypatch, CONTENT)
    assert CliRunner().invoke(app, ["chase", "--go", "--on", "2026-10-30"]).exit_code == 2


def test_peek_signs_in_and_no_password_stands_on_the_command_line(recorder: Recorder) -> None:
    done = CliRunner().invoke(app, ["peek", "ingest.rows-extracted.v1", "--partition", "2", "--offset", "7"])
    assert done.exit_code == 3
    assert recorder.command[1:] == [
        "-m",
        "deploy.jobs.peek",
        "ingest.rows-extracted.v1",
        "--partition",
        "2",
        "--offset",
        "7",
        "--limit",
        "1",
    ]
    assert recorder.environment["ONWARD_PASSWORD"] == "invented-password"
    assert recorder.environment["DATABASE_URL"].startswith("postgresql://admin@")
    assert recorder.environment["KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:9"
    assert recorder.environment["ONWARD_KAFKA_USERNAME"] == "onward-jobs"
    assert recorder.environment["ONWARD_TOPIC_PREFIX"] == "onward"


def test_replay_passes_on_what_was_given_and_signs_nobody_in(recorder: Recorder) -> None:
    CliRunner().invoke(app, ["replay", "--reason", "bad_payload", "--go"])
    assert recorder.command[2:] == ["deploy.jobs.replay", "--reason", "bad_payload", "--go"]
    assert "ONWARD_PASSWORD" not in recorder.environment
    CliRunner().invoke(app, ["replay"])
    assert recorder.command[2:] == ["deploy.jobs.replay"]


@pytest.mark.parametrize("words", [["add", "--in-full", "housing"], ["add", "housing"], ["rotate", "housing"]])
def test_accounts_of_consumers_are_made_and_changed_in_the_name_of_the_same_account(
    recorder: Recorder, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(app, ["consumer", *words]).exit_code == 3
    assert recorder.command[2:] == ["deploy.jobs.kafka.consumers", *words]
    assert recorder.environment["ONWARD_ACCOUNT"] == "reviewer"
    _with_addresses(monkeypatch, {**CONTENT, "sign_in": []})
    assert CliRunner().invoke(app, ["consumer", *words]).exit_code == 3
    assert "ONWARD_ACCOUNT" not in recorder.environment


def test_the_file_of_a_consumer_is_where_the_command_was_called(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(app, ["consumer", "add", "housing", "--overwrite", "--to", "consumer.properties"])
    assert recorder.command[3:] == ["add", "--overwrite", "--to", str(tmp_path / "consumer.properties"), "housing"]
    CliRunner().invoke(app, ["consumer", "remove", "housing"])
    assert "ONWARD_ACCOUNT" not in recorder.environment


def test_without_a_stack_the_remedy_is_named(recorder: Recorder) -> None:
    with pytest.raises(NotUpError, match="make up"):
        tools.run_job(Addresses(Path("addresses.json"), {}), "replay")
    assert recorder.command == []
