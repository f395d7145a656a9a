"""`make bench`."""

import argparse
import asyncio
import sys

from deploy.demo.county import make_county
from deploy.local.paths import here
from tests.bench.mix import bench_plan, describe
from tests.bench.report import FILE
from tests.bench.run import measure

FAILURES = ("NOT CONSERVED", "LOST")


def main() -> int:
    """Run the bench; return 1 when rows or status changes were lost, whatever the speed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="a smaller mix, for a quick look; 1 is the bench")
    parser.add_argument("--roll-first", action="store_true", help="send the returns only when the roll is matched")
    parser.add_argument("--enrolments", action="store_true", help="the roll and enrolments alone, no small files")
    parser.add_argument("--peer", action="store_true", help="beside a script of one process: make bench-peer")
    options = parser.parse_args()
    paths = here()
    paths.prepare()
    print("Making the files, which is not timed ...", flush=True)
    county = make_county(bench_plan(options.share, enrolments_only=options.enrolments), paths.root / "demo")
    print(f"Starting a fresh stack for {describe(county)} ...", flush=True)
    findings = asyncio.run(measure(county, roll_first=options.roll_first, peer=options.peer))
    findings.write()
    print("\n".join(findings.lines()))
    print(f"Written to {FILE}.")
    return 1 if any(note.startswith(FAILURES) for note in findings.notes) else 0


if __name__ == "__main__":
    sys.exit(main())
