"""`make load` and `make soak`."""

import argparse
import asyncio
import sys
from typing import Final

from deploy.demo.county import make_county
from deploy.demo.plan import Plan
from deploy.local.paths import here
from tests.load.deadline import READERS, Deadline, deadline_plan, last_minute
from tests.load.soak import Soak, soak

SOAK_PLAN: Final = Plan(people=6_000, seed=17)


def main() -> int:
    """Run one of the two; return 1 when anything was lost, grew, or got no answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("what", choices=("deadline", "soak"))
    parser.add_argument("--share", type=float, default=1.0, help="deadline: a smaller county with as many schools")
    parser.add_argument("--readers", type=int, default=READERS, help="deadline: people who read pages meanwhile")
    parser.add_argument("--minutes", type=float, default=60.0, help="soak: how long")
    options = parser.parse_args()
    paths = here()
    paths.prepare()
    folder = paths.root / "load"
    plan = deadline_plan(options.share) if options.what == "deadline" else SOAK_PLAN
    print("Making the files ...", flush=True)
    county = make_county(plan, folder)
    print(f"Starting a fresh stack for {len(county.uploads)} files ...", flush=True)
    seen: Deadline | Soak
    if options.what == "deadline":
        seen = asyncio.run(last_minute(county, readers=options.readers))
    else:
        seen = asyncio.run(soak(county, options.minutes, folder))
    print("\n".join(seen.lines()))
    return 1 if seen.failed else 0


if __name__ == "__main__":
    sys.exit(main())
