"""Show the schedule of retention and who and what is past its day; with `--ask`, order that it is erased.

Needed are the administrator's database (DATABASE_URL) and, to ask, an account that may erase (ONWARD_ACCOUNT and
ONWARD_PASSWORD). Another account confirms.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from deploy.jobs.privacy.callers import caller_of_environment, sign_in
from deploy.jobs.privacy.orders import ask
from services.reporting.domain.retention.schedule import SCHEDULE, What, kept_until, months_after, rule_on
from shared.clock import clock_for
from shared.errors import OnwardError
from shared.observability import logs
from shared.observability.terminal import say
from shared.persistence.pool import Connection, close_pool, open_pool
from shared.settings import ServiceSettings
from shared.vocabulary.london import london_day
from shared.web.accounts.permissions import Permission

ORDERED_MAX: Final = 10_000
"""Targets of one order; the rest is found the next time."""
_WAITING: Final = """
SELECT FROM shared.erasure_targets t JOIN shared.erasures e USING (erasure_id) WHERE e.approved IS NOT FALSE
"""
_PEOPLE: Final = f"""
SELECT person_id, birth_cohort, plan_until FROM reporting.people p
WHERE NOT EXISTS ({_WAITING} AND t.person_id = p.person_id) ORDER BY person_id
"""  # noqa: S608 (our own names)
_FILES: Final = f"""
SELECT id, received_at, state IN ('unreadable', 'set_aside') AS without_rows FROM ingest.submissions s
WHERE sealed_key IS NOT NULL AND state <> 'received'
  AND NOT EXISTS ({_WAITING} AND t.submission_id = s.id) ORDER BY received_at
"""  # noqa: S608 (our own names)


@dataclass(frozen=True, slots=True)
class PastTheirDay:
    """Who and what is kept longer than the schedule says, each with its last day."""

    people: dict[UUID, date]
    files: dict[UUID, date]
    of_unknown_age: int
    """People of whom nobody can tell how long they are kept."""


async def past_their_day(connection: Connection, today: date) -> PastTheirDay:
    """Return who and what would go; whatever is ordered already is left out."""
    people, unknown = {}, 0
    rule = rule_on("young person", today)
    for row in await connection.fetch(_PEOPLE) if rule else ():
        last = kept_until(row["birth_cohort"], row["plan_until"], rule) if rule else None
        unknown += last is None
        if last is not None and last < today:
            people[row["person_id"]] = last
    files = {}
    for row in await connection.fetch(_FILES):
        what: What = "original that gave no rows" if row["without_rows"] else "original"
        rule = rule_on(what, today)
        last = months_after(london_day(row["received_at"]), rule.months) if rule else None
        if last is not None and last < today:
            files[row["id"]] = last
    return PastTheirDay(people, files, unknown)


def report(found: PastTheirDay, today: date) -> Iterator[str]:
    """Yield the schedule, and who and what would go: by id, nobody's name."""
    for one in SCHEDULE:
        state = "" if one == rule_on(one.what, today) else f" (from {one.from_on:%Y-%m-%d})"
        yield f"{one.what}: {one.months} months after {one.counted_from}{state} [{one.certainty}: {one.source}]"
    yield from (f"young person {one}, kept until {last:%Y-%m-%d}" for one, last in found.people.items())
    yield from (f"original {one}, kept until {last:%Y-%m-%d}" for one, last in found.files.items())
    yield f"past their day: young people {len(found.people)}, originals {len(found.files)}"
    if found.of_unknown_age:
        yield f"of unknown age: young people {found.of_unknown_age}; a person has to look"


async def run(*, asking: bool) -> list[str]:
    """Return what there is to say; order the erasure of all of it where that is asked for. Raises OnwardError."""
    settings = ServiceSettings()
    account = await _account(settings) if asking else ""
    today = clock_for(settings.business_date).today()
    connection = await asyncpg.connect(settings.database_url, command_timeout=600)
    try:
        found = await past_their_day(connection, today)
        lines = list(report(found, today))
        people, files = list(found.people)[:ORDERED_MAX], list(found.files)[:ORDERED_MAX]
        if asking and (people or files):
            lines.append(f"{await ask(connection, account, 'retention', people, files)} waits for a second person")
        return lines
    finally:
        await connection.close()


async def _account(settings: ServiceSettings) -> str:
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-retention")
    try:
        return await sign_in(pool, caller_of_environment(), Permission.ERASE_PEOPLE)
    finally:
        await close_pool(pool)


def main() -> None:
    """Show, or ask, or say in a line why not."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.privacy.retention", description=__doc__)
    parser.add_argument("--ask", action="store_true", help="order that all of it is erased; left out: only show")
    options = parser.parse_args()
    logs.configure("retention", "CRITICAL", stream=sys.stderr)
    try:
        lines = asyncio.run(run(asking=options.ask))
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"not done: {failure if isinstance(failure, OnwardError) else type(failure).__name__}")
    say(lines)


if __name__ == "__main__":
    main()
