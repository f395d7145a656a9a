"""`make test` fails when any of its parts fails, whichever ends first, and leaves none of them running."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local import testing
from deploy.local.machine.processes import known, reap, wait_until
from deploy.local.paths import CHECKOUT, StackPaths

PARTS = (
    testing.Part("first", ("tests/e2e",)),
    testing.Part("second", ("tests/integration",)),
    testing.Part("quiet", ("tests/unit",), niceness=10),
)
_ALL_PARTS = testing.PARTS
NAMES = [part.name for part in PARTS]


@contextmanager
def _servers_that_reap(_: StackPaths) -> Iterator[None]:
    """Start and stop nothing, and collect every child that has ended, as starting and stopping servers does."""
    reap()
    yield
    reap()


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "PARTS", PARTS)


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Return the program of each part, by its name, which runs instead of pytest; it begins with nothing to do."""
    programs = dict.fromkeys(NAMES, "")

    def command(arguments: Sequence[str]) -> list[str]:
        part = next(part for part in testing.PARTS if part.tests[0] in arguments)
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
testing.PARTS = [testing.Part(name, (f"tests/{name}",)) for name in ("integration", "e2e")]
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
    folders = chosen or ["tests/integration", "tests/e2e"]
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


def test_no_more_parts_run_at_once_than_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two beside those that stand back, three where none does, and each is begun once."""
    parts = [testing.Part(f"part {number}", (f"tests/{number}",)) for number in range(5)]
    parts.insert(3, testing.Part("quiet", ("tests/quiet",), niceness=1))
    monkeypatch.setattr(testing, "PARTS", tuple(parts))
    begun: list[str] = []
    running: list[str] = []

    def begin() -> list[str]:
        before = len(begun)
        while part := testing._next(running, begun):
            running.append(part.name)
            begun.append(part.name)
        return begun[before:]

    assert begin() == ["quiet", "part 0", "part 1"]
    running.remove("part 0")
    assert begin() == ["part 2"]
    running.remove("quiet")
    assert begin() == ["part 3"]
    running.clear()
    assert begin() == ["part 4"]


def test_every_file_of_tests_is_in_one_part() -> None:
    """Whatever pytest finds in the folders of tests, but for those that `make test` leaves out."""
    beside = ("bench", "chaos", "load", "support", "writers")
    folders = [CHECKOUT / "clients/python/client_tests", *(CHECKOUT / "tests").iterdir()]
    wanted = {file for folder in folders if folder.name not in beside for file in folder.rglob("test_*.py")}
    in_parts = Counter(file for part in _ALL_PARTS for file in _files_of(part))
    assert in_parts.keys() == wanted
    assert [str(file) for file, parts in in_parts.items() if parts > 1] == []


def _files_of(part: testing.Part) -> set[Path]:
    """Return the files that pytest finds for a part; it leaves out a folder whose own path fits a pattern."""
    found = [path for name in part.tests for path in CHECKOUT.glob(name)]
    left_out = {path for name in part.without for path in CHECKOUT.glob(name)}
    files = {file for path in found for file in (path.rglob("test_*.py") if path.is_dir() else [path])}
    return {file for file in files if left_out.isdisjoint([file, *file.parents])}
