"""What the jobs answer to options that they cannot take."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.jobs import peek, replay
from deploy.jobs.migrate import passwords_from


def refused(job: str, main: Callable[[], None], monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    monkeypatch.setattr(sys, "argv", [job, *options])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_moment_that_cannot_be_read_is_answered_with_how_to_write_it(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused("replay", replay.main, monkeypatch, option, "yesterday")
    assert "yesterday is no date; write 2026-11-30 or 2026-11-30T14:00 (UTC)" in capsys.readouterr().err


def test_a_topic_that_there_is_not_is_answered_with_each_that_there_is_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused("peek", peek.main, monkeypatch, "validation.nothing.v1")
    answer = capsys.readouterr().err
    assert "validation.rows-judged.v1" in answer
    assert "validation.rows-judged.v1.dead" not in answer
    assert "each also with .dead" in answer


def test_passwords_of_roles_come_as_text_or_as_a_file(tmp_path: Path) -> None:
    text = '{"ingest": "a", "matching": "b"}'
    file = tmp_path / "role-passwords"
    file.write_text(text, encoding="utf-8")
    wanted = {"ingest": "a", "matching": "b"}
    assert passwords_from({"ONWARD_ROLE_PASSWORDS": text}) == wanted
    assert passwords_from({"ONWARD_ROLE_PASSWORDS": str(file)}) == wanted
    assert passwords_from({}) is None
