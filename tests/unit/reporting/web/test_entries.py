"""Entering a contact or a manual correction: what is asked for, what becomes of it, and where it never stands."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.identities import REVIEWER
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit

CONTACT = f"/people/{PERSON.person_id}/contact"
CORRECT = f"/people/{PERSON.person_id}/correct"
TALKED = {
    "contacted_on": "2026-10-01",
    "channel": "PHONE",
    "outcome": "REACHED",
    "spoke_with": "CARER",
    "activity": "619",
    "review_on": "2027-01-05",
    "notes": "Seeks a course near Fernhollow",
}


def _post(client: TestClient, address: str, form: dict[str, str]) -> tuple[int, str, str]:
    html = client.get(address).text
    hidden = dict(re.findall(r'name="(form_token|form_id)" value="([^"]+)"', html))
    answer = client.post(address, data={**hidden, **form})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_a_contact_becomes_a_claim_about_the_person(visit: Visit, desktop: Desktop) -> None:
    status, location, _ = _post(visit(REVIEWER), CONTACT, TALKED)
    assert (status, location) == (303, f"/people/{PERSON.person_id}?entered=yes")
    [entry] = desktop.entries
    assert (entry.collection, entry.establishment, entry.account) == ("CONTACT", "886", REVIEWER.name)
    [line] = entry.lines
    assert line.person_id == PERSON.person_id
    assert line.facts == {"contacted_on": "2026-10-01", "activity": "619", "review_on": "2027-01-05"}
    assert line.particulars == {
        "channel": "PHONE",
        "outcome": "REACHED",
        "spoke_with": "CARER",
        "notes": "Seeks a course near Fernhollow",
    }


@pytest.mark.parametrize("typed", ["1/10/2026", "1 Oct 2026", "01102026", "20261001"])
def test_days_are_read_as_people_type_them(visit: Visit, desktop: Desktop, typed: str) -> None:
    assert _post(visit(REVIEWER), CONTACT, TALKED | {"contacted_on": typed})[0] == 303
    assert desktop.entries[0].lines[0].facts["contacted_on"] == "2026-10-01"


def test_what_was_said_stands_in_no_address_and_in_no_title(visit: Visit, desktop: Desktop) -> None:
    _, location, _ = _post(visit(REVIEWER), CONTACT, TALKED)
    [entry] = desktop.entries
    assert "Fernhollow" not in location + entry.title + entry.form_id


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"contacted_on": ""}, "Enter the day of the contact, not after today"),
        ({"contacted_on": "2026-10-06"}, "Enter the day of the contact, not after today"),
        ({"channel": ""}, "Select how the contact was made"),
        ({"channel": "PIGEON"}, "Select how the contact was made"),
        ({"outcome": ""}, "Select what came of it"),
        ({"spoke_with": "X"}, "Select with whom it was"),
        ({"activity": "999"}, "Select an activity from the list"),
        ({"activity": "720"}, "Select an activity from the list"),
        ({"gone": "T"}, "Select what the young person does or that they have gone, not both"),
        ({"gone": "Z", "activity": ""}, "Select from the list"),
        ({"review_on": "soon"}, "Enter the review date as a real date"),
        ({"started_on": "0001-01-01"}, "Enter the day since when as a real date"),
        ({"started_on": "9/13/2026"}, "Enter the day since when with the day before the month"),
        ({"contacted_on": "1/10/26"}, "Enter the day of the contact with all four digits of the year"),
        ({"notes": TALKED["notes"] + "a" * 500}, "Enter at most 500 characters"),
    ],
)
def test_what_is_wrong_is_asked_again_and_what_was_typed_is_kept(
    visit: Visit, desktop: Desktop, change: dict[str, str], sentence: str
) -> None:
    status, _, html = _post(visit(REVIEWER), CONTACT, TALKED | change)
    assert status == 422
    assert html.count(sentence) == 2  # in the summary and at the field
    assert "Seeks a course near Fernhollow" in html
    assert desktop.entries == []


def test_a_correction_needs_a_reason(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    status, _, html = _post(client, CORRECT, {"activity": "330", "started_on": "2026-09-28", "until": "2026-09-27"})
    assert status == 422
    assert "Enter the reason for the correction" in html
    assert "The last day must not be before the first" in html
    form = {"activity": "330", "started_on": "2026-09-28", "until": "2026-12-31", "reason": "Seen at work"}
    assert _post(client, CORRECT, form)[0] == 303
    [entry] = desktop.entries
    assert entry.collection == "MANUAL"
    assert entry.lines[0].facts == {
        "corrected_on": "2026-10-05",
        "activity": "330",
        "started_on": "2026-09-28",
        "until": "2026-12-31",
    }
    assert entry.lines[0].particulars == {"reason": "Seen at work"}


def test_a_look_at_the_form_is_recorded_like_a_look_at_the_record(visit: Visit, desktop: Desktop) -> None:
    visit(REVIEWER).get(CONTACT)
    assert (REVIEWER.name, PERSON.person_id) in [(one[0], one[1]) for one in desktop.people.noted]
