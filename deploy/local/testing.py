"""`make test`: pytest on the real servers, started for it when they do not run and then stopped after it."""

import os
import signal
import subprocess
import sys
from types import FrameType

from deploy.local import house, servers
from deploy.local.places import CHECKOUT, Places
from deploy.local.state import locked


def run(places: Places, arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code; what was started for it is stopped after it."""
    signal.signal(signal.SIGTERM, _end)
    with locked(places.lock):
        ours = servers.find(places) is None
        house.start_servers(places)
    try:
        environment = os.environ | {"ONWARD_REQUIRE_STACK": "1", "ONWARD_INSTALL_BROWSER": "1"}
        chosen = [argument for argument in arguments if argument != "--"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *chosen], cwd=CHECKOUT, env=environment, check=False
        ).returncode
    finally:
        if ours:
            with locked(places.lock):
                house.down(places)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
