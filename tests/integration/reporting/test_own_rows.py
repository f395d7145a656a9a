"""What is read for a school is walled by the database itself: a query without a WHERE shows its own rows alone."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from services.reporting.queries.contradictions.inbox import InboxFilter, PostgresInboxRows
from services.reporting.queries.pupils import PostgresPupilRows
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries, SubmissionFilter
from shared.persistence.own_rows import own_rows, seeing
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

OWN, OTHER = "8860001", "8860002"
FIRST = Return("first", [Line(number) for number in range(1, 31)], at("2026-09-18 10:00"))
THEIRS = Return("theirs", [Line(number) for number in range(31, 61)], at("2026-09-18 11:00"), establishment=OTHER)
ROLL = roll("roll", [Line(number) for number in range(1, 61)], at("2026-09-10 08:00"), part_size=20)
WALLED = (
    *("submissions", "generations", "claims", "carried_claims", "issues", "unsettled_rows", "set_aside_rows"),
    *("editions", "decisions", "routes", "people", "contradictions", "notices", "notice_choices", "listed_people"),
    *("contradiction_notes", "notice_reads"),
)
OPEN = {"returns", "effective_periods", "calendar_changes", "list_issues", "flagged"}
"""What holds nobody's record."""


async def seen(office: Office, sees: str | None, query: str) -> int:
    with seeing(sees):
        async with own_rows(office.pool) as connection:
            return int(await connection.fetchval(query))


async def test_a_query_that_forgot_whose_it_asks_for_shows_own_rows_alone(office: Office) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    everybody = await seen(office, None, "SELECT count(*) FROM claims")
    for sees in (OWN, OTHER):
        assert await seen(office, sees, "SELECT count(*) FROM claims") == 30
        assert await seen(office, sees, "SELECT count(*) FROM submissions") == 1
        assert (
            await seen(office, sees, f"SELECT count(*) FROM people WHERE '{sees}' NOT IN (school, establishment)") == 0
        )
    assert everybody == 120


@pytest.mark.parametrize("table", WALLED)
async def test_where_nobody_is_said_there_is_no_row(office: Office, table: str) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    query = f"SELECT count(*) FROM {table}"
    for sees in ("none", "", "8869999"):
        assert await seen(office, sees, query) == 0
    async with office.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE onward_reporting_school")
        assert await connection.fetchval(query) == 0


async def test_what_the_role_may_read_has_a_policy_or_holds_nobody(office: Office) -> None:
    rows = await office.pool.fetch(
        "SELECT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        " AND has_table_privilege('onward_reporting_school', c.oid, 'SELECT')"
    )
    assert {row["relname"] for row in rows if not row["relrowsecurity"]} == OPEN
    assert {row["relname"] for row in rows if row["relrowsecurity"]} == set(WALLED)


async def test_the_role_changes_nothing_and_the_connection_that_goes_back_is_reportings_again(office: Office) -> None:
    with seeing(OWN), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with own_rows(office.pool) as connection:
            await connection.execute("DELETE FROM claims")
    assert await seen(office, None, "SELECT (current_user = 'onward_reporting')::int") == 1
    assert await seen(office, OWN, "SELECT (current_user = 'onward_reporting_school')::int") == 1


async def test_the_pages_own_queries_show_the_same_with_and_without_the_wall(office: Office) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    pupils, files = PostgresPupilRows(office.pool), PostgresSubmissionQueries(office.pool)
    inbox = PostgresInboxRows(office.pool)
    asked: list[Callable[[], Awaitable[object]]] = [
        lambda: pupils.pupils(OWN, "2026-10", page=1, page_size=50),
        lambda: files.submissions(SubmissionFilter(sender_of=OWN), page=1, page_size=50),
        lambda: files.find_submission(FIRST.submission_id),
        lambda: inbox.contradictions(InboxFilter(own=OWN), page=1, page_size=50),
    ]
    for ask in asked:
        plain = await ask()
        with seeing(OWN):
            assert await ask() == plain
    with seeing(OWN):
        assert await files.find_submission(THEIRS.submission_id) is None
