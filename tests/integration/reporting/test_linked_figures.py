"""Every linked figure on the page opens as a list of exactly so many people."""

import re
from datetime import date
from typing import Any

import httpx2
import pytest

from tests.support.claims import YEAR_11, YEAR_13, YEAR_14
from tests.support.identities import ANALYST
from tests.support.reporting import Office
from tests.support.reporting_pages import Desktop
from tests.support.reporting_queries import StoredPeople
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

DOVER = "E07000108"
PLAN = date(2030, 1, 1)
ROLL = roll(
    "roll",
    [
        *(Line(number) for number in range(1, 8)),
        *(Line(number, born_on=YEAR_13) for number in range(8, 11)),
        *(Line(number, born_on=YEAR_14, ehcp_until=PLAN) for number in range(11, 15)),
        *(Line(number, born_on=YEAR_11) for number in range(15, 17)),
        *(Line(number, district=DOVER, born_on=YEAR_13) for number in range(17, 21)),
        *(Line(number, district=DOVER, born_on=YEAR_14, ehcp_until=PLAN) for number in range(21, 24)),
        *(Line(number, district=None) for number in range(24, 27)),
    ],
    at("2026-09-10 08:00"),
)
ENROLLED = Return("school", [Line(1), Line(8), Line(17)], at("2026-09-18 10:00"))
NEET = (2, 3, 9, 11, 12, 18, 21, 24)
_LINK = re.compile(r'href="(?:http://testserver)?(/people\?[^"]+)">(\d+)<')


@pytest.mark.parametrize("shown", ["", "?year=12", "?year=13"])
async def test_every_linked_figure_is_as_long_as_its_list(office: Office, shown: str) -> None:
    await office.take_in(ROLL, ENROLLED)
    neet = [person_id(number) for number in NEET]
    await office.pool.execute("UPDATE people SET status_group = 'neet', code = '610' WHERE person_id = ANY($1)", neet)
    people: Any = StoredPeople(office.pool)
    desktop = Desktop(people=people)
    transport = httpx2.ASGITransport(app=desktop.app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        client.cookies.set("onward_session", await desktop.identities.open_session(ANALYST))
        linked = _LINK.findall((await client.get(f"/figures{shown}")).text)
        assert len(linked) >= 3
        for address, figure in linked:
            listed = (await client.get(address.replace("&amp;", "&"))).text
            found = re.search(r"(\d+) young (?:person|people)", listed)
            assert found is not None, address
            assert (address, found.group(1)) == (address, figure)
