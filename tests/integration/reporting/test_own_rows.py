"""What is read for a school is walled by the database itself: a query without a WHERE shows its own rows alone."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from services.reporting.queries.contradictions.inbox import InboxFilter, PostgresInboxRows
from services.reporting.queries.contradictions.thread import PostgresThreadRows
from services.reporting.queries.lists.rows import PostgresListRows
from services.reporting.queries.pupils import PostgresPupilRows
from services.reporting.queries.quality.scorecards import PostgresScorecardRows
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries, SubmissionFilter
from services.reporting.usecases.contradictions.write_note import NewWords, WriteNote
from services.reporting.wiring.school_wall import SchoolWall
from shared.observability.metrics import Metrics
from shared.persistence.arrays import array_of
from shared.persistence.own_rows import beyond, own_rows, seeing
from shared.persistence.pool import close_pool, open_pool
from tests.support.claims import school
from tests.support.logs import logged
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database

pytestmark = pytest.mark.stack

OWN, OTHER = "8860001", "8860002"
FIRST = Return("first", [Line(number) for number in range(1, 31)], at("2026-09-18 10:00"))
THEIRS = Return("theirs", [Line(number) for number in range(31, 61)], at("2026-09-18 11:00"), establishment=OTHER)
ROLL = roll("roll", [Line(number) for number in range(1, 61)], at("2026-09-10 08:00"), part_size=20)
WALLED = (
    *("submissions", "generations", "claims", "carried_claims", "issues", "unsettled_rows", "set_aside_rows"),
    *("editions", "decisions", "routes", "people", "contradictions", "notices", "notice_choices", "listed_people"),
    *("contradiction_notes", "notice_reads", "activity_report_people"),
)
OPEN = {"returns", "effective_periods", "calendar_changes", "list_issues", "flagged", "activity_reports"}
"""What holds nobody's record."""


_ISSUE = """
INSERT INTO list_issues (entry_id, collection, period, issued_at, account)
VALUES (gen_random_uuid(), 'TEP_DEST', '2026-27', $1, 'officer') RETURNING issue_id
"""
_LIST = "INSERT INTO listed_people SELECT $1, $2, unnest($3::text::uuid[])"


async def settled(office: Office) -> int:
    """Return the number of a contradiction between two schools that the authority has settled."""
    theirs = Return("theirs too", [Line(1, title="Dance")], at("2026-09-19 10:00"), establishment=OTHER)
    await office.take_in(ROLL, FIRST, theirs)
    number = int(await office.pool.fetchval("SELECT contradiction_id FROM contradictions WHERE code = 'P001'"))
    found = await PostgresThreadRows(office.pool).find_thread(number, None, confidential=True, page=1, page_size=50)
    assert found is not None
    words = NewWords(number, str(uuid4()), "officer", None, "settled", "Both teach her", found.situation.seen)
    assert await WriteNote(office.begin, office.clock)(words) == "written"
    return number


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


async def test_a_start_says_when_the_wall_does_not_stand(database: Database, office: Office) -> None:
    elsewhere = urlunsplit(urlsplit(database.service_url("reporting"))._replace(path="/postgres"))
    for url, missing in (
        (database.service_url("reporting"), None),
        (database.service_url("ingest"), "role_for_schools_may_not_be_taken"),
        (elsewhere, "no_policies"),
    ):
        pool, metrics = await open_pool(url, schema="reporting", size_max=1), Metrics()
        with logged() as lines:
            await SchoolWall(pool, metrics)()
        assert [line["code"] for line in lines if line["log_level"] == "warning"] == ([missing] if missing else [])
        assert f"onward_school_wall_missing {float(missing is not None)}" in metrics.exposition()[0].decode()
        with seeing(OWN):
            async with own_rows(pool) as connection:
                walled = await connection.fetchval("SELECT current_user = 'onward_reporting_school'")
        assert walled == (missing is None)
        await close_pool(pool)


