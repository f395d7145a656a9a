"""The process that keeps the services running: it starts what is wanted, restarts what crashed and stops the rest.

It reads `desired.json` and writes `running.json` and `addresses.json`. To change what runs, write `desired.json` with a
new generation id and wait until `running.json` shows that id. The supervisor ends when nothing is wanted any more, or
on SIGTERM; it stops the services first.
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

from deploy.local.machine import processes
from deploy.local.machine.processes import Known
from deploy.local.paths import CHECKOUT, StackPaths, here
from deploy.local.services import launch
from deploy.local.services.code_version import commit, fingerprint
from deploy.local.services.launch import Replica
from deploy.local.state import addresses
from deploy.local.state.files import read_json, write_json

PAUSE_S = 0.2
STOP_GRACE_S = 30.0
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S = 30.0
"""After this long a process counts as recovered: its next crash is followed by a restart at once."""


@dataclass(slots=True)
class Watched:
    """One replica under watch."""

    replica: Replica
    port: int
    environment: dict[str, str]
    child: subprocess.Popen[bytes] | None = None
    known: Known | None = None
    started_at: float = 0.0
    crashes: int = 0
    """Crashes in a row, for the backoff."""
    restarts: int = 0
    start_after: float = 0.0
    stopping_since: float | None = None
    code: str = ""
    """What it was started with."""

    def as_json(self) -> dict[str, Any]:
        """Return what `running.json` records about it."""
        observed = {"index": self.replica.index, "url": launch.url(self.port)}
        observed |= {
            "restarts": self.restarts,
            "crashes_in_a_row": self.crashes,
            "stopping": self.stopping_since is not None,
        }
        observed |= {"code": self.code}
        return observed | (self.known.as_json() if self.known else {"pid": None, "started_at": None})


@dataclass(slots=True)
class Supervisor:
    """The loop and what it watches."""

    paths: StackPaths
    command: Callable[[Replica], list[str]] = launch.command
    watched: dict[Replica, Watched] = field(default_factory=dict)
    ending: bool = False
    generation: str = ""
    """Id of the wanted state that was last read."""
    observed: str = ""
    """What was last written down."""

    def run(self) -> None:
        """Work until asked to end or until nothing is wanted."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        self._clear_leftovers()
        while True:
            wanted = {} if self.ending else self._wanted()
            self._reconcile(wanted)
            self._write_observed()
            if not self.watched and not wanted:
                return
            time.sleep(PAUSE_S)

    def _end(self, *_: object) -> None:
        self.ending = True

    def _clear_leftovers(self) -> None:
        """End the services that a killed supervisor left running; new ones take their place."""
        for entries in read_json(self.paths.running).get("services", {}).values():
            for entry in entries:
                leftover = processes.remembered(entry)
                if leftover:
                    processes.stop(leftover, grace_s=STOP_GRACE_S)

    def _wanted(self) -> dict[Replica, tuple[int, dict[str, str]]]:
        """Return the port and the environment of each replica that should run."""
        desired = read_json(self.paths.desired)
        self.generation = desired.get("generation", "")
        wanted = {}
        for service, entry in desired.get("services", {}).items():
            for index, number in enumerate(entry["ports"]):
                environment = launch.environment(desired["environment"], entry["environment"], number)
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
            self._note_crash(watched)
        if watched.stopping_since is not None and watched.child is None:
            del self.watched[watched.replica]
        elif not wanted or watched.stopping_since is not None:
            self._ask_to_stop(watched)
        elif watched.child is None and time.monotonic() >= watched.start_after:
            self._start(watched)

    def _start(self, watched: Watched) -> None:
        watched.code = fingerprint()
        log = launch.log_of(self.paths, watched.replica)
        processes.rotate(log)
        with log.open("ab") as out:
            watched.child = subprocess.Popen(
                self.command(watched.replica),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=watched.environment | {"ONWARD_COMMIT": commit()},
                cwd=CHECKOUT,
                start_new_session=True,
            )
        watched.known = processes.known(watched.child.pid)
        watched.started_at = time.monotonic()

    def _note_crash(self, watched: Watched) -> None:
        if watched.child:
            _end_children(watched.child.pid)
        steady = time.monotonic() - watched.started_at > STEADY_S
        watched.child = watched.known = None
        if watched.stopping_since is not None:
            return
        watched.crashes = 0 if steady else watched.crashes
        watched.start_after = time.monotonic() + BACK_OFF_S[min(watched.crashes, len(BACK_OFF_S) - 1)]
        watched.crashes += 1
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

    def _write_observed(self) -> None:
        observed: dict[str, list[dict[str, Any]]] = {}
        for replica in sorted(self.watched):
            observed.setdefault(replica.service, []).append(self.watched[replica].as_json())
        me = processes.known(os.getpid())
        content = {"supervisor": me.as_json() if me else {}, "generation": self.generation, "services": observed}
        if repr(content) != self.observed:
            write_json(self.paths.running, content)
            addresses.update(self.paths, lambda file: file.update(services=_addresses(observed)))
            self.observed = repr(content)


def _end_children(group: int) -> None:
    """End the child processes that a crashed service left behind, such as file readers."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _addresses(observed: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the section `services` of the address file: the first replica, and all of them."""
    kept = ("url", "pid")
    return {
        service: {name: entries[0][name] for name in kept}
        | {"replicas": [{name: entry[name] for name in kept} for entry in entries]}
        for service, entries in observed.items()
    }


if __name__ == "__main__":
    Supervisor(here()).run()
    sys.exit(0)
