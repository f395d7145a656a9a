"""Every item that came is routed once, beside the way of the files, and stands in its service's queue."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.reporting.adapters.routing.routes import PostgresRoutes
from services.reporting.queries.routing.queues import PostgresQueueQueries, QueueLine, RouteView
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.usecases.routing.route_items import RouteItems
from shared.persistence.pool import connection_of
from tests.support.reporting import Office

pytestmark = pytest.mark.stack

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
_CAME = """
INSERT INTO submissions (submission_id, received_at, channel, sender, tag, collection, establishment, file_name,
                         outcome)
VALUES ($1, $2, $3, $4, $5, $6, '8860001', 'a file.xlsx', $7)
"""


async def came(
    office: Office,
    collection: str | None,
    sender: str = "perspective-lite",
    *,
    channel: str = "hook",
    outcome: str | None = None,
    minutes: int = 0,
) -> UUID:
    submission_id = uuid4()
    async with connection_of(office.pool) as connection:
        await connection.execute(
            _CAME, submission_id, AT + timedelta(minutes=minutes), channel, sender, None, collection, outcome
        )
    return submission_id


def route(office: Office) -> RouteItems:
    return RouteItems(office.begin, office.clock)


async def queue(office: Office, *, passed_on: bool = False) -> list[QueueLine]:
    listing = await PostgresQueueQueries(office.pool).lines(None, passed_on=passed_on, page=1, page_size=100)
    return list(listing.items)


async def test_each_item_stands_once_in_the_queue_of_its_service(office: Office) -> None:
    enrolment, destinations = await came(office, "S_ENR"), await came(office, "TEP_DEST", minutes=1)
    unread = await came(office, None, outcome="unreadable", minutes=2)
    being_read, entry = await came(office, None, minutes=3), await came(office, "CONTACT", channel="entry")
    await asyncio.gather(*(route(office)() for _ in range(3)))
    lines = {one.submission_id: one for one in await queue(office)}
    assert set(lines) == {enrolment, destinations, unread}
    assert being_read not in lines
    assert entry not in lines
    assert (lines[destinations].service, lines[destinations].passed_on) == ("The Education People", True)
    assert lines[destinations].routed_at == office.clock.now()
    assert [one.submission_id for one in await queue(office, passed_on=True)] == [destinations]
    counts = {one.service: one for one in await PostgresQueueQueries(office.pool).counts()}
    assert (counts["Management Information"].items, counts["Management Information"].set_aside) == (2, 1)
    assert (counts["The Education People"].items, counts["The Education People"].passed_on) == (1, 1)


async def test_the_page_of_a_file_knows_its_route(office: Office) -> None:
    destinations = await came(office, "TEP_DEST")
    queries = PostgresSubmissionQueries(office.pool)
    before = await queries.find_submission(destinations)
    assert before is not None
    assert before.route is None
    await route(office)()
    found = await queries.find_submission(destinations)
    assert found is not None
    assert found.route == RouteView("Management Information", "The Education People", passed_on=True)


async def test_what_turns_out_to_be_another_return_is_routed_again_and_the_first_route_is_kept(office: Office) -> None:
    first = await came(office, None, outcome="set_aside")
    await route(office)()
    async with connection_of(office.pool) as connection:
        await connection.execute(
            "UPDATE submissions SET collection = 'TEP_SG2', outcome = NULL WHERE submission_id = $1", first
        )
    await route(office)()
    (line,) = await queue(office)
    assert (line.service, line.passed_on) == ("The Education People", True)
    async with connection_of(office.pool) as connection:
        assert await connection.fetchval("SELECT count(*) FROM routes WHERE submission_id = $1", first) == 2


async def test_to_look_for_what_waits_among_a_years_files_takes_a_few_milliseconds(office: Office) -> None:
    async with connection_of(office.pool) as connection:
        await connection.execute(
            "INSERT INTO submissions (submission_id, received_at, channel, sender, collection)"
            " SELECT gen_random_uuid(), $1, 'hook', 'perspective-lite', 'TEP_DEST' FROM generate_series(1, 10000)",
            AT,
        )
        await connection.execute("ANALYZE submissions")
    started = time.perf_counter()
    await route(office)()
    routed = time.perf_counter()
    async with connection_of(office.pool) as connection:
        assert await PostgresRoutes(connection).waiting(500) == []
        looked = time.perf_counter()
    listing = await PostgresQueueQueries(office.pool).lines(None, passed_on=True, page=1, page_size=50)
    listed = time.perf_counter()
    assert (len(listing.items), listing.total) == (50, 10_000)
    print(
        f"\nrouted 10,000: {routed - started:.2f} s; looked: {looked - routed:.3f} s; a page: {listed - looked:.3f} s"
    )
    assert looked - routed < 0.5
    assert listed - looked < 1
