"""A school checks its pupils: its own alone, and nothing is confirmed that it did not see."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.identities import UPLOADER
from tests.support.person_views import LOST, PERSON
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit

ONE = f"/pupils/{PERSON.person_id}"


def _post(client: TestClient, address: str, form: dict[str, str]) -> tuple[int, str]:
    hidden = dict(re.findall(r'name="(form_token|form_id)" value="([^"]+)"', client.get(address).text))
    answer = client.post(address, data={**hidden, **form})
    return answer.status_code, answer.text


def test_one_click_confirms_whom_the_school_saw(visit: Visit, desktop: Desktop) -> None:
    assert _post(visit(UPLOADER), "/pupils", {"total": "1"})[0] == 303
    [entry] = desktop.entries
    assert (entry.collection, entry.establishment, entry.period) == ("S_CHECK", "8860001", "2026-27")
    assert [(line.person_id, line.facts) for line in entry.lines] == [
        (PERSON.person_id, {"row_kind": "CORRECT", "stays": "Y"})
    ]


def test_nobody_is_confirmed_unseen(visit: Visit, desktop: Desktop) -> None:
    assert _post(visit(UPLOADER), "/pupils", {"total": "0"})[0] == 409
    assert desktop.entries == []


def test_who_is_not_a_pupil_of_the_school_does_not_exist_for_it(visit: Visit) -> None:
    assert visit(UPLOADER).get(f"/pupils/{LOST.person_id}").status_code == 404


def test_a_pupil_who_left_is_a_leaver(visit: Visit, desktop: Desktop) -> None:
    assert _post(visit(UPLOADER), ONE, {"answer": "LEFT", "left_on": "2026-10-02"})[0] == 303
    [entry] = desktop.entries
    assert entry.lines[0].facts == {"row_kind": "LEFT", "left_on": "2026-10-02", "destination": "D31"}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"answer": ""}, "Select what is wrong"),
        ({"answer": "CORRECT"}, "Select what is wrong"),
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
