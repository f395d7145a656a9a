"""Ask for an erasure, answer as the second person, see how far it is.

    python -m deploy.jobs.privacy.erasures ask --person ID --reason request
    python -m deploy.jobs.privacy.erasures answer ERASURE --approve
    python -m deploy.jobs.privacy.erasures list | finish

Needed are the administrator's database (DATABASE_URL) and, to ask and to answer, an account that may erase
(ONWARD_ACCOUNT and ONWARD_PASSWORD).
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from deploy.jobs.privacy.callers import caller_of_environment, sign_in
from deploy.jobs.privacy.orders import REASONS, ErasureState, answer, ask, orders, preview
from shared.errors import OnwardError
from shared.observability import logs
from shared.observability.terminal import say
from shared.persistence.pool import Connection, close_pool, open_pool
from shared.service_names import SERVICES
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Permission

REWRITTEN: Final = (
    *(f"reporting.{name}" for name in ("claims", "people", "status_history", "unsettled_rows", "carried_claims")),
    *(f"reporting.{name}" for name in ("contradictions", "contradiction_notes", "listed_people", "submissions")),
    *("reporting.person_flags", "reporting.activity_report_people"),
    *(f"matching.{name}" for name in ("people", "identifiers", "lookups", "links", "link_blocks", "reviews")),
    *("ingest.submissions", "shared.saved_searches", "shared.erasure_rows"),
    *(f"shared.subject_{name}" for name in ("accesses", "access_parts", "access_rows")),
)
"""Tables from which erasures remove rows: PostgreSQL leaves the bytes of a removed row where they were until the table
is written anew."""


async def finish(connection: Connection) -> None:
    """Have the database write those tables anew and let go of its old log, so that no removed byte is left on its disk.

    Each table is locked while it is written (seconds); a role that may not shorten the log leaves it to time.
    """
    for table in REWRITTEN:
        await connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
    await connection.execute("CHECKPOINT")
    await connection.execute("SELECT pg_switch_wal()")
    await connection.execute("CHECKPOINT")


def report(found: Sequence[ErasureState]) -> Iterator[str]:
    """Yield each order as a line."""
    for one in found:
        what = f"{counted(one.people, 'person', 'people')}, {counted(one.files, 'file', 'files')}"
        yield f"{one.erasure_id}  {one.reason:<9}  {what}, asked by {one.asked_by} {one.asked_at:%Y-%m-%d %H:%M}"
        if one.answered_by is None:
            yield "    waits for a second person"
        elif not one.approved:
            yield f"    refused by {one.answered_by}"
        else:
            left = [service for service in SERVICES if service not in one.done]
            state = f"waits for {', '.join(left)}" if left else "carried out by all services"
            yield f"    confirmed by {one.answered_by}; {state}"
    if not found:
        yield "nothing has been ordered"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its word: 1 file, 2 files."""
    return f"{number} {one if number == 1 else many}"


async def run(options: argparse.Namespace) -> list[str]:
    """Do what the words say and return what there is to say. Raises OnwardError."""
    settings = ServiceSettings()
    account = await _account(settings) if options.act in ("ask", "answer") else ""
    connection = await asyncpg.connect(settings.database_url, command_timeout=600)
    try:
        return await _run(connection, account, options, settings.erasures_file)
    finally:
        await connection.close()


async def _run(connection: Connection, account: str, options: argparse.Namespace, erased: Path) -> list[str]:
    match options.act:
        case "ask":
            going = await preview(connection, options.person, options.file)
            if options.dry_run:
                return list(_lines(going))
            erasure_id = await ask(connection, account, options.reason, options.person, options.file)
            return [*_lines(going), f"{erasure_id} waits for a second person"]
        case "answer":
            await answer(connection, account, options.erasure, approve=options.approve, erased=erased)
            return list(report(await orders(connection, options.erasure)))
        case "finish":
            await finish(connection)
            return ["written anew: no removed row is left on the database's disk but in its log"]
    return list(report(await orders(connection)))


def _lines(going: Mapping[str, int]) -> Iterator[str]:
    yield from (f"{what}: {rows}" for what, rows in going.items())


async def _account(settings: ServiceSettings) -> str:
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-erasures")
    try:
        return await sign_in(pool, caller_of_environment(), Permission.ERASE_PEOPLE)
    finally:
        await close_pool(pool)


def main() -> None:
    """Do it, or say in a line why not."""
    options = _parse()
    logs.configure("erasures", "CRITICAL", stream=sys.stderr)
    try:
        lines = asyncio.run(run(options))
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"not done: {failure if isinstance(failure, OnwardError) else type(failure).__name__}")
    say(lines)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.privacy.erasures", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    asking = acts.add_parser("ask", help="order it; a second account must confirm")
    asking.add_argument("--person", type=UUID, action="append", default=[], help="id of a young person")
    asking.add_argument("--file", type=UUID, action="append", default=[], help="id of a submission: its original")
    asking.add_argument("--reason", choices=sorted(REASONS), required=True)
    asking.add_argument("--dry-run", action="store_true", help="only show what would go")
    answering = acts.add_parser("answer", help="confirm or refuse, as another account than who asked")
    answering.add_argument("erasure", type=UUID)
    choice = answering.add_mutually_exclusive_group(required=True)
    choice.add_argument("--approve", action="store_true")
    choice.add_argument("--refuse", action="store_true")
    acts.add_parser("list", help="every order, and which services have carried it out")
    acts.add_parser("finish", help="have the database write the tables anew")
    return parser.parse_args()


if __name__ == "__main__":
    main()
