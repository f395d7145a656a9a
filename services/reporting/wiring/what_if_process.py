"""The process of one what-if: `python -m services.reporting.wiring.what_if_process`, given a job on its input.

It goes by other rules, reads a database that it cannot write to, and ends. It has no producer and no unit of work: what
it computes leaves by its output alone, to whoever writes the snapshot.
"""

import asyncio
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from services.reporting.adapters.what_if.known import KnownUnder, without_invented
from services.reporting.domain.establishment_kinds import kinds_of
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.what_if.rules import go_by
from services.reporting.domain.what_if.scenario import scenario_of
from services.reporting.usecases.snapshots.make_snapshots import lines_of
from services.reporting.usecases.what_if.job import LENGTH_BYTES, WhatIfJob
from shared.persistence.pool import close_pool, connection_of, open_pool
from shared.vocabulary.establishments import Register

Give = Callable[[Sequence[SnapshotLine]], None]


async def compute(job: WhatIfJob, give: Give) -> None:
    """Give everybody as they would be, some hundred at a time. Raises Transient, ValueError for an unknown scenario."""
    scenario = scenario_of(job.scenario)
    go_by(scenario)
    kind_of = kinds_of(Register.load(None if job.establishments_file is None else Path(job.establishments_file)))
    pool = await open_pool(
        job.database_url, schema="reporting", size_max=1, application="onward-what-if", read_only=True
    )
    try:
        async with (
            connection_of(pool) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            known = KnownUnder(connection, job.as_at, job.known_at, scenario)
            async for people in known.people():
                give(without_invented(lines_of(people, job.as_at, kind_of)))
    finally:
        await close_pool(pool)


def _give(lines: Sequence[SnapshotLine]) -> None:
    part = pickle.dumps([tuple(line) for line in lines], protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.write(len(part).to_bytes(LENGTH_BYTES))
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell the kind of a failure alone: a traceback could name somebody."""
    sys.stderr.write(kind.__name__)


def main() -> None:
    """Compute the job on the input. Nothing of what it reads is told where it fails."""
    sys.excepthook = _tell
    asyncio.run(compute(WhatIfJob.model_validate_json(sys.stdin.buffer.read()), _give))
    sys.stdout.buffer.write((0).to_bytes(LENGTH_BYTES))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
