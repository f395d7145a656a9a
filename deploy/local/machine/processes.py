"""Processes that we started, identified by id *and* start time, since ids are reused."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from deploy.local.errors import StackError

LOG_KEPT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """One process: its id and the moment it started (seconds since the epoch)."""

    pid: int
    started_at: float

    def alive(self) -> bool:
        """Return whether this process still runs; a zombie does not count."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < 1.0
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def send(self, number: int) -> None:
        """Send a signal if the process is still the same one."""
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def as_json(self) -> dict[str, Any]:
        """Return the form kept in a file."""
        return {"pid": self.pid, "started_at": self.started_at}


def known(pid: int) -> Known | None:
    """Return the process with this id, or None when there is none."""
    try:
        return Known(pid, psutil.Process(pid).create_time())
    except psutil.Error:
        return None


def find(*arguments: str) -> Known | None:
    """Return a process, ours or our unprivileged account's, whose command line holds all these arguments as they are.

    This finds servers whose process ids were lost with a damaged file.
    """
    users = {os.geteuid()} if os.geteuid() else None
    for process in psutil.process_iter(["cmdline", "uids", "status", "create_time"]):
        seen = process.info
        if users and (not seen["uids"] or seen["uids"].real not in users):
            continue
        if seen["status"] != psutil.STATUS_ZOMBIE and all(a in (seen["cmdline"] or ()) for a in arguments):
            return Known(process.pid, seen["create_time"])
    return None


def working_in(folder: Path) -> list[Known]:
    """Return the processes whose working folder this is, as every PostgreSQL backend's is its data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(Known(process.pid, process.create_time()))
        except psutil.Error:
            continue
    return found


def arguments(process: Known) -> list[str]:
    """Return the command line of a process, empty when it has ended."""
    try:
        return psutil.Process(process.pid).cmdline()
    except psutil.Error:
        return []


def remembered(entry: Any) -> Known | None:
    """Return the process that an entry of a file describes if it is alive, else None."""
    try:
        process = Known(int(entry["pid"]), float(entry["started_at"]))
    except (KeyError, TypeError, ValueError):
        return None
    return process if process.alive() else None


def start(command: Sequence[str], *, log: Path, environment: Mapping[str, str], folder: Path) -> Known:
    """Start a process of its own session, which outlives us, with its output in `log`."""
    rotate(log)
    with log.open("ab") as out:
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
    found = known(child.pid)
    if found is None:
        raise StackError(f"{command[0]} stopped at once; see {log}.")
    return found


def rotate(log: Path) -> None:
    """Keep one old log beside the new one when the old has grown large."""
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".old.log"))


def stop(process: Known, *, grace_s: float, first: int = signal.SIGTERM) -> bool:
    """Ask the process to end, wait, then kill it. Return True when it ended by itself."""
    process.send(first)
    if wait_until(lambda: not process.alive(), grace_s):
        return True
    process.send(signal.SIGKILL)
    wait_until(lambda: not process.alive(), 10)
    return False


def wait_until(condition: Callable[[], bool], timeout_s: float, pause_s: float = 0.05) -> bool:
    """Return True as soon as the condition holds, False when it did not within the time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        reap()
        time.sleep(pause_s)
    return True


def reap() -> None:
    """Reap children that have ended, so that they do not count as alive."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def tail(log: Path, lines: int = 8) -> str:
    """Return the last lines of a log, for an error message."""
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - 8192))
            return "\n".join(handle.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""
