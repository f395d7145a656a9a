"""What reporting costs a row, step by step: `python -m tests.bench.reporting_cost [PEOPLE]`.

A roll, then schools' returns over half of it, then the same roll again, then snapshots and reports. Each step is
counted in processor time of this process and of PostgreSQL's backends. Half of the schools come one at a time, each
to its end before the next, as on a quiet day; half come as under load, when runs of events hold those of four files.
Statuses are really published; events are handed to the use cases directly.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import psutil
import uvloop

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.adapters.tables import reporting_tables
from services.reporting.domain.movements.movements import MEASURES, MovedFigure
from services.reporting.entrypoints.events import ROWS_MAX
from services.reporting.queries.movements.movements import movements_over
from services.reporting.queries.neet_report.report import PostgresReportRows
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.crypto.master_key import create_master_key
from shared.outbox.unit_of_work import Begin
from shared.runtime.service import ServiceRuntime, open_service
from tests.support.claims import school
from tests.support.reporting import hear
from tests.support.returns import Line, Return, at, roll
from tests.support.stack import create_database, delete_topics, drop_database, find_stack, make_topics

_BACKENDS: Final = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
"""
"""A vacuum that passes by is nobody's step."""
PART: Final = 500
A_SCHOOL: Final = 230
FILES: Final = 4
_ORDER: Final[tuple[type[Event], ...]] = (
    *(SubmissionReceived, SubmissionExtracted, RowsJudged, SubmissionJudged, ClaimsMatched, SubmissionMatched),
)


@dataclass
class Costs:
    """Microseconds a row by step: this process, and PostgreSQL's backends."""

    runtime: ServiceRuntime
    steps: list[tuple[str, int, float, float, float]] = field(default_factory=list)

    async def count(self, name: str, rows: int, act: Callable[[], Awaitable[object]]) -> None:
        """Run one step and keep what it cost."""
        before = await self._spent()
        await act()
        after = await self._spent()
        us = [1e6 * (late - early) / rows for early, late in zip(before, after, strict=True)]
        self.steps.append((name, rows, us[0], us[1], us[2]))

    async def _spent(self) -> tuple[float, float, float]:
        pids = await self.runtime.pool.fetch(_BACKENDS)
        times = [psutil.Process(row["pid"]).cpu_times() for row in pids]
        return (time.process_time(), sum(each.user + each.system for each in times), time.perf_counter())

    def lines(self) -> list[str]:
        """Return the table for people."""
        head = f"{'step':<24} {'rows':>7} {'process us':>11} {'postgres us':>12} {'wall us':>9}"
        return [
            head,
            *(f"{name:<24} {n:>7} {own:>11.1f} {pg:>12.1f} {wall:>9.1f}" for name, n, own, pg, wall in self.steps),
        ]


async def measure(people: int) -> list[str]:
    """Return what reporting costs over a county of so many people."""
    stack = find_stack()
    if stack is None:
        return ["not run: start the servers with `make servers`"]
    database, prefix = await create_database(stack), f"test{time.time_ns() & 0xFFFFFFFF:x}"
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "master.key"
        create_master_key(key)
        await make_topics(stack, prefix)
        settings = ReportingSettings(
            **stack.kafka_settings(),
            database_url=database.service_url("reporting"),
            topic_prefix=prefix,
            master_key_file=key,
            business_date=date(2026, 10, 5),
            log_level="ERROR",
        )
        try:
            async with open_service(settings, "reporting") as runtime:
                return await _walk(Costs(runtime), people)
        finally:
            await drop_database(stack, database.name)
            await delete_topics(stack, prefix)


