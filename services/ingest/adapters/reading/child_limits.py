"""What the disposable child may use: set by the server for all of them, or by the child before it looks at the file."""

import resource
import signal
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from services.ingest.domain.file_kinds import ENTRIES_MAX

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """How much a zip-based workbook may unpack to before a reader opens it."""

    entries: int = ENTRIES_MAX
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    """Unpacked to packed size of an entry, from `ratio_from_bytes` on."""
    ratio_from_bytes: int = 10 * MEGABYTE
    """Small entries of blank cells compress better than a hundred times and hurt nobody."""
    cells: int = 5_000_000
    """In the smallest rectangle around all filled cells of a sheet that ends below `far_line`."""
    far_line: int = 110_000
    """No return has as many lines; a sheet that ends further down is looked at cell by cell."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits for the reading of one file."""

    memory_bytes: int = 512 * MEGABYTE
    """Address space of the child: a county roll of 60,000 rows needs about 170 MB of it."""
    cpu_s: int = 20
    output_bytes: int = 160 * MEGABYTE
    silence_s: float = 40.0
    """Seconds without a frame after which the child is killed."""
    guard: GuardLimits = field(default_factory=GuardLimits)

    def as_json(self) -> dict[str, Any]:
        """Return what the server must know."""
        limits = {"memory_bytes": self.memory_bytes, "cpu_s": self.cpu_s, "output_bytes": self.output_bytes}
        return {**limits, "guard": asdict(self.guard)}


def confine_server(memory_bytes: int) -> None:
    """Bind this process and all that it forks: memory, no growing of files, no core file."""
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def confine_child(cpu_s: int) -> None:
    """Bind this process, which inherited the server's limits: processor time, no new descriptors (so no files and no
    network), no processes.

    The processor limit ends it with SIGXCPU, and a second later with SIGKILL.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    _limit(resource.RLIMIT_NOFILE, 0)
    try:
        _limit(resource.RLIMIT_NPROC, 0)
    except (OSError, ValueError):
        return


def _limit(what: int, value: int) -> None:
    resource.setrlimit(what, (value, value))
