"""How fast the board with a list out, the lists and the countdown are for a county of 60,000 people and 200 schools."""

from functools import partial

import pytest

from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.lists.rows import lists_over
from shared.contracts.events import derived_id
from shared.vocabulary.establishments import Establishment, Register
from tests.integration.reporting.test_quality_speed import BOUND_S, best_of_three
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


async def test_lists_are_looked_through_in_a_second(office: Office) -> None:
    register = Register([an_establishment(f"886{number:04d}") for number in range(1, SCHOOLS + 1)])
    clock = FixedClock(at("2027-06-04 12:00"))
    obligations = PostgresObligations(office.pool, register, clock)
    await fill(office.pool, [one.owed for one in await obligations.obligations()])
    college = Establishment(None, "Invented College", None, "19990001", "further education", None, None, None)
    with_one_missing = Register([*register.establishments, college])
    queries, _, countdown = lists_over(office.pool, with_one_missing, clock, school)
    print()
    _, before = await best_of_three("what is owed", obligations.obligations)
    issue_id = await office.pool.fetchval(_ISSUE, derived_id("list of a test"))
    await office.pool.execute(_LISTED, issue_id, NAMES)
    listed = await office.pool.fetchval("SELECT count(*) FROM listed_people")
    _, out = await best_of_three(f"what is owed, with {listed} names on a list that is out", obligations.obligations)
    took = [before, out]
    for code in ("TEP_DEST", "TEP_SG2"):
        ready, best = await best_of_three(f"how ready the list {code} is", partial(queries.ready, code))
        assert ready is not None
        print({"names": ready.names, "missing": len(ready.missing), "elsewhere": ready.elsewhere})
        took.append(best)
    counted, best = await best_of_three("the countdown", countdown.countdown)
    print({"cohort": counted.total.cohort, "lines": len(counted.schools)})
    assert max(*took, best) < BOUND_S
