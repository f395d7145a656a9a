"""`make test`: pytest on the real servers, started for it when they do not run and then stopped after it.

All of it runs in parts, each a process, some beside one another: the first is shown as it goes, the others when all
have ended, and the sum of all ends it. Where something of the tests is chosen, it runs in one process.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from deploy.local import stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import lifecycle
from deploy.local.state.files import locked


@dataclass(frozen=True, slots=True)
class Part:
    """Tests that run one after the other, in one process."""

    name: str
    tests: tuple[str, ...]
    """Folders, or patterns of files."""
    without: tuple[str, ...] = ()
    """Patterns of what belongs to other parts."""
    niceness: int = 0
    """How far it stands back for the others where there are fewer processors than work."""

    def chosen(self) -> list[str]:
        """Return what pytest is told to run."""
        found = [str(path.relative_to(CHECKOUT)) for name in self.tests for path in sorted(CHECKOUT.glob(name))]
        return [*found, *(f"--ignore-glob={CHECKOUT / name}" for name in self.without)]


# The longest begin first, so that all end at about the same time. Those that stand back touch nothing but their own
# process, so nothing that runs out of time is waiting for them.
PARTS: Final = (
    Part("pages", ("tests/e2e",), without=("tests/e2e/*_states.py",)),
    Part("reporting", ("tests/integration/reporting",)),
    Part("laws", ("tests/spec", "tests/property", "tests/architecture"), niceness=10),
    Part("recovery", ("tests/integration/deploy", "tests/integration/privacy")),
    Part("states of pages", ("tests/e2e/*_states.py",)),
    Part("flows", ("tests/integration/test_*.py", "tests/integration/clients")),
    Part("units", ("tests/unit", "clients/python/client_tests"), niceness=10),
    Part(
        "services",
        ("tests/integration",),
        without=(
            "tests/integration/test_*.py",
            *(f"tests/integration/{folder}" for folder in ("clients", "deploy", "privacy", "reporting")),
        ),
    ),
    Part("contracts", ("tests/contract",)),
)
WITH_SERVERS_AT_ONCE: Final = 2
"""How many parts run side by side that do not stand back; one more where no other does."""
STOP_S: Final = 180.0
"""How long a part may take to stop what its tests started."""
Running = dict[str, "subprocess.Popen[bytes]"]
"""The process of each part that has begun, by the part's name."""
_LOOK_S: Final = 0.2
_PASSED, _FAILED, _NONE_CHOSEN = 0, 1, 5
"""Exit codes of pytest; any other tells that the run itself came to grief."""


def run(paths: StackPaths, arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code; what was started for it is stopped after it."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)  # begun by a script in the background: parts must hear us
    chosen = [argument for argument in arguments if argument != "--"]
    with _servers(paths):
        if any(not argument.startswith("-") for argument in chosen):
            return _alone(chosen)
        return _side_by_side(paths.root / "tests" / "parts", chosen)


@contextmanager
def _servers(paths: StackPaths) -> Iterator[None]:
    with locked(paths.lock):
        ours = lifecycle.find(paths) is None
        stack.start_servers(paths)
    try:
        yield
    finally:
        if ours:
            with locked(paths.lock):
                stack.down(paths)


def _alone(arguments: Sequence[str]) -> int:
    """Run in the foreground, where Ctrl-C reaches pytest by itself and it may ask questions."""
    process = subprocess.Popen(_pytest(arguments), cwd=CHECKOUT, env=_environment())
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait(STOP_S)
        raise
    except SystemExit:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_S)
        raise
    finally:
        process.kill()
        process.wait()


