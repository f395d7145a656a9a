"""The pages about snapshots: which there are, how far one is, and the form that asks for another."""

from datetime import UTC, date, datetime

import pytest
from httpx2 import Response

from tests.support.identities import ADMIN, ANALYST
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit, form_token


def ask(visit: Visit, as_at: str, known_on: str) -> Response:
    """Fill in the form and send it."""
    client = visit(ANALYST)
    days = {"as_at": as_at, "known_on": known_on}
    return client.post("/snapshots", data=form_token(client.get("/snapshots").text) | days)


def test_the_list_tells_made_ones_from_those_being_made(visit: Visit) -> None:
    text = visit(ANALYST).get("/snapshots").text
    assert "1,234" in text
    assert "Being made" in text
    assert "Make a snapshot" in text
    assert "Make a snapshot" not in visit(ADMIN).get("/snapshots").text


def test_how_far_one_is(visit: Visit) -> None:
    assert "500 of 1,234 people" in visit(ANALYST).get("/snapshots/2").text
    made = visit(ANALYST).get("/snapshots/1").text
    assert "does not change any more" in made
    assert visit(ANALYST).get("/api/snapshots/1").json() == {
        "snapshot": 1,
        "as_at": "2026-10-04",
        "known_at": "2026-10-05T02:00:00+00:00",
        "purpose": "nightly",
        "people": 1234,
        "people_to_make": 1234,
        "made": True,
    }


@pytest.mark.parametrize("address", ["/snapshots/3", "/snapshots/x", "/snapshots/0", "/api/snapshots/99"])
def test_one_that_there_is_not(visit: Visit, address: str) -> None:
    assert visit(ANALYST).get(address).status_code == 404


def test_asking_leads_to_the_snapshot(visit: Visit, desktop: Desktop) -> None:
    answer = ask(visit, "30 9 2026", "1 10 2026")
    assert (answer.status_code, answer.headers["location"].rsplit("/", 1)[1]) == (303, "3")
    asked = desktop.snapshots.all[0]
    assert (asked.as_at, asked.known_at) == (date(2026, 9, 30), datetime(2026, 10, 1, 22, 59, 59, 999999, tzinfo=UTC))
    ask(visit, "30 9 2026", "")
    assert desktop.snapshots.all[0].known_at == desktop.clock.now(), "by what is known now"


@pytest.mark.parametrize(
    ("as_at", "known_on", "problem"),
    [
        ("", "", "Enter the day"),
        ("yesterday", "", "Enter the day as"),
        ("1 1 2030", "", "at most a year ahead"),
        ("1 1 2010", "", "from 1 September 2015 on"),
        ("30 9 2026", "1 1 2027", "Enter today or a day before"),
    ],
)
def test_what_cannot_be_made_is_said_at_its_field(visit: Visit, as_at: str, known_on: str, problem: str) -> None:
    answer = ask(visit, as_at, known_on)
    assert answer.status_code == 422
    assert problem in answer.text
    assert "Error: Snapshots" in answer.text
