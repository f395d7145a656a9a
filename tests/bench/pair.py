"""`make bench-pair REF=<commit>`: this commit and another one by turns, from clean clones, on fresh stacks.

A shared machine is never twice as fast as it was: only runs side by side can be compared. Which of the two begins
changes with each turn. Printed are the medians, and the ratio of each turn's pair; all of it is in
`build/bench-pair.json`. `--record` adds a line to `docs/bench-history.md`.
"""

import argparse
import fnmatch
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from deploy.local.paths import CHECKOUT

RUNS: Final = 5
FILE: Final = CHECKOUT / "build" / "bench-pair.json"
CLONES: Final = CHECKOUT / "build" / "bench-pair"
HISTORY: Final = CHECKOUT / "docs" / "bench-history.md"
Bench = Mapping[str, Any]
"""What a run wrote to build/bench.json; older commits write less of it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the comparison: what is read of a run, and whether more of it is better."""

    name: str
    path: tuple[str, ...]
    """Where it stands in build/bench.json; what several places hold is added."""
    more_is_better: bool = False

    def of(self, run: Bench) -> float | None:
        """Return the value of a run; None where that commit's bench does not measure it."""
        found = list(_at(run, self.path))
        return round(sum(found), 3) if found else None


def _at(value: Any, path: Sequence[str]) -> list[float]:
    if not path:
        return [float(value)] if isinstance(value, int | float) else []
    if not isinstance(value, Mapping):
        return []
    name, *rest = path
    return [found for each in fnmatch.filter(value, name) for found in _at(value[each], rest)]


