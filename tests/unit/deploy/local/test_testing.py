"""`make test` fails when either of its two processes fails, whichever ends first."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local import testing
from deploy.local.machine.processes import reap
from deploy.local.paths import StackPaths


@contextmanager
def _servers_that_reap(_: StackPaths) -> Iterator[None]:
    """Start and stop nothing, and collect every child that has ended, as starting and stopping servers does."""
    reap()
    yield
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        reap()


@pytest.mark.parametrize(
    ("quiet", "on_servers", "expected"), [(0, 0, 0), (3, 0, 3), (0, 4, 4), (3, 4, 4)], ids=lambda code: str(code)
)
def test_both_parts_must_pass(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quiet: int, on_servers: int, expected: int
) -> None:
    def ends(arguments: Sequence[str]) -> list[str]:
        code = quiet if testing.QUIET[0] in arguments else on_servers
        return [sys.executable, "-c", f"raise SystemExit({code})"]

    monkeypatch.setattr(testing, "_servers", _servers_that_reap)
    monkeypatch.setattr(testing, "_pytest", ends)
    monkeypatch.setattr("deploy.local.testing.signal.signal", lambda *_: None)
    assert testing.run(StackPaths(tmp_path), ["--"]) == expected


def test_what_is_chosen_runs_in_one_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: list[list[str]] = []

    def ends(arguments: Sequence[str]) -> list[str]:
        runs.append(list(arguments))
        return [sys.executable, "-c", "raise SystemExit(5)"]

    monkeypatch.setattr(testing, "_servers", _servers_that_reap)
    monkeypatch.setattr(testing, "_pytest", ends)
    monkeypatch.setattr("deploy.local.testing.signal.signal", lambda *_: None)
    assert testing.run(StackPaths(tmp_path), ["--", "tests/unit", "-x"]) == 5
    assert runs == [["tests/unit", "-x"]]
