"""`make demo`: a county's returns, sent through the upload hook, and what they add up to."""

import argparse
import asyncio
import logging
import os
import sys
import time
import warnings
from typing import Any

import asyncpg
from rich.console import Console

from cli.addresses import Addresses, NotUpError, read_addresses
from cli.hook import AUTHORITY, hook_secret
from cli.http_session import HttpSession
from cli.reporting.figures import fetch
from deploy.demo import progress_display
from deploy.demo.accuracy import read_result, score
from deploy.demo.county import County, Upload, make_county, name_of
from deploy.demo.plan import Plan, people_count, with_colleges
from deploy.demo.population.people import BUSINESS_DATE
from deploy.demo.sending import COMMENT, PAUSE_S, QUIET_S, Progress, Sender, StuckError, Watcher
from deploy.local import stack
from deploy.local.errors import INTERRUPTED, StackError
from deploy.local.paths import StackPaths, here
from deploy.local.services.launch import REMEMBERED
from deploy.local.state.files import locked

WATCHING_ROLE = "reviewer"
WIDTH = 120
"""Of what is printed into a file or a pipe."""
PAGES = (
    ("figures", "reporting", "/figures"),
    ("files and complaints", "reporting", "/submissions"),
    ("returns", "reporting", "/returns"),
    ("rows set for review", "matching", "/"),
    ("send a file", "ingest", "/"),
)
LEAVERS_SHARE = 0.08
SIXTH_FORM_SHARE = 0.64
"""Of Years 12 and 13; of the others most are at a college."""
CONTRADICTIONS = 10
"""Leavers of each kind who cannot be."""
_OTHERS = "SELECT count(*) FROM ingest.submissions WHERE comment IS DISTINCT FROM $1"
LOADED = "county"
"""File of the state folder that names the county which the stack holds."""


def main() -> int:
    """Run the demonstration; return 1 when it did not go through or a row was lost."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo", description=__doc__)
    parser.add_argument("--people", type=people_count, default=6000, help="people on the county roll")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another county")
    parser.add_argument("--replace", action="store_true", help="remove files that the demonstration did not send, too")
    options = parser.parse_args()
    console = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    # While a server starts, each refused connection would be a line here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="platformdirs")
    paths = here()
    try:
        paths.prepare()
        plan = with_colleges(
            Plan(
                options.people,
                options.seed,
                sixth_form_share=SIXTH_FORM_SHARE,
                leavers_share=LEAVERS_SHARE,
                contradictions=CONTRADICTIONS,
            )
        )
        _make_room(console, paths, name_of(plan), replace=options.replace)
        console.print(f"Inventing a county of {options.people:,} people (seed {options.seed}) ...")
        county = make_county(plan, paths.root / "demo")
        _bring_up(paths, county)
        (paths.root / LOADED).write_text(county.folder.name, encoding="utf-8")
        return _demonstrate(console, county)
    except (StackError, NotUpError, StuckError) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return 130


def _make_room(console: Console, paths: StackPaths, name: str, *, replace: bool) -> None:
    """Start anew when the stack holds another county: its roll would be held, since it leaves everybody out.

    Raise StackError when there are files that the demonstration did not send, unless they may go.
    """
    loaded = paths.root / LOADED
    if not paths.addresses.exists() or (loaded.exists() and loaded.read_text(encoding="utf-8") == name):
        return
    with locked(paths.lock):
        others = asyncio.run(_files_of_others(stack.start_servers(paths)["postgres"]["admin_url"]))
    if not others and not loaded.exists():
        return
    if os.environ.get("DATABASE_URL") or os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        raise StackError(f"Those servers hold other files. Use another database and prefix, and remove {loaded}.")
    if others and not replace:
        raise StackError(
            "The stack holds another county than this one (of another size, or made by older code), which must be"
            f" removed first. With it would go files that the demonstration did not send ({others}), their keys and"
            " everybody's password: the same command with ARGS=--replace does it."
        )
    console.print("The stack holds another county: stopping it, removing all of its data and starting anew.")
    with locked(paths.lock):
        stack.down(paths)
        stack.remove_data(paths)
    paths.prepare()


async def _files_of_others(admin_url: str) -> int:
    connection = await asyncpg.connect(admin_url)
    try:
        return int(await connection.fetchval(_OTHERS, COMMENT))
    except asyncpg.UndefinedTableError:
        return 0
    finally:
        await connection.close()


def _bring_up(paths: StackPaths, county: County) -> None:
    """Start what does not run, with the county's schools as the register and the date of its returns."""
    os.environ.setdefault("ONWARD_BUSINESS_DATE", BUSINESS_DATE.isoformat())
    os.environ.setdefault("ONWARD_ESTABLISHMENTS_FILE", str(county.register))
    with locked(paths.lock):
        stack.up(paths, taken_over=REMEMBERED)


