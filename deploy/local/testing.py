"""`make test`: pytest on the real servers, started for it when they do not run and then stopped after it.

Kinds that need no servers run beside the others, in a process of their own: what is to be seen of them follows at the
end. Where something of the tests is chosen, all of it runs in one process.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO, Final

from deploy.local import stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import lifecycle
from deploy.local.state.files import locked

QUIET: Final = ("tests/unit", "tests/spec", "tests/property", "tests/architecture")
"""Kinds that touch nothing but their own process."""
ON_SERVERS: Final = ("tests/contract", "tests/integration", "tests/e2e")


def run(paths: StackPaths, arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code; what was started for it is stopped after it."""
    signal.signal(signal.SIGTERM, _end)
    chosen = [argument for argument in arguments if argument != "--"]
    if any(not argument.startswith("-") for argument in chosen):
        with _servers(paths):
            return subprocess.run(_pytest(chosen), cwd=CHECKOUT, env=_environment(), check=False).returncode
    shown = paths.root / "tests" / "quiet.txt"
    shown.parent.mkdir(parents=True, exist_ok=True)
    # Begun after the servers and ended before them: starting and stopping these collects every child that has ended.
    with shown.open("w+") as output, _servers(paths), _beside([*QUIET, *chosen], output) as quiet:
        code = subprocess.run(_pytest([*ON_SERVERS, *chosen]), cwd=CHECKOUT, env=_environment(), check=False).returncode
        quiet_code = quiet.wait()
        output.seek(0)
        print(output.read(), flush=True)
    return code or quiet_code


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


@contextmanager
def _beside(arguments: Sequence[str], output: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run tests beside others; they end with us, whatever happens."""
    process = subprocess.Popen(
        _pytest(arguments), cwd=CHECKOUT, env=_environment(), stdout=output, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"ONWARD_REQUIRE_STACK": "1", "ONWARD_INSTALL_BROWSER": "1"}


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
