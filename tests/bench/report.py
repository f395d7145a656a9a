"""What the bench found, as text for people and as build/bench.json for comparisons."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.bench.latency import Latency
from tests.bench.mix import Mix
from tests.bench.peer_side import sentence
from tests.bench.trickle import EVERY_S, Waits

FILE: Final = Path("build/bench.json")
BAR_ROWS_PER_S: Final = 4_000
AIM_ROWS_PER_S: Final = 12_000
MEMORY_BAR_MB: Final = 512
BUDGET_US: Final = {"extract": 30, "judge": 20, "hops and sealing": 6, "match": 60, "report": 50}
"""Processor time a row over everything, PostgreSQL and broker included, for 12,000 rows/s on 2 cores."""
SERVICE_OF: Final = {"extract": "ingest", "judge": "validation", "match": "matching", "report": "reporting"}
HOPS: Final = ("unseal", "publish")


@dataclass(slots=True)
class Findings:
    """The measurements of one run; times in seconds."""

    mix: Mix
    seconds: float
    roll_seconds: float | None
    """Until every row of the roll had found its person and the returns were sent; None: all was sent at once."""
    copy_rows_per_s: float
    process_s: dict[str, float]
    """Processor time of each process and its children."""
    backend_s: dict[str, float]
    """Processor time of PostgreSQL's backends by service."""
    stage_s: dict[str, float]
    """Processor time by stage, as the services count it themselves."""
    peak_mb: dict[str, float]
    status_messages: int
    people: int
    decided: dict[str, int]
    """Rows by what became of them."""
    disk: dict[str, int] = field(default_factory=dict)
    """Bytes that the run left, by where."""
    machine_ns: float = 0.0
    """One turn of a plain Python loop on this machine, right after the run."""
    stolen_share: float = 0.0
    """Share of the processors' time that the host gave to others during the run."""
    latency: Latency | None = None
    """From accepted row to published status while all files are sent at once."""
    quiet: Waits | None = None
    """The same with one file at a time."""
    trickle: Waits | None = None
    """The same with a file every few seconds."""
    peer: dict[str, Any] | None = None
    """What a script of one process needed for the same files, in the same minute; None: it was not asked for."""
    notes: list[str] = field(default_factory=list)

    @property
    def rows_per_s(self) -> float:
        """Rows a second from workbook bytes to status changes."""
        return self.mix.rows / self.seconds

    def us(self, seconds: float) -> float:
        """Return microseconds a row."""
        return seconds / self.mix.rows * 1e6

    def stages(self) -> dict[str, dict[str, float]]:
        """Return what each stage of the budget cost in µs a row: its process, its share of PostgreSQL, its budget."""
        hops = sum(self.stage_s.get(stage, 0.0) for stage in HOPS)
        found = {
            stage: {
                "process_us": self.us(self.process_s.get(service, 0.0)),
                "postgres_us": self.us(self.backend_s.get(service, 0.0)),
                "budget_us": float(BUDGET_US[stage]),
            }
            for stage, service in SERVICE_OF.items()
        }
        found["hops and sealing"] = {"process_us": self.us(hops), "budget_us": float(BUDGET_US["hops and sealing"])}
        return found

    def write(self, path: Path = FILE) -> None:
        """Write build/bench.json."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {
            "rows": self.mix.rows,
            "seconds": round(self.seconds, 3),
            "rows_per_s": round(self.rows_per_s, 1),
            "copy_rows_per_s": round(self.copy_rows_per_s, 1),
            "roll_seconds": self.roll_seconds and round(self.roll_seconds, 3),
            "mix": str(self.mix),
            "by_collection": self.mix.by_collection,
            "stages": {
                stage: {name: round(value, 2) for name, value in cost.items()} for stage, cost in self.stages().items()
            },
            "processes_us": {name: round(self.us(spent), 2) for name, spent in self.process_s.items()},
            "counted_us": {name: round(self.us(spent), 2) for name, spent in self.stage_s.items()},
            "peak_mb": {name: round(value, 1) for name, value in self.peak_mb.items()},
            "accepted_to_status_s": self.latency and {"median": self.latency.median, "p95": self.latency.p95},
            "unhurried_s": {
                way: waits and {"p95_from_row": _p95(waits.from_row), "p95_from_file": _p95(waits.from_file)}
                for way, waits in (("one at a time", self.quiet), ("trickle", self.trickle))
            },
            "peer": self.peer,
            "people": self.people,
            "decided": self.decided,
            "status_messages": self.status_messages,
            "disk_bytes": self.disk,
            "machine_ns": round(self.machine_ns, 1),
            "stolen_share": round(self.stolen_share, 3),
            "notes": self.notes,
        }
        path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")

    def _sent(self) -> str:
        if self.roll_seconds is None:
            return "all files sent as fast as they are taken, the roll first"
        return f"the returns sent when the roll was matched, after {self.roll_seconds:.1f} s"

    def lines(self) -> list[str]:
        """Return the report."""
        said = [
            f"Files: {self.mix}.",
            "By collection, files and rows: "
            + ", ".join(f"{code} {files:,} of {rows:,}" for code, (files, rows) in self.mix.by_collection.items())
            + ".",
            f"End to end: {self.seconds:.1f} s ({self._sent()}):"
            f" {self.rows_per_s:,.0f} rows/s (bar {BAR_ROWS_PER_S:,}, aim {AIM_ROWS_PER_S:,}).",
            f"COPY of as many rows into one table: {self.copy_rows_per_s:,.0f} rows/s"
            f" ({self.copy_rows_per_s / self.rows_per_s:.1f} times as many).",
            *([] if self.peer is None else [sentence(self.peer, self.rows_per_s)]),
            f"{self.people:,} people, {self.status_messages:,} status changes published;"
            f" rows: {', '.join(f'{rows:,} {fate}' for fate, rows in self.decided.items())}.",
            f"From accepted row to published status, all files at once, so that they queue:"
            f" {self.latency or 'not measured'}.",
            f"  one file at a time: {self.quiet or 'not measured'}.",
            f"  a file every {EVERY_S:.0f} s: {self.trickle or 'not measured'}.",
            "",
            "Processor time, µs a row      process  PostgreSQL for it   budget (both)",
        ]
        for stage, cost in self.stages().items():
            ours, theirs, budget = cost["process_us"], cost.get("postgres_us", 0.0), cost["budget_us"]
            said.append(f"  {stage:<26} {ours:8.1f} {theirs:18.1f} {budget:15.0f}")
        whole = sum(self.process_s.values())
        said += [f"  {name:<26} {self.us(spent):8.1f}" for name, spent in self.process_s.items() if name in _SERVERS]
        said.append(f"  {'everything':<26} {self.us(whole):8.1f} {'':18} {sum(BUDGET_US.values()):15.0f}")
        said += ["  (hops and sealing is counted by the services themselves and lies within their processes)", ""]
        counted = sorted(self.stage_s.items(), key=lambda item: -item[1])
        said.append("Counted inside the services, µs a row: " + ", ".join(f"{n} {self.us(s):.1f}" for n, s in counted))
        said.append("Peak memory, MB: " + ", ".join(f"{n} {mb:.0f}" for n, mb in self.peak_mb.items()))
        return said + self.notes


def _p95(latency: Latency | None) -> float | None:
    return None if latency is None else latency.p95


_SERVERS: Final = ("kafka", "postgres")
