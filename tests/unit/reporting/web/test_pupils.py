"""A school checks its pupils: its own alone, and nothing is confirmed that it did not see."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from services.reporting.entrypoints.web.entering.pupils import digest_of
from services.reporting.usecases.record_entry import LINES_MAX
from tests.support.identities import UPLOADER
from tests.support.person_views import LOST, PERSON
from tests.support.reporting_pages import PUPIL, Desktop
from tests.unit.reporting.web.conftest import Visit

ONE = f"/pupils/{PERSON.person_id}"


def _hidden(client: TestClient, address: str) -> dict[str, str]:
    return dict(re.findall(r'name="(form_token|form_id|people)" value="([^"]+)"', client.get(address).text))


def _post(client: TestClient, address: str, form: dict[str, str]) -> tuple[int, str]:
    answer = client.post(address, data={**_hidden(client, address), **form})
    return answer.status_code, answer.text


def _others(desktop: Desktop, answers: Sequence[str | None]) -> None:
    desktop.roster += [replace(PUPIL, person_id=UUID(int=n), answer=answer) for n, answer in enumerate(answers, 1)]


def test_one_click_confirms_whom_the_school_saw(visit: Visit, desktop: Desktop) -> None:
    _others(desktop, ["CORRECT", "WRONG DETAILS", "LEFT"])
    desktop.roster.reverse()
    assert _post(visit(UPLOADER), "/pupils", {})[0] == 303
    [entry] = desktop.entries
    assert (entry.collection, entry.establishment, entry.period) == ("S_CHECK", "8860001", "2026-27")
    facts = {"row_kind": "CORRECT", "stays": "Y"}
    assert {line.person_id: line.facts for line in entry.lines} == {PERSON.person_id: facts, UUID(int=1): facts}


def _one_for_another(desktop: Desktop) -> None:
    desktop.roster[0] = replace(PUPIL, person_id=UUID(int=77))


def _answered_meanwhile(desktop: Desktop) -> None:
    desktop.roster[0] = replace(PUPIL, answer="WRONG DETAILS")


def _nobody_left(desktop: Desktop) -> None:
    desktop.roster.clear()


@pytest.mark.parametrize("change", [_one_for_another, _answered_meanwhile, _nobody_left])
def test_a_stale_form_confirms_nobody_and_shows_the_list_as_it_is(
    visit: Visit, desktop: Desktop, change: Callable[[Desktop], None]
) -> None:
    """As many pupils as before are not the same pupils."""
    client = visit(UPLOADER)
    _others(desktop, [None])
    shown = _hidden(client, "/pupils")
    change(desktop)
    answer = client.post("/pupils", data=shown)
    assert answer.status_code == 409
    assert "The list has changed since you opened it" in answer.text
    assert "<title>Error: Your pupils" in answer.text
    assert desktop.entries == []


def test_what_a_stale_form_shows_can_be_confirmed(visit: Visit, desktop: Desktop) -> None:
    client = visit(UPLOADER)
    shown = _hidden(client, "/pupils")
    _others(desktop, [None])
    html = client.post("/pupils", data=shown).text
    again = dict(re.findall(r'name="(form_token|form_id|people)" value="([^"]+)"', html))
    assert client.post("/pupils", data=again).status_code == 303
    assert len(desktop.entries[0].lines) == 2


def test_a_form_tells_of_whom_it_is_without_naming_them(visit: Visit, desktop: Desktop) -> None:
    _others(desktop, [None] * 3)
    people = [one.person_id for one in desktop.roster]
    digest = _hidden(visit(UPLOADER), "/pupils")["people"]
    assert digest == digest_of(people) == digest_of(people[::-1])
    assert len({digest, digest_of(people[1:]), digest_of([*people, UUID(int=99)])}) == 3


def test_more_than_one_entry_may_hold_are_not_confirmed_with_one_click(visit: Visit, desktop: Desktop) -> None:
    _others(desktop, [None] * LINES_MAX)
    client = visit(UPLOADER)
    html = client.get("/pupils").text
    assert "5,001 pupils" in html
    assert "They cannot be confirmed with one click" in html
    assert client.post("/pupils", data=_hidden(client, ONE)).status_code == 409
    assert desktop.entries == []


@pytest.mark.parametrize(("day", "late"), [(5, False), (16, False), (17, True)])
@pytest.mark.parametrize("answer", [None, "CORRECT"])
def test_the_page_says_when_the_list_was_sent_out_and_is_due_and_whether_it_is_late(
    visit: Visit, desktop: Desktop, day: int, late: bool, answer: str | None
) -> None:
    desktop.clock.advance(datetime(2026, 10, day, 12, tzinfo=UTC) - desktop.clock.now())
    desktop.roster = [replace(PUPIL, answer=answer)]
    html = visit(UPLOADER).get("/pupils").text
    assert "2 October 2026" in html
    assert "16 October 2026" in html
    assert (">Late<" in html) == (late and answer is None)
    assert f"{0 if answer else 1} of 1" in html


def test_an_answer_is_shown_beside_its_pupil(visit: Visit, desktop: Desktop) -> None:
    html = visit(UPLOADER).get("/pupils").text
    assert ">Confirmed<" not in html
    assert "All are correct (1)" in html
    _others(desktop, ["CORRECT", "LEFT", "WRONG DETAILS"])
    html = visit(UPLOADER).get("/pupils").text
    assert [html.count(f">{word}<") for word in ("Confirmed", "Leaves", "Something is wrong")] == [1, 1, 1]
    assert "All others are correct (2)" in html


def test_one_pupil_is_confirmed_alone(visit: Visit, desktop: Desktop) -> None:
    _others(desktop, [None])
    assert _post(visit(UPLOADER), ONE, {"answer": "CORRECT"})[0] == 303
    [entry] = desktop.entries
    assert [(line.person_id, line.facts, line.particulars) for line in entry.lines] == [
        (PERSON.person_id, {"row_kind": "CORRECT", "stays": "Y"}, {})
    ]


def test_who_is_not_a_pupil_of_the_school_does_not_exist_for_it(visit: Visit) -> None:
    assert visit(UPLOADER).get(f"/pupils/{LOST.person_id}").status_code == 404


def test_a_pupil_who_left_is_a_leaver(visit: Visit, desktop: Desktop) -> None:
    assert _post(visit(UPLOADER), ONE, {"answer": "LEFT", "left_on": "2 October 2026"})[0] == 303
    [entry] = desktop.entries
    assert entry.lines[0].facts == {"row_kind": "LEFT", "left_on": "2026-10-02", "destination": "D31"}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"answer": ""}, "Select an answer"),
        ({"answer": "JOINED"}, "Select an answer"),
        ({"answer": "CORRECT", "left_on": "2/10/2026"}, "Leave this blank unless the pupil has left"),
        (
            {"answer": "WRONG DETAILS", "comment": "A", "destination": "D24"},
            "Leave this blank unless the pupil has left",
        ),
        ({"answer": "CORRECT", "comment": "Spelt otherwise"}, "Leave this blank where everything is right"),
        ({"answer": "WRONG DETAILS", "comment": "a" * 256}, "Enter at most 255 characters"),
        ({"answer": "LEFT", "left_on": "10/13/2026"}, "Enter the last day on roll with the day before the month"),
        ({"answer": "LEFT"}, "Enter the last day on roll, not after today"),
        ({"answer": "LEFT", "left_on": "2026-10-06"}, "Enter the last day on roll, not after today"),
        ({"answer": "LEFT", "left_on": "2026-10-02", "destination": "D99"}, "Select from the list"),
        ({"answer": "WRONG DETAILS"}, "Enter what is wrong"),
    ],
)
def test_what_is_missing_is_asked_for(visit: Visit, desktop: Desktop, form: dict[str, str], sentence: str) -> None:
    status, html = _post(visit(UPLOADER), ONE, form)
    assert status == 422
    assert html.count(sentence) == 2
    assert desktop.entries == []