def _demonstrate(console: Console, county: County) -> int:
    addresses = read_addresses()
    flow, session = Progress(), HttpSession()
    reporting = addresses.service("reporting")
    session.sign_in(reporting, addresses.account(WATCHING_ROLE))
    secrets = hook_secret(addresses), hook_secret(addresses, sender=AUTHORITY)
    sender = Sender(addresses.service("ingest"), *secrets)
    rows = sum(upload.rows for upload in county.uploads)
    console.print(f"Sending the county roll and {len(county.returns)} returns of schools and colleges: {rows:,} rows.")
    began = time.monotonic()
    with progress_display.Display(console, rows) as display:
        for uploads in county.steps:
            _send(sender, uploads, flow)
            Watcher(session, reporting, flow).wait(display)
    figures = _await_statuses(addresses, session)
    return _report(console, county, flow, figures, time.monotonic() - began)


def _send(sender: Sender, uploads: tuple[Upload, ...], flow: Progress) -> None:
    for submission, upload in sender.deliver(uploads):
        flow.file_of[submission] = upload


def _await_statuses(addresses: Addresses, session: HttpSession) -> Any:
    """Return the figures once all statuses have been computed."""
    deadline = time.monotonic() + QUIET_S
    while time.monotonic() < deadline:
        figures = fetch(addresses, session)
        if not figures["still_being_computed"]:
            return figures
        time.sleep(PAUSE_S)
    raise StuckError(f"Statuses are still being computed after {QUIET_S:.0f} s.")


def _report(console: Console, county: County, flow: Progress, figures: Any, seconds: float) -> int:
    fresh = flow.without_repeated()
    repeated = len(flow.file_of) - len(fresh.file_of)
    sent = sum(upload.rows for upload in fresh.file_of.values())
    console.print()
    console.print(progress_display.figures_table(figures))
    console.print(
        "(NEET are leavers whose school says so: of nobody else is it known what they do instead of learning.)"
    )
    holds = True
    if repeated:
        again = (
            f" The others ({len(fresh.file_of)}) came while more files were being read, and were read again."
            if fresh.file_of
            else ""
        )
        console.print(f"{repeated} files were the same as the ones that count already: nothing changed.{again}")
    if fresh.file_of:
        console.print(progress_display.rows_table(fresh))
        holds, sums = progress_display.conservation(fresh, sent)
        console.print(f"Conservation {'holds' if holds else 'FAILS'}: {sums}.")
        console.print(f"{sent:,} rows in {seconds:.1f} s: {sent / seconds:,.0f} rows/s, from upload to statuses.")
    _accuracy(console, county)
    _where(console)
    return 0 if holds else 1


def _accuracy(console: Console, county: County) -> None:
    admin_url = read_addresses().content["postgres"]["admin_url"]
    for line in progress_display.accuracy_lines(score(county, asyncio.run(read_result(admin_url, county)))):
        console.print(line)


def _where(console: Console) -> None:
    addresses = read_addresses()
    reviewer = addresses.account(WATCHING_ROLE)
    console.print(f"\nSign in as {reviewer.name} with {reviewer.password}")
    for what, service, path in PAGES:
        console.print(f"  {what:<22} {addresses.service(service)}{path}")
    console.print("Others may sign in too: make status. Stop everything: make down.")


if __name__ == "__main__":
    sys.exit(main())
