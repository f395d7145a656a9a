"""What the bench measured, as far as the need of a larger county follows from it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from shared.service_names import SERVICES

FILE: Final = Path(__file__).with_name("measured.json")
SERVERS: Final = ("kafka", "postgres")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of `make bench`. Its files are what a county sends in its busiest weeks, each collection once."""

    commit: str
    machine_ns: float
    """One turn of a plain Python loop on that machine: another machine's cores are faster or slower by it."""
    people: int
    """On the roll."""
    rows: int
    rows_of: Mapping[str, int]
    """Rows by collection."""
    us: Mapping[str, float]
    """Processor time a row, in µs: of each service, of Kafka, and of PostgreSQL for all of them."""
    peak_mb: Mapping[str, float]
    """The most memory that a process had: of each service, and of the child that reads one file for ingest."""
    ledger_bytes: float
    """PostgreSQL's disk a row, indexes included."""
    originals_bytes: float
    """The vault's disk a row, sealed."""
    topics_bytes: float
    """Disk of all internal topics a row, one copy."""
    public_bytes: float
    """Disk of the public topic a status message, one copy."""

    def write(self, path: Path = FILE) -> None:
        """Write it where `read` finds it."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(path: Path = FILE) -> Measured:
    """Return what was measured last."""
    return Measured(**json.loads(path.read_text(encoding="utf-8")))


def of_bench(run: Mapping[str, Any], commit: str) -> Measured:
    """Return what follows from a run of the bench (build/bench.json)."""
    rows, disk = int(run["rows"]), run["disk_bytes"]
    return Measured(
        commit=commit,
        machine_ns=run["machine_ns"],
        people=run["by_collection"]["ROLL"][1],
        rows=rows,
        rows_of={code: of for code, (_, of) in run["by_collection"].items()},
        us={name: run["processes_us"][name] for name in (*SERVICES, *SERVERS)},
        peak_mb={name: run["peak_mb"][name] for name in (*SERVICES, "ingest, a child")},
        ledger_bytes=round(disk["postgres"] / rows, 1),
        originals_bytes=round(disk["vault"] / rows, 1),
        topics_bytes=round(disk["internal_topics"] / rows, 1),
        public_bytes=round(disk["public_topic"] / run["status_messages"], 1),
    )