async def test_the_role_changes_nothing_and_the_connection_that_goes_back_is_reportings_again(office: Office) -> None:
    with seeing(OWN), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with own_rows(office.pool) as connection:
            await connection.execute("DELETE FROM claims")
    assert await seen(office, None, "SELECT (current_user = 'onward_reporting')::int") == 1
    assert await seen(office, OWN, "SELECT (current_user = 'onward_reporting_school')::int") == 1


async def test_what_both_sides_say_tells_a_school_too_how_its_contradiction_stands(office: Office) -> None:
    number = await settled(office)
    inbox, threads = PostgresInboxRows(office.pool), PostgresThreadRows(office.pool)
    for sees in (OWN, OTHER):
        is_open = await inbox.count_open(sees, confidential=False)
        with seeing(sees):
            (line,) = (await inbox.contradictions(InboxFilter(own=sees, code="P001"), page=1, page_size=50)).items
            assert await inbox.count_open(sees, confidential=False) == is_open
            found = await threads.find_thread(number, sees, confidential=False, page=1, page_size=50)
        assert found is not None
        assert (line.state, found.situation.state) == ("settled", "settled")
        assert {row.establishment for row in found.evidence if row.on_roll_at is None} == {OWN, OTHER}
        assert {row.establishment for row in found.evidence if row.details} == {sees}


async def test_a_thread_of_others_does_not_exist_even_for_a_query_that_forgot_to_ask(office: Office) -> None:
    number = await settled(office)
    threads = PostgresThreadRows(office.pool)
    for sees in ("8860003", "", "none"):
        with seeing(sees):
            assert await threads.find_thread(number, None, confidential=True, page=1, page_size=50) is None


async def test_what_was_looked_up_beyond_the_wall_leaves_the_wall_standing(office: Office) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    with seeing(OWN):
        async with own_rows(office.pool) as connection:
            async with beyond(connection):
                assert await connection.fetchval("SELECT count(*) FROM claims") == 120
            assert await connection.fetchval("SELECT count(*) FROM claims") == 30


async def test_a_list_that_went_out_shows_a_school_its_own_names_alone(office: Office) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    issue = await office.pool.fetchval(_ISSUE, at("2026-10-05 08:00"))
    for number, people in ((OWN, (1, 2)), (OTHER, (1, 31))):
        await office.pool.execute(_LIST, issue, number, array_of(map(person_id, people)))
    lists = PostgresListRows(office.pool, school)
    plain = {sees: (await lists.listed("TEP_DEST", sees), await lists.issued(sees)) for sees in (OWN, OTHER)}
    for sees, other in ((OWN, OTHER), (OTHER, OWN)):
        with seeing(sees):
            assert (await lists.listed("TEP_DEST", sees), await lists.issued(sees)) == plain[sees]
            assert await lists.listed("TEP_DEST", other) is None
            assert not (await lists.issued(other)).names
            assert await seen(office, sees, "SELECT count(*) FROM listed_people") == 2
        names = plain[sees][0]
        assert names is not None
        assert len(names[1]) == 2


async def test_the_pages_own_queries_show_the_same_with_and_without_the_wall(office: Office) -> None:
    await office.take_in(ROLL, FIRST, THEIRS)
    pupils, files = PostgresPupilRows(office.pool), PostgresSubmissionQueries(office.pool)
    inbox, cards = PostgresInboxRows(office.pool), PostgresScorecardRows(office.pool)
    asked: list[Callable[[], Awaitable[object]]] = [
        lambda: pupils.pupils(OWN, "2026-10", page=1, page_size=50),
        lambda: files.submissions(SubmissionFilter(sender_of=OWN), page=1, page_size=50),
        lambda: files.find_submission(FIRST.submission_id),
        lambda: inbox.contradictions(InboxFilter(own=OWN), page=1, page_size=50),
        lambda: cards.files_of(OWN, at("2026-09-01 00:00")),
    ]
    for ask in asked:
        plain = await ask()
        with seeing(OWN):
            assert await ask() == plain
    with seeing(OWN):
        assert await files.find_submission(THEIRS.submission_id) is None
        assert await cards.files_of(OTHER, at("2026-09-01 00:00")) == []
        assert await cards.files_of(OWN, at("2026-09-01 00:00"))
