"""The tables `activity_reports` and `activity_report_people`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.adapters.snapshots.snapshots import MADE_OF_DAY
from services.reporting.usecases.activity_reports.ports import (
    ActivityReport,
    ActivityTables,
    NewDraft,
    SchoolSource,
)
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.home_authorities import HOME_CODES

_LOCK: Final = "LOCK TABLE activity_reports IN SHARE ROW EXCLUSIVE MODE"
_IS_KEPT: Final = "SELECT EXISTS (SELECT FROM activity_reports WHERE entry_id = $1)"
REPORT: Final = """
report_id, summer, snapshot_id, as_at, known_at, drafted_at, drafted_by, released_at, released_by
"""
"""The columns of a report, in the order of its fields."""
_FIND: Final = f"""
SELECT {REPORT} FROM activity_reports WHERE summer = $1 AND taken_back_at IS NULL
"""  # noqa: S608 (our own names)
_IS_MADE_OF: Final = """
SELECT EXISTS (SELECT FROM snapshots
               WHERE snapshot_id = $1 AND as_at = $2 AND made_at IS NOT NULL AND scenario IS NULL)
"""
_KEEP: Final = """
INSERT INTO activity_reports (entry_id, summer, snapshot_id, census_id, drafted_at, drafted_by, as_at, known_at)
SELECT $1, $2, $3, $4, $5, $6, as_at, known_at FROM snapshots WHERE snapshot_id = $3 RETURNING report_id
"""
BY_HASH: Final = "SELECT set_config('enable_nestloop', 'off', true)"
"""For the transaction: of how many a school is known cannot be estimated, and a county is joined with a county."""
# Which school was somebody's: each of the ways, the first that names a school of the county.
SCHOOLS_BEFORE: Final = """
ways AS (
    SELECT * FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS w (rule, snapshot_id, taken, rank)
), places AS MATERIALIZED (
    SELECT p.person_id, w.rule, w.rank, CASE w.taken WHEN 'school' THEN p.school ELSE p.establishment END AS school
    FROM ways w JOIN snapshot_people p USING (snapshot_id)
), schools AS (
    SELECT DISTINCT ON (person_id) person_id, school, rule FROM places
    WHERE length(school) = 7 AND left(school, 3) = ANY ($6::text[]) ORDER BY person_id, rank
)
"""
_PEOPLE: Final = f"""
WITH {SCHOOLS_BEFORE}
INSERT INTO activity_report_people (report_id, establishment, person_id, year_before, school_rule, surname, forename,
                                    born_on, status_group, code, lapsed, destination, effective_on, verified_on, rule)
SELECT $1, b.school, p.person_id, p.year_group - 1, b.rule, p.surname, p.forename, p.born_on, p.status_group, p.code,
       p.lapsed, p.establishment, p.effective_on, p.verified_on, p.rule
FROM snapshot_people p JOIN schools b USING (person_id)
WHERE p.snapshot_id = $2 AND p.year_group - 1 = ANY ($7::text::integer[])
"""  # noqa: S608 (our own names)
_RELEASE: Final = "UPDATE activity_reports SET released_at = $2, released_by = $3 WHERE report_id = $1"
_TAKE_BACK: Final = """
UPDATE activity_reports SET taken_back_at = $2, taken_back_by = $3, reason = $4 WHERE report_id = $1
"""


class PostgresActivityReports:
    """`ActivityReports` over PostgreSQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        await self._connection.execute(_LOCK)

    async def is_kept(self, entry_id: UUID) -> bool:
        return bool(await self._connection.fetchval(_IS_KEPT, entry_id))

    async def find(self, summer: int) -> ActivityReport | None:
        row = await self._connection.fetchrow(_FIND, summer)
        return None if row is None else ActivityReport(*row)

    async def made_of(self, as_at: date, known_until: datetime | None = None) -> int | None:
        found: int | None = await self._connection.fetchval(MADE_OF_DAY, as_at, known_until)
        return found

    async def is_made_of(self, snapshot_id: int, as_at: date) -> bool:
        return bool(await self._connection.fetchval(_IS_MADE_OF, snapshot_id, as_at))

    async def keep(self, draft: NewDraft, sources: Sequence[SchoolSource], years: Sequence[int]) -> int:
        report_id = await self._connection.fetchval(_KEEP, *draft)
        ways = ([one.rule for one in sources], [one.snapshot_id for one in sources], [one.taken for one in sources])
        await self._connection.execute(BY_HASH)
        done = await self._connection.execute(
            _PEOPLE, report_id, draft.snapshot_id, *ways, sorted(HOME_CODES), array_of(years)
        )
        return int(done.rpartition(" ")[2])

    async def release(self, report_id: int, at: datetime, account: str) -> None:
        await self._connection.execute(_RELEASE, report_id, at, account)

    async def take_back(self, report_id: int, at: datetime, account: str, reason: str) -> None:
        await self._connection.execute(_TAKE_BACK, report_id, at, account, reason)


def activity_tables(connection: Connection) -> ActivityTables:
    """Return the tables as the transaction of a connection sees them."""
    return ActivityTables(PostgresActivityReports(connection))