MEASURES: Final = (
    Measure("rows/s", ("rows_per_s",), more_is_better=True),
    Measure("everything, µs a row", ("processes_us", "*")),
    *(
        Measure(f"{stage}, µs a row, PostgreSQL's share included", ("stages", stage, "p*_us"))
        for stage in ("extract", "judge", "match", "report")
    ),
    Measure("kafka, µs a row", ("processes_us", "kafka")),
    Measure("postgres, µs a row", ("processes_us", "postgres")),
    *(
        Measure(f"peak MB of {process}", ("peak_mb", process))
        for process in ("ingest", "ingest, a child", "validation", "matching", "reporting")
    ),
    Measure("p95 s from row to status, one file at a time", ("unhurried_s", "one at a time", "p95_from_row")),
    Measure("p95 s from row to status, a file every few seconds", ("unhurried_s", "trickle", "p95_from_row")),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure over all turns: the medians of both builds, and how this one stands to the other, turn by turn."""

    name: str
    reference: float
    ours: float
    ratios: tuple[float, ...]
    more_is_better: bool

    @property
    def ratio(self) -> float:
        """The median of the turns' ratios, this build's figure by the other's."""
        return median(self.ratios)

    def line(self) -> str:
        """Return the row of the table."""
        turns = " ".join(f"{ratio:.2f}" for ratio in self.ratios)
        wanted = "more" if self.more_is_better else "less"
        figures = f"{self.reference:>9,.1f} {self.ours:>9,.1f} {self.ratio:>6.2f}"
        return f"{self.name:<52} {figures}  ({turns}; {wanted} is better)"


def compare(references: Sequence[Bench], ours: Sequence[Bench]) -> list[Comparison]:
    """Return every measure that all runs of both builds have; the runs stand turn by turn."""
    found = []
    for measure in MEASURES:
        pairs = [(measure.of(theirs), measure.of(mine)) for theirs, mine in zip(references, ours, strict=True)]
        known = [(theirs, mine) for theirs, mine in pairs if theirs and mine]
        if pairs and len(known) == len(pairs):
            theirs, mine = zip(*known, strict=True)
            ratios = tuple(round(one / other, 4) for other, one in known)
            found.append(Comparison(measure.name, median(theirs), median(mine), ratios, measure.more_is_better))
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two builds: its commit, its clone, and what its bench is called with."""

    commit: str
    folder: Path
    arguments: tuple[str, ...]

    def prepare(self) -> None:
        """Make the clone and its environment anew, unless it is there at this commit."""
        if not self.folder.exists():
            _run(["git", "clone", "--quiet", "--no-checkout", str(CHECKOUT), str(self.folder)], CHECKOUT)
        _run(["git", "fetch", "--quiet", "origin", self.commit], self.folder)
        _run(["git", "checkout", "--quiet", "--force", "--detach", self.commit], self.folder)
        _run(["make", "--no-print-directory", "setup"], self.folder)

    def bench(self) -> Bench:
        """Run the bench once and return what it wrote; raises CalledProcessError when rows were lost."""
        _run([str(self.folder / ".venv/bin/python"), "-m", "tests.bench", *self.arguments], self.folder)
        written: Bench = json.loads((self.folder / "build/bench.json").read_text(encoding="utf-8"))
        return written


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
        done.check_returncode()


def commit_of(name: str) -> str:
    """Return the full id of a commit of this checkout."""
    done = subprocess.run(
        ["git", "rev-parse", "--verify", f"{name}^{{commit}}"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def by_turns(reference: Side, ours: Side, runs: int) -> tuple[list[Bench], list[Bench]]:
    """Run both benches so many times; what was measured is written after each turn, so that nothing is lost."""
    found: tuple[list[Bench], list[Bench]] = ([], [])
    sides = ((reference, found[0]), (ours, found[1]))
    for turn in range(runs):
        for side, results in sides if turn % 2 == 0 else sides[::-1]:
            results.append(side.bench())
            told = results[-1]
            print(f"turn {turn + 1}, {side.commit[:8]}: {told['rows_per_s']:,.0f} rows/s", flush=True)
        _write(reference, ours, found)
    return found


def _write(reference: Side, ours: Side, found: tuple[list[Bench], list[Bench]]) -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "sides": [
            {"commit": side.commit, "arguments": side.arguments, "runs": runs}
            for side, runs in zip((reference, ours), found, strict=True)
        ],
        "medians": {
            one.name: {"reference": one.reference, "ours": one.ours, "ratio": round(one.ratio, 4), "turns": one.ratios}
            for one in compare(*found)
        },
    }
    FILE.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def history_line(reference: Side, ours: Side, comparisons: Sequence[Comparison], runs: int) -> str:
    """Return the row of docs/bench-history.md: day, commits, what was sent, ratios."""
    ratios = {one.name: f"{one.ratio:.2f}" for one in comparisons}
    sent = " ".join(ours.arguments) or "all collections"
    return (
        f"| {datetime.now(UTC):%Y-%m-%d} | {ours.commit[:8]} | {reference.commit[:8]} | {sent} | {runs} |"
        f" {ratios['rows/s']} | {ratios.get('everything, µs a row', 'not measured')} |\n"
    )


def main() -> int:
    """Compare and print; return 1 when a run of either build failed or lost rows."""
    parser = argparse.ArgumentParser(prog="make bench-pair", description=__doc__)
    parser.add_argument("--ref", required=True, help="the commit to compare with")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--arguments", default="", help="what this commit's bench is called with, as --enrolments")
    parser.add_argument("--ref-arguments", default="", help="the same of the other commit's bench")
    parser.add_argument("--record", action="store_true", help="add a line to docs/bench-history.md")
    options = parser.parse_args()
    reference, ours = (
        Side(commit_of(name), CLONES / place, tuple(arguments.split()))
        for name, place, arguments in (
            (options.ref, "reference", options.ref_arguments),
            ("HEAD", "ours", options.arguments),
        )
    )
    for side in (reference, ours):
        side.prepare()
    try:
        found = by_turns(reference, ours, options.runs)
    except subprocess.CalledProcessError:
        return 1
    comparisons = compare(*found)
    print(f"{'':<52} {reference.commit[:8]:>9} {ours.commit[:8]:>9}  ratio")
    print("\n".join(one.line() for one in comparisons))
    if options.record:
        with HISTORY.open("a", encoding="utf-8") as history:
            history.write(history_line(reference, ours, comparisons, options.runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