def _side_by_side(folder: Path, arguments: Sequence[str]) -> int:
    """Run all parts and return the exit code of the one that ended it, or else the first that is not 0, in order."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _stopped_at_the_end(folder) as running:
        ended_by = _run_all(running, folder, arguments)
    for part in PARTS[1:]:
        if part.name in running:
            print((folder / f"{part.name}.txt").read_text(encoding="utf-8", errors="replace"), flush=True)
    _print_sum([folder / f"{part.name}.json" for part in PARTS])
    if ended_by is not None:
        return ended_by
    codes = [running[part.name].returncode for part in PARTS if part.name in running]
    ran = [code for code in codes if code != _NONE_CHOSEN] or [_NONE_CHOSEN]
    return next((code for code in ran if code), _PASSED)


def _run_all(running: "Running", folder: Path, arguments: Sequence[str]) -> int | None:
    """Begin each part when there is room, until all have ended or one came to grief otherwise than by failed tests.

    Return the exit code of that one.
    """
    stop_at_failure = not {"-x", "--exitfirst"}.isdisjoint(arguments)
    bearable = {None, _PASSED, _NONE_CHOSEN} | (set() if stop_at_failure else {_FAILED})
    while True:
        while part := _next([name for name, process in running.items() if process.poll() is None], running):
            running[part.name] = _begin(part, folder, arguments)
        codes = [process.poll() for process in running.values()]
        ended_by = next((code for code in codes if code not in bearable), None)
        if ended_by is not None or (len(running) == len(PARTS) and None not in codes):
            return ended_by
        time.sleep(_LOOK_S)


def _next(running: Collection[str], begun: Collection[str]) -> Part | None:
    """Return the part that begins now; None where there is no room. Those that stand back begin at once."""
    waiting = sorted((part for part in PARTS if part.name not in begun), key=lambda part: not part.niceness)
    behind = [part for part in PARTS if part.niceness and part.name in running]
    places = WITH_SERVERS_AT_ONCE + (not behind) - (len(running) - len(behind))
    return next((part for part in waiting if part.niceness or places > 0), None)


@contextmanager
def _stopped_at_the_end(folder: Path) -> Iterator["Running"]:
    """Parts end with us, whatever happens, and their tests stop what they started."""
    running: Running = {}
    with _stacks_stopped(folder.parent, running):
        try:
            yield running
        finally:
            _stop([*running.values()])


def _begin(part: Part, folder: Path, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    with (folder / f"{part.name}.txt").open("wb") as kept:
        process = subprocess.Popen(
            _pytest([*part.chosen(), *arguments]),
            cwd=CHECKOUT,
            env=_environment() | {"ONWARD_TEST_FIGURES": str(folder / f"{part.name}.json")},
            stdin=subprocess.DEVNULL,
            stdout=None if part is PARTS[0] else kept,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C comes to us alone, and each part is told of it once
        )
    if part.niceness:  # nobody may ask for less than was given: `nice make test`
        os.setpriority(os.PRIO_PROCESS, process.pid, os.getpriority(os.PRIO_PROCESS, 0) + part.niceness)
    return process


def _stop(parts: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Interrupt the parts, wait for them, then kill what is left of them and of their children."""
    deadline = time.monotonic() + STOP_S
    try:
        for process in parts:
            # Not its children: a test whose browser falls first fails of that instead of being interrupted.
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in parts:
            process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        print(f"The tests did not stop within {STOP_S:.0f} s and are killed.", file=sys.stderr)
    finally:
        for process in parts:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _stacks_stopped(folder: Path, parts: "Running") -> Iterator[None]:
    """Stop the stacks that tests started in this folder, where a part was killed and could not do it."""
    before = set(folder.iterdir())
    try:
        yield
    finally:
        if any((process.returncode or 0) < 0 for process in parts.values()):
            for left in set(folder.iterdir()) - before:
                stack.down(StackPaths(left))


def _print_sum(figures: Sequence[Path]) -> None:
    subprocess.run([sys.executable, "-m", "tests.support.kinds", *map(str, figures)], cwd=CHECKOUT, check=True)


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"ONWARD_REQUIRE_STACK": "1", "ONWARD_INSTALL_BROWSER": "1"}


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # make passes on what its whole group was sent
    raise SystemExit(128 + number)
