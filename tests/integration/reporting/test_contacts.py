"""Contacts on a real database: what a tracker found out beside what schools list, and since when somebody is NEET."""

from datetime import date

import pytest

from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 21)], at("2026-09-10 08:00"), part_size=20)
ENROLLED = Return("enrolled", [Line(number) for number in range(1, 11)], at("2026-09-18 10:00"))


def contact(name: str, received_at: str, **facts: object) -> Return:
    lines = [Line(1, facts=facts)]
    return Return(name, lines, at(received_at), collection="CONTACT", establishment="886", period=name)


FIRST = contact("first", "2026-09-25 10:00", contacted_on="2026-09-25", activity="610")
SECOND = contact("second", "2026-10-02 10:00", contacted_on="2026-10-02", activity="619")


async def test_what_a_tracker_found_out_counts_though_the_school_lists_the_same_again(office: Office) -> None:
    again = Return("again", ENROLLED.lines, at("2026-10-03 10:00"))
    await office.take_in(ROLL, ENROLLED, FIRST, again)
    assert await office.status(person_id(1)) == ("neet", "610", False)
    assert await office.status(person_id(2)) == ("education", "210", False)


@pytest.mark.parametrize("contacts", [(FIRST, SECOND), (SECOND, FIRST)])
async def test_neet_began_once_whichever_contact_comes_in_first(office: Office, contacts: tuple[Return, ...]) -> None:
    await office.take_in(ROLL, ENROLLED, *contacts)
    assert await office.status(person_id(1)) == ("neet", "619", False)
    stored = await office.pool.fetchrow(
        "SELECT effective_on, neet_since FROM people WHERE person_id = $1", person_id(1)
    )
    assert stored is not None
    assert tuple(stored) == (date(2026, 10, 2), date(2026, 9, 25))
    newest = [change for change in office.changes if change.person_id == person_id(1)][-1]
    assert (newest.neet_since, newest.effective_on) == (date(2026, 9, 25), date(2026, 10, 2))
    assert await office.pool.fetchval("SELECT count(*) FROM people WHERE neet_since IS NOT NULL") == 1
