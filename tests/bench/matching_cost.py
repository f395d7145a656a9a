"""What matching costs a row: `python -m tests.bench.matching_cost ADMIN_URL [PEOPLE LEARNERS]`.

Makes a database of its own and drops it. Prints microseconds a row for a first roll and for the returns after it:
wall, our processor time, PostgreSQL's; and the accuracy against the known answers.
"""

import asyncio
import gc
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.jobs.migrate import migrate
from services.matching.usecases.match_records import ROWS_TOGETHER_MAX
from shared.contracts.ingest import ROWS_MAX
from shared.contracts.validation import RecordsAccepted
from shared.persistence.pool import Pool, close_pool, open_pool
from tests.bench.matching_accuracy import Answer, accuracy_of
from tests.support.builders import accepted_records, an_id
from tests.support.matching import MatchingUnderTest
from tests.support.matching_county import CountyRecords, Labelled, county_records

TICKS_S = 100
COLLEGE_ROWS = 5_000
GARBAGE_THRESHOLDS = (100_000, 20, 50)
"""As in a service (shared/runtime/service.py)."""


async def main(admin_url: str, people: int = 60_000, learners: int = 30_000) -> None:
    county = county_records(people, learners=learners)
    name = f"onward_test_{secrets.token_hex(6)}"
    await _as_admin(admin_url, f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
    try:
        await migrate(url)
        pool = await open_pool(url, schema="matching", size_max=1)
        await _measure(pool, county)
        await close_pool(pool)
    finally:
        await _as_admin(admin_url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _as_admin(admin_url: str, statement: str) -> None:
    connection = await asyncpg.connect(admin_url)
    await connection.execute(statement)
    await connection.close()


async def _measure(pool: Pool, county: CountyRecords) -> None:
    matching = MatchingUnderTest.on(pool)
    returns = [[rows] for rows in county.returns]
    half = len(returns) // 2
    rest = [row for rows in county.returns[half:] for row in rows]
    colleges = [_long(rest[start : start + COLLEGE_ROWS]) for start in range(0, len(rest), COLLEGE_ROWS)]
    roll = _long(county.roll)
    await _timed("roll, everybody new", matching, pool, [roll])
    await _timed("returns of 230 rows", matching, pool, returns[:half])
    await _timed("returns in parts of 500", matching, pool, colleges)
    await _timed("the same roll again", matching, pool, [roll])


def _long(rows: Sequence[Labelled]) -> list[Sequence[Labelled]]:
    """Return the parts of a long file: its rows come by birth date (docs/decisions/0016)."""
    by_birth_date = sorted(rows, key=lambda row: row.record.person.born_on or date.min)
    return [by_birth_date[start : start + ROWS_MAX] for start in range(0, len(rows), ROWS_MAX)]


def _runs(events: Sequence[RecordsAccepted]) -> Iterator[list[RecordsAccepted]]:
    """Yield the parts as the consumer would hand them over when it has fallen behind."""
    run: list[RecordsAccepted] = []
    for event in events:
        if run and sum(len(one.records) for one in (*run, event)) > ROWS_TOGETHER_MAX:
            yield run
            run = []
        run.append(event)
    yield run


async def _timed(
    title: str, matching: MatchingUnderTest, pool: Pool, returns: Sequence[Sequence[Sequence[Labelled]]]
) -> None:
    truth: dict[tuple[object, int], Labelled] = {}
    events = []
    for number, parts in enumerate(returns):
        ordinal = 0
        for part, rows in enumerate(parts):
            numbered = [replace(row.record, ordinal=ordinal + place) for place, row in enumerate(rows)]
            truth.update(
                {(an_id("submission", (title, number)), ordinal + place): row for place, row in enumerate(rows)}
            )
            events.append(accepted_records(numbered, name=(title, number), part=part))
            ordinal += len(rows)
    # The county is the bench's, not the service's: the collector shall not walk it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    pid = await pool.fetchval("SELECT pg_backend_pid()")
    wall, ours, theirs = time.perf_counter(), time.process_time(), _cpu_s(pid)
    for run in _runs(events):
        await matching.hear_together(*run)
    count = sum(len(event.records) for event in events)
    spent = [time.perf_counter() - wall, time.process_time() - ours, _cpu_s(pid) - theirs]
    wall_us, ours_us, theirs_us = (1e6 * seconds / count for seconds in spent)
    print(
        f"{title:26} {count:6} rows, {len(events):4} parts: wall {wall_us:6.1f} us a row,"
        f" ours {ours_us:5.1f}, PostgreSQL {theirs_us:5.1f}, both {ours_us + theirs_us:5.1f}"
    )
    found = matching.person_of()
    answers = [Answer(row.person, _text(found[key]), row.damage) for key, row in truth.items()]  # type: ignore[index]
    print("   ", accuracy_of(answers, _OWNERS))
    for answer in answers:
        if answer.person is not None:
            _OWNERS.setdefault(answer.person, answer.truth)
    matching.published.all.clear()


_OWNERS: dict[str, str] = {}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_S


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
