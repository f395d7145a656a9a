"""The process that keeps the services running: it starts what is wanted, restarts what fell, stops what is not wanted.

It is told by `desired.json` and tells by `running.json` and `addresses.json`; whoever wants a change writes the first,
with a new id, and waits until the second repeats that id. It ends when nothing is wanted any more or when it is asked
to (SIGTERM), services first.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from deploy.local import addresses, processes, services
from deploy.local.code import fingerprint
from deploy.local.places import CHECKOUT, Places, here
from deploy.local.processes import Known
from deploy.local.services import Replica
from deploy.local.state import read_json, write_json

PAUSE_S = 0.2
STOP_GRACE_S = 30.0
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S = 30.0
"""A process that lived this long has recovered: its next fall is answered at once again."""


@dataclass(slots=True)
class Watched:
    """One replica under watch."""

    replica: Replica
    port: int
    environment: dict[str, str]
    child: subprocess.Popen[bytes] | None = None
    known: Known | None = None
    started_at: float = 0.0
    falls: int = 0
    """Falls in a row, for the back-off."""
    restarts: int = 0
    start_after: float = 0.0
    stopping_since: float | None = None
    code: str = ""
    """What it was started with."""

    def as_json(self) -> dict[str, Any]:
        """Return what is told about it."""
        told = {"index": self.replica.index, "url": services.url(self.port)}
        told |= {"restarts": self.restarts, "falls_in_a_row": self.falls, "stopping": self.stopping_since is not None}
        told |= {"code": self.code}
        return told | (self.known.as_json() if self.known else {"pid": None, "started_at": None})


@dataclass(slots=True)
class Supervisor:
    """The loop and what it watches."""

    places: Places
    command: Callable[[Replica], list[str]] = services.command
    watched: dict[Replica, Watched] = field(default_factory=dict)
    ending: bool = False
    wish: str = ""
    """Id of the wish last read."""
    told: str = ""

    def run(self) -> None:
        """Work until asked to end or until nothing is wanted."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        self._clear_leftovers()
        while True:
            wanted = {} if self.ending else self._wanted()
            self._reconcile(wanted)
            self._tell()
            if not self.watched and not wanted:
                return
            time.sleep(PAUSE_S)

    def _end(self, *_: object) -> None:
        self.ending = True

    def _clear_leftovers(self) -> None:
        """End the services of a supervisor that was killed; ours then take their place."""
        for entries in read_json(self.places.running).get("services", {}).values():
            for entry in entries:
                leftover = processes.remembered(entry)
                if leftover:
                    processes.stop(leftover, grace_s=STOP_GRACE_S)

    def _wanted(self) -> dict[Replica, tuple[int, dict[str, str]]]:
        """Return the port and the environment of each replica that should run."""
        desired = read_json(self.places.desired)
        self.wish = desired.get("wish", "")
        wanted = {}
        for service, entry in desired.get("services", {}).items():
            for index, number in enumerate(entry["ports"]):
                environment = services.environment(desired["environment"], entry["database_url"], number)
                wanted[Replica(service, index)] = (number, environment)
        return wanted

    def _reconcile(self, wanted: dict[Replica, tuple[int, dict[str, str]]]) -> None:
        for replica, (number, environment) in wanted.items():
            watched = self.watched.setdefault(replica, Watched(replica, number, environment))
            if watched.environment != environment:
                self._ask_to_stop(watched)
        for replica, watched in list(self.watched.items()):
            self._care(watched, wanted=replica in wanted)

    def _care(self, watched: Watched, *, wanted: bool) -> None:
        if watched.child is not None and watched.child.poll() is not None:
            self._note_fall(watched)
        if watched.stopping_since is not None and watched.child is None:
            del self.watched[watched.replica]
        elif not wanted or watched.stopping_since is not None:
            self._ask_to_stop(watched)
        elif watched.child is None and time.monotonic() >= watched.start_after:
            self._start(watched)

    def _start(self, watched: Watched) -> None:
        watched.code = fingerprint()
        log = services.log_of(self.places, watched.replica)
        processes.rotate(log)
        with log.open("ab") as out:
            watched.child = subprocess.Popen(
                self.command(watched.replica),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=watched.environment,
                cwd=CHECKOUT,
                start_new_session=True,
            )
        watched.known = processes.known(watched.child.pid)
        watched.started_at = time.monotonic()

    def _note_fall(self, watched: Watched) -> None:
        if watched.child:
            _end_children(watched.child.pid)
        steady = time.monotonic() - watched.started_at > STEADY_S
        watched.child = watched.known = None
        if watched.stopping_since is not None:
            return
        watched.falls = 0 if steady else watched.falls
        watched.start_after = time.monotonic() + BACK_OFF_S[min(watched.falls, len(BACK_OFF_S) - 1)]
        watched.falls += 1
        watched.restarts += 1

    def _ask_to_stop(self, watched: Watched) -> None:
        """Send SIGTERM once, and SIGKILL when the grace is over."""
        now = time.monotonic()
        if watched.stopping_since is None:
            watched.stopping_since = now
            if watched.child:
                watched.child.terminate()
        elif watched.child and now - watched.stopping_since > STOP_GRACE_S:
            watched.child.kill()

    def _tell(self) -> None:
        told: dict[str, list[dict[str, Any]]] = {}
        for replica in sorted(self.watched):
            told.setdefault(replica.service, []).append(self.watched[replica].as_json())
        me = processes.known(os.getpid())
        content = {"supervisor": me.as_json() if me else {}, "wish": self.wish, "services": told}
        if repr(content) != self.told:
            write_json(self.places.running, content)
            addresses.update(self.places, lambda file: file.update(services=_addresses(told)))
            self.told = repr(content)


def _end_children(group: int) -> None:
    """End what a fallen service left behind, such as its readers of files."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _addresses(told: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the section `services` of the address file: the first replica, and all of them."""
    kept = ("url", "pid")
    return {
        service: {name: entries[0][name] for name in kept}
        | {"replicas": [{name: entry[name] for name in kept} for entry in entries]}
        for service, entries in told.items()
    }


if __name__ == "__main__":
    Supervisor(here()).run()
    sys.exit(0)
