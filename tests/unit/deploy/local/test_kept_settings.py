"""A stack goes on with the settings that it was started with; only a restart takes those of the shell."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy.local import develop, stack
from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.services import launch
from deploy.local.services.kept_settings import differing, kept_settings
from deploy.local.services.replicas import check_replicas
from deploy.local.state.files import read_json, write_json
from shared.service_names import SERVICES

CONTENT: dict[str, Any] = {
    "kafka": KafkaAddress("127.0.0.1:1").as_json(),
    "environment": {"ONWARD_BUSINESS_DATE": "2026-10-05@2026-10-20"},
    "postgres": {"admin_url": "postgresql://nobody", "service_urls": dict.fromkeys(SERVICES, "postgresql://own")},
}
CONTENT["kafka"]["accounts"] = {service: {} for service in SERVICES}
SECRET = "not-to-be-shown"
STARTED_WITH = {"ONWARD_STATUS_CODES_IN_FULL": "yes", "ONWARD_MAIL_HOST": SECRET}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StackPaths:
    """The state of a stack whose services are started by nobody."""
    made = StackPaths(tmp_path)
    made.prepare()
    write_json(made.addresses, CONTENT)
    monkeypatch.setattr(stack, "start_servers", lambda _: CONTENT)
    for name in ("prepare", "_ensure_supervisor", "_wait_ready", "check_replicas"):
        monkeypatch.setattr(stack, name, lambda *_: None)
    return made


def shell(monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str]) -> None:
    for name in launch.settings_here():
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def not_ready(*_: object) -> None:
    raise StackError("reporting is not ready")


def fail_to_come_up(paths: StackPaths, monkeypatch: pytest.MonkeyPatch, taken_over: tuple[str, ...] = ()) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(stack, "_wait_ready", not_ready)
        with pytest.raises(StackError):
            stack.up(paths, taken_over=taken_over)


def environment(paths: StackPaths) -> dict[str, str]:
    found: dict[str, str] = read_json(paths.desired)["environment"]
    return found


def test_a_second_start_keeps_the_settings_of_the_first(paths: StackPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    before = environment(paths)
    shell(monkeypatch, {})
    stack.up(paths)
    assert environment(paths) == before
    assert STARTED_WITH.items() <= before.items()
    assert paths.desired.stat().st_mode & 0o777 == 0o600


def test_settings_with_which_nothing_came_up_are_not_kept(paths: StackPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(monkeypatch, {"ONWARD_SESSION_HOURS": "many", "ONWARD_BUSINESS_DATE": "2026-12-24"})
    fail_to_come_up(paths, monkeypatch)
    assert read_json(paths.addresses)["environment"]["ONWARD_BUSINESS_DATE"] == "2026-10-05@2026-10-20"
    shell(monkeypatch, {"ONWARD_SESSION_HOURS": "8"})
    stack.up(paths)
    assert environment(paths)["ONWARD_SESSION_HOURS"] == "8"
    assert kept_settings(paths) == {"ONWARD_SESSION_HOURS": "8"}


def test_a_start_that_fails_leaves_the_settings_of_the_one_before(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    shell(monkeypatch, {"ONWARD_BUSINESS_DATE": "2026-12-24"})
    fail_to_come_up(paths, monkeypatch, launch.REMEMBERED)
    assert kept_settings(paths) == STARTED_WITH


def test_one_service_alone_takes_the_settings_of_the_stack_and_says_which(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    shell(monkeypatch, {"ONWARD_LOG_LEVEL": "DEBUG"})
    monkeypatch.setattr(develop, "prepare", lambda *_: None)
    monkeypatch.setattr(stack, "stop_service", lambda *_: None)
    monkeypatch.setattr(os, "chdir", lambda _: None)
    with monkeypatch.context() as own:
        own.setattr(os, "environ", dict(os.environ))
        develop._prepare(paths, "reporting")
        assert STARTED_WITH.items() <= os.environ.items()
        assert os.environ["ONWARD_LOG_LEVEL"] == "INFO"
    said = capsys.readouterr().out
    assert "Settings differ: ONWARD_LOG_LEVEL, ONWARD_MAIL_HOST (not set here), ONWARD_STATUS_CODES_IN_FULL" in said
    assert "Settings: ONWARD_MAIL_HOST, ONWARD_STATUS_CODES_IN_FULL.\n" in said
    assert SECRET not in said


def test_a_second_start_names_what_differs_and_shows_no_value(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    stack.up(paths)
    assert capsys.readouterr().out == ""
    shell(monkeypatch, {"ONWARD_STATUS_CODES_IN_FULL": "no", "ONWARD_BUSINESS_DATE": "2026-10-05"})
    stack.up(paths)
    assert capsys.readouterr().out == (
        "Settings differ: ONWARD_MAIL_HOST (not set here), ONWARD_STATUS_CODES_IN_FULL;"
        " `make restart` takes them over.\n"
    )
    assert STARTED_WITH.items() <= environment(paths).items()


def test_a_restart_takes_the_settings_of_the_shell_and_says_which_changed(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    shell(monkeypatch, {"ONWARD_STATUS_CODES_IN_FULL": "no"})
    stack.restart_services(paths)
    assert capsys.readouterr().out == (
        "Settings taken over: ONWARD_MAIL_HOST (not set here), ONWARD_STATUS_CODES_IN_FULL.\n"
    )
    assert environment(paths)["ONWARD_STATUS_CODES_IN_FULL"] == "no"
    assert "ONWARD_MAIL_HOST" not in environment(paths)
    assert environment(paths)["ONWARD_BUSINESS_DATE"] == "2026-10-05@2026-10-20"  # a demonstration's day goes on


def test_scaling_changes_one_service_and_no_setting(paths: StackPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    before = read_json(paths.desired)
    shell(monkeypatch, {"ONWARD_STATUS_CODES_IN_FULL": "no", "ONWARD_LOG_LEVEL": "DEBUG"})
    stack.scale(paths, "validation", 2)
    after = read_json(paths.desired)
    assert len(after["services"].pop("validation")["ports"]) == 2
    assert before["services"].pop("validation")["ports"] != []
    assert after.pop("generation") != before.pop("generation")
    assert after == before


def test_a_demonstration_brings_its_own_day_and_keeps_the_rest(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(monkeypatch, STARTED_WITH)
    stack.up(paths)
    shell(monkeypatch, {"ONWARD_BUSINESS_DATE": "2026-11-02"})
    stack.up(paths, taken_over=launch.REMEMBERED)
    assert environment(paths)["ONWARD_BUSINESS_DATE"].startswith("2026-11-02@")
    assert STARTED_WITH.items() <= environment(paths).items()


def test_a_stack_that_is_down_starts_with_the_settings_of_the_shell(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(monkeypatch, STARTED_WITH)
    assert kept_settings(paths) == STARTED_WITH
    assert differing(paths, CONTENT, STARTED_WITH) == []


def test_the_bound_of_replicas_counts_with_the_pools_that_the_stack_has(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connections_max(_: str) -> int:
        return 50

    monkeypatch.setattr("deploy.local.services.replicas._connections_max", connections_max)
    shell(monkeypatch, {"ONWARD_POOL_SIZE": "3"})
    stack.up(paths)
    shell(monkeypatch, {})
    check_replicas(paths, dict.fromkeys(SERVICES, 3))