async def _walk(costs: Costs, people: int) -> list[str]:
    runtime = costs.runtime
    begin = runtime.units_of_work(reporting_tables).begin
    settle, recompute = SettleReturns(begin, runtime.clock), RecomputeStale(begin, runtime.clock, school)
    lines = [replace(_learner(number), fate="new") for number in range(people)]
    first = roll("roll", lines, at("2026-09-10 08:00"), part_size=PART)
    again = roll("roll again", [_learner(number) for number in range(people)], at("2026-09-20 08:00"), part_size=PART)
    schools = [
        Return(
            f"school {number}",
            [_learner(learner) for learner in range(number * A_SCHOOL, (number + 1) * A_SCHOOL)],
            at("2026-10-01 10:00"),
            establishment=f"886{number + 1:04d}",
            part_size=PART,
            issues=1,
        )
        for number in range(people // 2 // A_SCHOOL)
    ]
    quiet, busy = schools[: len(schools) // 2], schools[len(schools) // 2 :]
    _parse(costs, [first, *schools])
    gc.collect()
    gc.freeze()
    await _step(costs, "roll", [first], settle, recompute)
    await costs.count("schools alone: all", _rows(quiet), lambda: _one_by_one(begin, quiet, settle, recompute))
    await _step(costs, "schools", busy, settle, recompute)
    await _step(costs, "roll again", [again], settle, recompute)
    await _month_out(costs, people)
    return costs.lines()


async def _month_out(costs: Costs, people: int) -> None:
    """Count what is made of a snapshot of everybody: a row of the table is then a person."""
    pool, clock = costs.runtime.pool, costs.runtime.clock
    snapshots, queries = PostgresSnapshots(pool), PostgresSnapshotQueries(pool)
    make, report, moves = MakeSnapshots(snapshots, school), PostgresReportRows(pool), movements_over(pool)
    days = (date(2026, 9, 30), clock.today())
    ids = [await snapshots.ask(day, None, "asked", asked_by="bench", asked_at=clock.now()) for day in days]
    await costs.count("two snapshots", 2 * people, make)
    await pool.execute("ANALYZE snapshot_people")
    earlier, later = [await queries.find(one) for one in ids]
    assert earlier is not None
    assert later is not None
    for name in ("NEET report", "NEET report, again"):
        await costs.count(name, people, lambda: report.groups(later, None, confidential=False))
    figure = MovedFigure(MEASURES[0])
    for name in ("what moved", "what moved, again"):
        await costs.count(name, people, lambda: moves.view(earlier, later, figure, confidential=False))


async def _step(
    costs: Costs, name: str, returns: Sequence[Return], settle: SettleReturns, recompute: RecomputeStale
) -> None:
    begin, rows = costs.runtime.units_of_work(reporting_tables).begin, _rows(returns)
    await costs.count(f"{name}: build", rows, lambda: _hear(begin, returns))
    await costs.count(f"{name}: settle", rows, lambda: _until_nothing(settle))
    await costs.count(f"{name}: recompute", rows, lambda: _until_nothing(recompute))


def _learner(number: int) -> Line:
    """Return the line of a learner: dates and schools are shared by many, a title by few."""
    return Line(
        number,
        born_on=date(2008 + number % 2, 1 + number % 8, 1 + number % 28),
        started_on=date(2026, 9, 1 + number % 7),
        ends_on=date(2027 + number % 2, 7, 5 + number % 13),
        qualification_type=("ALEVEL", "TLEVEL", "BTEC")[number % 3],
        title=f"Course {number}",
        school=f"886{number % 130:04d}",
    )


def _rows(returns: Sequence[Return]) -> int:
    return sum(len(each.lines) for each in returns)


def _parse(costs: Costs, returns: Sequence[Return]) -> None:
    """Count opening the JSON of parts; unsealing and unpacking come on top and are small."""
    parts = [event for each in returns for event in each.events if isinstance(event, ClaimsMatched | RowsJudged)]
    texts = [(type(part), part.model_dump_json().encode()) for part in parts]
    rows = _rows(returns)
    began = time.process_time()
    for kind, text in texts:
        kind.model_validate_json(text)
    costs.steps.append(("all: parse", rows, 1e6 * (time.process_time() - began) / rows, 0.0, 0.0))


async def _hear(begin: Begin[ReportingTables], returns: Sequence[Return]) -> None:
    """Hear the events of a few returns at a time, those of one type in runs of a thousand rows."""
    for start in range(0, len(returns), FILES):
        together = [event for each in returns[start : start + FILES] for event in each.events]
        for run in _runs(sorted(together, key=lambda event: _ORDER.index(type(event)))):
            await hear(begin, run)


def _runs(events: Sequence[Event]) -> Iterator[list[Event]]:
    run: list[Event] = []
    size = 0
    for event in events:
        rows = len(event.records) if isinstance(event, ClaimsMatched) else 0
        if run and (type(event) is not type(run[0]) or size + rows > ROWS_MAX):
            yield run
            run, size = [], 0
        run.append(event)
        size += rows
    yield run


async def _one_by_one(
    begin: Begin[ReportingTables], returns: Sequence[Return], settle: SettleReturns, recompute: RecomputeStale
) -> None:
    for each in returns:
        for event in each.events:
            await hear(begin, [event])
        await settle()
        await recompute()


async def _until_nothing(step: Callable[[], Awaitable[int | bool]]) -> None:
    while await step():
        pass


if __name__ == "__main__":
    print("\n".join(uvloop.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))))
