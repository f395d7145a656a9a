"""`make test` fails when any of its parts fails, whichever ends first, and leaves none of them running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local import testing
from deploy.local.machine.processes import known, reap, wait_until
from deploy.local.paths import CHECKOUT, StackPaths

NAMES = [part.name for part in testing.PARTS]


@contextmanager
def _servers_that_reap(_: StackPaths) -> Iterator[None]:
    """Start and stop nothing, and collect every child that has ended, as starting and stopping servers does."""
    reap()
    yield
    reap()


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Return the program of each part, by its name, which runs instead of pytest; it begins with nothing to do."""
    programs = dict.fromkeys(NAMES, "")

    def command(arguments: Sequence[str]) -> list[str]:
        part = next(part for part in testing.PARTS if part.folders[0] in arguments)
        return [sys.executable, "-c", programs[part.name]]

    monkeypatch.setattr(testing, "_servers", _servers_that_reap)
    monkeypatch.setattr(testing, "_pytest", command)
    monkeypatch.setattr(testing, "_print_sum", lambda files: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield programs
    for number, handler in before.items():
        signal.signal(number, handler)


def ends_with(codes: Mapping[str, int]) -> dict[str, str]:
    return {name: f"raise SystemExit({code})" for name, code in codes.items()}


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((0, 0, 0), 0),
        ((0, 0, 1), 1),
        ((0, 1, 0), 1),
        ((1, 0, 0), 1),
        ((5, 0, 5), 0),
        ((5, 5, 5), 5),
        ((5, 1, 5), 1),
    ],
    ids=str,
)
def test_every_part_must_pass_and_some_part_must_have_tests(
    instead: dict[str, str], tmp_path: Path, codes: tuple[int, ...], expected: int
) -> None:
    instead |= ends_with(dict(zip(NAMES, codes, strict=True)))
    assert testing.run(StackPaths(tmp_path), ["--"]) == expected


def test_a_part_stands_back_from_where_the_command_stands(
    instead: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "getpriority", lambda *_: 5)
    monkeypatch.setattr(os, "setpriority", lambda *given: asked.append(given[-1]))
    assert testing.run(StackPaths(tmp_path), ["--"]) == 0
    assert asked == [15]


LASTING = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
place = pathlib.Path({place!r})
try:
    place.with_suffix(".new").write_text(str(child.pid))
    place.with_suffix(".new").rename(place)
    time.sleep(600)
except KeyboardInterrupt:
    place.with_suffix(".tidied").touch()
    raise SystemExit(2)
"""


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--"], 4), (["--"], -9), (["--", "-x"], 1), (["--", "--exitfirst"], 1)], ids=str
)
def test_a_part_that_comes_to_grief_ends_the_others_in_an_orderly_way(
    instead: dict[str, str], tmp_path: Path, arguments: list[str], code: int
) -> None:
    places = [tmp_path / name for name in NAMES[1:]]
    instead |= {place.name: LASTING.format(place=str(place)) for place in places}
    falls = f"os.kill(os.getpid(), {-code})" if code < 0 else f"raise SystemExit({code})"
    waits = f"while not all(pathlib.Path(place).exists() for place in {list(map(str, places))}): time.sleep(0.02)"
    instead[NAMES[0]] = f"import os, pathlib, time\n{waits}\n{falls}"
    assert testing.run(StackPaths(tmp_path), arguments) == code
    assert all(place.with_suffix(".tidied").exists() for place in places)
    children = [known(int(place.read_text())) for place in places]
    assert wait_until(lambda: not any(child and child.alive() for child in children), 10)


def test_where_a_part_was_killed_the_stacks_of_its_tests_are_stopped_and_no_others(
    instead: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks, stopped = tmp_path / "tests", list[Path]()
    (stacks / "of-another-run").mkdir(parents=True)
    monkeypatch.setattr("deploy.local.testing.stack.down", lambda paths: stopped.append(paths.root))
    instead[NAMES[1]] = f"import os; os.mkdir({str(stacks / 'its-own')!r}); os.kill(os.getpid(), 9)"
    assert testing.run(StackPaths(tmp_path), ["--"]) == -9
    assert stopped == [stacks / "its-own"]


def test_failing_tests_of_one_part_let_the_others_go_on(instead: dict[str, str], tmp_path: Path) -> None:
    shown = tmp_path / "tests" / "parts" / f"{NAMES[1]}.txt"
    instead[NAMES[0]] = "raise SystemExit(1)"
    instead[NAMES[1]] = "import time; time.sleep(0.5); print('to the end')"
    assert testing.run(StackPaths(tmp_path), ["--"]) == 1
    assert shown.read_text() == "to the end\n"


DRIVER = """
import sys
from contextlib import nullcontext
from pathlib import Path
from deploy.local import testing
from deploy.local.paths import StackPaths
testing._servers = nullcontext
programs = Path(sys.argv[2])
testing._pytest = lambda chosen: [sys.executable, "-c", (programs / chosen[0].replace("/", "-")).read_text()]
raise SystemExit(testing.run(StackPaths(Path(sys.argv[1])), sys.argv[3:]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("chosen", [[], ["tests/unit"]], ids=["all", "chosen"])
def test_a_signal_ends_every_part_once_and_in_an_orderly_way(
    tmp_path: Path, number: signal.Signals, chosen: list[str]
) -> None:
    """Ctrl-C goes to all of a terminal's process group, other signals to one process."""
    folders = chosen or [part.folders[0] for part in testing.PARTS]
    places = [tmp_path / folder.replace("/", "-") for folder in folders]
    for place in places:
        program = LASTING.format(place=str(place.with_suffix(".child")))
        place.write_text(program.replace("raise", "child.kill()\n    raise"))
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(tmp_path / ".onward"), str(tmp_path), *chosen],
        cwd=CHECKOUT,
        process_group=0,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_until(lambda: all(place.with_suffix(".child").exists() for place in places), 60)
        (os.killpg if number is signal.SIGINT else os.kill)(driver.pid, number)
        assert driver.wait(60) not in (0, None)
        assert all(place.with_suffix(".tidied").exists() for place in places)
    finally:
        driver.kill()
        driver.wait()


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


def test_every_kind_of_test_is_in_one_part() -> None:
    kinds = [folder for part in testing.PARTS for folder in part.folders]
    beside = {"bench", "chaos", "load", "support", "writers"}
    found = {f"tests/{path.name}" for path in (CHECKOUT / "tests").iterdir() if (path / "__init__.py").exists()}
    clients = {"clients/python/client_tests"}
    assert sorted(kinds) == sorted(found - {f"tests/{name}" for name in beside} | clients)
