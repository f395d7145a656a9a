"""The NEET report over PostgreSQL: counted as the pure functions count, and every figure lists whom it counts."""

from collections.abc import Sequence
from itertools import product
from uuid import UUID

import pytest

from services.reporting.adapters.snapshots.snapshots import COLUMNS
from services.reporting.domain.neet_report.dimensions import BY_KEY, DIMENSIONS
from services.reporting.domain.neet_report.measures import MEASURES
from services.reporting.domain.neet_report.report import ReportCounts, groups_of, report_of
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.queries.neet_report.report import Figure, PostgresReportRows
from shared.persistence.pool import Pool
from tests.support.neet_report_views import counted
from tests.support.reporting import Office
from tests.support.snapshot_lines import AS_AT, a_county

pytestmark = pytest.mark.stack

_SNAPSHOT = """
INSERT INTO snapshots (as_at, known_at, purpose, asked_by, asked_at, made_at)
VALUES ($1, now(), 'asked', 'officer', now(), now()) RETURNING snapshot_id
"""
_FLAG = """
INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)
VALUES (gen_random_uuid(), $1, 'confidential', true, current_date, 'a test', 'officer', now())
"""


async def put(pool: Pool, lines: Sequence[SnapshotLine]) -> int:
    """Write a snapshot of these lines; return its number."""
    number: int = await pool.fetchval(_SNAPSHOT, AS_AT)
    async with pool.acquire() as connection:
        rows = [(number, *line) for line in lines]
        await connection.copy_records_to_table("snapshot_people", columns=COLUMNS, records=rows)
        await connection.execute("ANALYZE snapshot_people")
    return number


@pytest.mark.parametrize("confidential", [False, True], ids=["without places", "with places"])
async def test_every_figure_is_the_number_of_those_it_lists(office: Office, confidential: bool) -> None:
    lines = a_county(600)
    await put(office.pool, a_county(50, seed=2))
    await put(office.pool, lines)
    hidden = frozenset[UUID]() if confidential else frozenset(line.person_id for line in lines[:30])
    for line in lines[:30]:
        await office.pool.execute(_FLAG, line.person_id)
    rows = PostgresReportRows(office.pool)
    snapshot = (await rows.snapshots())[0]
    walked = 0
    for year in (None, 12, 13):
        report = report_of(await rows.groups(snapshot, year, confidential=confidential))
        twin = report_of(groups_of([one for one in lines if year in (None, one.year_group)], AS_AT, hidden))
        assert report.total.kinds == twin.total.kinds
        for dimension in DIMENSIONS:
            found, wanted = report.of(dimension), twin.of(dimension)
            assert {value: counts.kinds for value, counts in found.items()} == {
                value: counts.kinds for value, counts in wanted.items()
            }
        cells: list[tuple[str | None, str | None, ReportCounts]] = [(None, None, report.total)]
        cells += [(key, value, counts) for key in BY_KEY for value, counts in report.of(BY_KEY[key]).items()]
        for (key, value, counts), measure in product(cells, MEASURES):
            figure = Figure(measure, year, key, value)
            listing = await rows.people(snapshot, figure, confidential=confidential, page=1, page_size=600)
            who = {one.person_id for one in listing.items}
            assert who == {one.person_id for one in counted(lines, figure, AS_AT, hidden)}, figure
            assert listing.total == counts.of(measure) == len(who), figure
            walked += 1
    assert walked > 2_000


async def test_months_are_counted_by_the_duties_of_their_day(office: Office) -> None:
    lines = a_county(300)
    await put(office.pool, lines)
    rows = PostgresReportRows(office.pool)
    snapshots = await rows.snapshots()
    totals = await rows.totals(snapshots)
    twin = report_of(groups_of(lines, AS_AT, frozenset())).total
    assert [totals[one.snapshot_id].kinds for one in snapshots] == [twin.kinds]
    assert await rows.totals([]) == {}
