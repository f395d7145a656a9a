"""The board with a list out, lists and countdown of 60,000 people and 200 schools; how long each took is printed."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import pytest

from services.reporting.queries.board.board import BoardQueries
from services.reporting.queries.board.headline import HeadlineQueries
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.lists.rows import lists_over
from shared.contracts.events import derived_id
from shared.vocabulary.establishments import Establishment, Register
from tests.support.claims import school
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment
from tests.support.quality_county import SCHOOLS, fill
from tests.support.reporting import Office
from tests.support.returns import at

pytestmark = pytest.mark.stack

NAMES = 12
_ISSUE = """
INSERT INTO list_issues (entry_id, collection, period, issued_at, account)
VALUES ($1, 'TEP_DEST', '2026-27', now(), 'officer') RETURNING issue_id
"""
_LISTED = """
INSERT INTO listed_people (issue_id, establishment, person_id)
SELECT $1, school, person_id
FROM (SELECT school, person_id, row_number() OVER (PARTITION BY school ORDER BY person_id) AS place FROM people) AS each
WHERE place <= $2 AND school IS NOT NULL
"""


T = TypeVar("T")


async def timed(what: str, ask: Callable[[], Awaitable[T]]) -> T:
    """Return what is asked for, and print the best of three times."""
    took, busy = [], []
    for _ in range(3):
        began, busy_began = time.perf_counter(), time.process_time()
        found = await ask()
        took.append(time.perf_counter() - began)
        busy.append(time.process_time() - busy_began)
    print(f"{what}: {min(took):.3f} s, of which this process worked {min(busy):.3f} s")
    return found


async def test_lists_of_a_county_are_looked_through(office: Office) -> None:
    register = Register([an_establishment(f"886{number:04d}") for number in range(1, SCHOOLS + 1)])
    clock = FixedClock(at("2027-06-04 12:00"))
    obligations = PostgresObligations(office.pool, register, clock)
    await fill(office.pool, [one.owed for one in await obligations.obligations()])
    college = Establishment(None, "Invented College", None, "19990001", "further education", None, None, None)
    with_one_missing = Register([*register.establishments, college])
    queries, _, countdown = lists_over(office.pool, with_one_missing, clock, school)
    print()
    await timed("what is owed", obligations.obligations)
    issue_id = await office.pool.fetchval(_ISSUE, derived_id("list of a test"))
    await office.pool.execute(_LISTED, issue_id, NAMES)
    listed = await office.pool.fetchval("SELECT count(*) FROM listed_people")
    await timed(f"what is owed, with {listed} names on a list that is out", obligations.obligations)
    headlines = HeadlineQueries(BoardQueries(PostgresBoardRows(office.pool), register, clock), clock)
    headline = await timed("what the first page says of the county, kept", partial(headlines.headline, None))
    unkept = HeadlineQueries(BoardQueries(PostgresBoardRows(office.pool), register, clock), clock, kept_s=0)
    assert await timed("what it says of the county, read anew", partial(unkept.headline, None)) == headline
    await timed("what it says to a school", partial(headlines.headline, "8860001"))
    for code in ("TEP_DEST", "TEP_SG2"):
        ready = await timed(f"how ready the list {code} is", partial(queries.ready, code))
        assert ready is not None
        print({"names": ready.names, "missing": len(ready.missing), "elsewhere": ready.elsewhere})
        assert [one.establishment for one in ready.missing] == [college.ukprn]
    counted = await timed("the countdown", countdown.countdown)
    print({"cohort": counted.total.cohort, "lines": len(counted.schools)})
    assert len(counted.schools) == SCHOOLS
