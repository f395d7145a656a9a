"""`make test`: pytest on the real servers, started for it when they do not run and then stopped after it."""

import os
import signal
import subprocess
import sys
from types import FrameType

from deploy.local import stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import lifecycle
from deploy.local.state.files import locked


def run(paths: StackPaths, arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code; what was started for it is stopped after it."""
    signal.signal(signal.SIGTERM, _end)
    with locked(paths.lock):
        ours = lifecycle.find(paths) is None
        stack.start_servers(paths)
    try:
        environment = os.environ | {"ONWARD_REQUIRE_STACK": "1", "ONWARD_INSTALL_BROWSER": "1"}
        chosen = [argument for argument in arguments if argument != "--"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *chosen], cwd=CHECKOUT, env=environment, check=False
        ).returncode
    finally:
        if ours:
            with locked(paths.lock):
                stack.down(paths)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
