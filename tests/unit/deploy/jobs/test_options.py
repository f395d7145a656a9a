"""What the jobs answer to options that they cannot take."""

import sys
from collections.abc import Callable

import pytest

from deploy.jobs import peek, replay


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
