"""What the run cost: processor time and peak memory of every process, PostgreSQL's by the service that caused it."""

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import asyncpg
import psutil

EVERY_S: Final = 0.2
LOOP: Final = 1_000_000
_BACKENDS: Final = "SELECT pid, usename FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename IS NOT NULL"


def processor_seconds(pid: int) -> float:
    """Return user and system time of a process and everything below it, children that have ended included."""
    total = 0.0
    with suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


async def backend_seconds(admin_url: str) -> dict[str, float]:
    """Return the processor time of PostgreSQL's backends by role."""
    connection = await asyncpg.connect(admin_url)
    try:
        backends = await connection.fetch(_BACKENDS)
    finally:
        await connection.close()
    found: dict[str, float] = {}
    for backend in backends:
        with suppress(psutil.Error):
            times = psutil.Process(backend["pid"]).cpu_times()
            found[backend["usename"]] = found.get(backend["usename"], 0.0) + times.user + times.system
    return found


class PeakMemory:
    """Watches processes and what they fork, and keeps the highest resident size (VmHWM) of any single one, in MB."""

    def __init__(self, roots: dict[str, int]) -> None:
        self._roots = roots
        self.megabytes: dict[str, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_S):
            self._look()

    def _look(self) -> None:
        for name, pid in self._roots.items():
            self._keep(name, [pid])
            self._keep(f"{name}, a child", _below(pid))

    def _keep(self, name: str, pids: Iterable[int]) -> None:
        for pid in pids:
            self.megabytes[name] = max(self.megabytes.get(name, 0.0), high_water_mb(pid))


def _below(pid: int) -> list[int]:
    """Return all processes below one. The kernel keeps the list: looking through all processes would cost the run."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
            found += [one for child in children for one in (child, *_below(child))]
    return found


def high_water_mb(pid: int) -> float:
    """Return VmHWM of a process in MB; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1024


def stolen_seconds() -> float:
    """Return the processor time, over all processors since the start, that the host gave to others meanwhile."""
    return float(psutil.cpu_times().steal)


def machine_ns() -> float:
    """Return what one turn of a plain Python loop costs now, in ns of processor time: compare runs by it.

    A quiet machine of the kind the budget was made for takes about 50.
    """
    best = float("inf")
    for _ in range(5):
        total, began = 0, time.thread_time()
        for number in range(LOOP):
            total += number
        best = min(best, time.thread_time() - began)
    return best / LOOP * 1e9
