"""A snapshot of 60,000 people and 200 schools: how long it took, and what memory, is printed (`-s`)."""

import resource
import time
import tracemalloc
from typing import Final

import pytest

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.months.months import PostgresMonthRows
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from shared.vocabulary.establishments import Register
from tests.support.claims import school
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment
from tests.support.quality_county import PEOPLE, SCHOOLS, fill
from tests.support.reporting import Office
from tests.support.returns import at

pytestmark = pytest.mark.stack

_ROLL: Final = """
WITH made AS (
    INSERT INTO editions (return_id, generation_id, people_before, people_listed, people_added, people_removed,
                          people_shielded)
    SELECT return_id, g.generation_id, 0, 0, 0, 0, 0 FROM generations g JOIN returns USING (return_id)
    WHERE collection = 'ROLL' AND period = 'standing' RETURNING *
)
UPDATE returns r SET generation_id = made.generation_id, edition_id = made.edition_id
FROM made WHERE made.return_id = r.return_id AND r.edition_id IS NULL
"""
_PERIODS: Final = """
INSERT INTO effective_periods (return_id, edition_id, known)
SELECT return_id, edition_id, tstzrange('2026-09-01', NULL) FROM returns WHERE edition_id IS NOT NULL
"""


async def test_everybody_of_a_county_is_made(office: Office) -> None:
    register = Register([an_establishment(f"886{number:04d}") for number in range(1, SCHOOLS + 1)])
    clock = FixedClock(at("2027-08-31 12:00"))
    obligations = PostgresObligations(office.pool, register, clock)
    await fill(office.pool, [one.owed for one in await obligations.obligations()])
    await office.pool.execute(_ROLL)
    await office.pool.execute(_PERIODS)
    for table in ("claims", "effective_periods", "returns", "editions", "generations"):
        await office.pool.execute(f"ANALYZE {table}")
    snapshots = PostgresSnapshots(office.pool)
    asked = await snapshots.ask(clock.today(), None, "month", asked_by="reviewer", asked_at=clock.now())
    began, busy_began = time.perf_counter(), time.process_time()
    assert await MakeSnapshots(snapshots, school)() == 1
    took, busy = time.perf_counter() - began, time.process_time() - busy_began
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{PEOPLE:,} people: {took:.2f} s, of which this process worked {busy:.2f} s; {rss:.0f} MB at most")
    began = time.perf_counter()
    counted = await PostgresMonthRows(office.pool).counted(asked)
    print(f"counted for the page of a month: {(time.perf_counter() - began) * 1000:.0f} ms")
    assert counted.people == PEOPLE
    await office.pool.execute("UPDATE snapshots SET made_at = NULL")
    tracemalloc.start()
    await MakeSnapshots(snapshots, school)()
    print(f"memory of Python while it is made again: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB at most")
    tracemalloc.stop()
