"""`make demo YEAR=1`: a county's year, from September to August, played in minutes."""

import argparse
import os
import sys
import time

from rich.console import Console

from cli.addresses import NotUpError
from deploy.demo.plan import people_count
from deploy.demo.sending import StuckError
from deploy.demo.year import tables
from deploy.demo.year.make import make_year
from deploy.demo.year.play import Player
from deploy.local import stack
from deploy.local.errors import INTERRUPTED, StackError
from deploy.local.paths import StackPaths, here
from deploy.local.state.files import locked

WIDTH = 140


def main() -> int:
    """Play the year; return 1 when a row was lost, a defect missed or invented, too many people are wrong, or the board
    does not account for a return as the generator does.
    """
    parser = argparse.ArgumentParser(prog="python -m deploy.demo.year", description=__doc__)
    parser.add_argument("--people", type=people_count, default=6000, help="people on the county roll")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another county")
    parser.add_argument("--keep", action="store_true", help="leave the stack up at the end of the year")
    options = parser.parse_args()
    console = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    paths = _own_paths()
    try:
        return _play(console, paths, options.people, options.seed)
    except (StackError, NotUpError, StuckError) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return 130
    finally:
        if not options.keep:
            _down(paths)


def _own_paths() -> StackPaths:
    """Return a stack of its own beside the checkout's, anew: the year begins with empty books."""
    beside = here()
    beside.prepare()
    paths = StackPaths(beside.root / "year")
    os.environ["ONWARD_STATE_DIR"] = str(paths.root)
    if paths.root.exists():
        _down(paths)
    paths.root.mkdir(parents=True, exist_ok=True)
    if beside.jars.exists() and not paths.jars.exists():
        paths.jars.symlink_to(beside.jars)
    paths.prepare()
    return paths


def _down(paths: StackPaths) -> None:
    with locked(paths.lock):
        stack.down(paths)
        stack.remove_data(paths)


def _play(console: Console, paths: StackPaths, people: int, seed: int) -> int:
    console.print(f"Inventing the year of a county of {people:,} people (seed {seed}) ...")
    year = make_year(people, seed, paths.root / "demo")
    player, began = Player(console, paths, year), time.monotonic()
    played, accounted = player.play(), player.account()
    console.print()
    console.print(tables.months(played))
    console.print("(Until 30 September nobody can be NEET: the roll and schools' enrolments do not say so of anybody.)")
    console.print(tables.guarantee(played))
    console.print(f"Entered without a file: {player.entered}.")
    console.print(tables.defects(player.outcome.seeds))
    for line in player.silences.lines():
        console.print(line)
    console.print(tables.board(accounted))
    for line in (*tables.differences(played, player.outcome), *accounted.differences):
        console.print(line)
    rows = sum(one.rows for one in played)
    right = tables.holds(played, player.outcome) and player.silences.holds and not accounted.differences
    console.print(
        f"{rows:,} rows in {time.monotonic() - began:.0f} s. {'It all holds.' if right else 'NOT as it must.'}"
    )
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
