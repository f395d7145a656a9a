"""`make capacity PEOPLE=600000`: what counties need; --record takes over a run of `make bench`."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from deploy.capacity.bounds import REPLICAS_MAX
from deploy.capacity.estimate import PEAK_S, Need, need
from deploy.capacity.measured import of_bench, read
from shared.service_names import SERVICES

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "capacity.md"
BLOCK: Final = re.compile(r"(?<=<!-- computed -->\n).*?(?=<!-- end -->)", re.DOTALL)
COUNTY: Final = 60_000
TIMES: Final = (1, 10, 100)
_GIB: Final = 1024**3


def _each(values: dict[str, int]) -> str:
    return ", ".join(str(values[service]) for service in SERVICES)


ROWS: Final[tuple[tuple[str, Callable[[Need], str]], ...]] = (
    ("people on the roll", lambda one: f"{one.people:,}"),
    ("rows a year", lambda one: f"{one.rows_a_year:,}"),
    ("rows in the busiest ten minutes", lambda one: f"{one.rows_peak:,} ({one.rows_peak / PEAK_S:,.0f} a second)"),
    ("busy cores in them: services", lambda one: f"{sum(one.cores[s] for s in SERVICES):.2f}"),
    ("busy cores: Kafka, PostgreSQL", lambda one: f"{one.cores['kafka']:.2f}, {one.cores['postgres']:.2f}"),
    ("cores to have, over everything", lambda one: f"{one.cores_to_have}"),
    (f"replicas of {', '.join(SERVICES)}", lambda one: _each(one.replicas)),
    (
        "partitions of a topic, at least",
        lambda one: f"{one.partitions}" + ("" if one.fits else f": more than the {REPLICAS_MAX} there are"),
    ),
    ("`max_connections` of PostgreSQL, pool of 12", lambda one: f"{one.connections}"),
    (f"memory a replica, MB: {', '.join(SERVICES)}", lambda one: _each(one.memory_mb)),
    ("PostgreSQL, GiB a year", lambda one: f"{one.ledger_a_year / _GIB:,.1f}"),
    ("originals, GiB a year", lambda one: f"{one.originals_a_year / _GIB:,.2f}"),
    ("Kafka at its fullest, GiB, one copy", lambda one: f"{one.kafka / _GIB:,.2f}"),
)


def table(needs: Sequence[Need]) -> list[str]:
    """Return the needs side by side, as a table in Markdown."""
    rows = [[name, *(worded(one) for one in needs)] for name, worded in ROWS]
    head, *rest = [f"| {' | '.join(row)} |" for row in rows]
    return [head, "|" + "---|" * (len(needs) + 1), *rest]


def page(text: str) -> str:
    """Return docs/capacity.md with its table computed anew."""
    measured = read()
    lines = table([need(COUNTY * times, measured) for times in TIMES])
    return BLOCK.sub(lambda _: "\n".join(lines) + "\n", text)


def _record(bench: Path) -> None:
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    of_bench(json.loads(bench.read_text(encoding="utf-8")), commit).write()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    """Print the table for one size, or take over a run of the bench and write the page."""
    parser = argparse.ArgumentParser(prog="python -m deploy.capacity", description=__doc__)
    parser.add_argument("--people", type=int, default=COUNTY, help="on the roll")
    parser.add_argument("--record", type=Path, help="build/bench.json of a full run: measured.json and the page follow")
    options = parser.parse_args()
    if options.people < 1:
        parser.error("--people: at least one")
    if options.record:
        _record(options.record)
        return 0
    print("\n".join(table([need(options.people, read())])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
