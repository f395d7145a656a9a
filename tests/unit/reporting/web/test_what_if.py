"""The pages about what-ifs: the form of each kind, what it would change, whose status, and removing one."""

import pytest
from httpx2 import Response

from services.reporting.entrypoints.web.what_if.words import KINDS
from tests.support.identities import ADMIN, ANALYST, AUDITOR
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit, form_token, plain

GOOD: dict[str, tuple[dict[str, str], str]] = {
    "currency": ({"codes": "310, 320", "months": "6"}, "Codes 310, 320 stay current until 6 months after"),
    "late": ({"establishment": "8865411", "weeks": "2"}, "comes 2 weeks later"),
    "answered": (
        {"collection": "TEP_DEST", "period": "2026-27", "percent": "80", "shares": "D13 60 D25 40"},
        "80% of",
    ),
    "removed": ({"collection": "S_ENR"}, "There is no"),
    "precedence": ({"winner": "contact", "loser": "learning"}, "Contacts always decide over enrolments"),
}


def send(visit: Visit, kind: str, given: dict[str, str], step: str = "look", baseline: str = "1") -> Response:
    client = visit(ANALYST)
    token = form_token(client.get(f"/what-if/new/{kind}").text)
    return client.post(f"/what-if/new/{kind}", data=token | given | {"step": step, "baseline": baseline})


def test_the_page_explains_each_kind(visit: Visit) -> None:
    text = visit(ANALYST).get("/what-if").text
    for name, kind in KINDS.items():
        assert kind.explained in plain(text)
        assert f"/what-if/new/{name}" in text


@pytest.mark.parametrize("kind", GOOD)
def test_a_kind_is_shown_before_it_is_made(visit: Visit, desktop: Desktop, kind: str) -> None:
    given, words = GOOD[kind]
    shown = send(visit, kind, given)
    assert shown.status_code == 200
    assert words in plain(shown.text)
    assert len(desktop.what_ifs.all) == 2, "looking makes nothing"
    made = send(visit, kind, given, "make")
    assert made.status_code == 303
    assert desktop.what_ifs.all[0].scenario is not None
    assert desktop.what_ifs.all[0].scenario["kind"] == kind


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("currency", {"codes": "310"}),
        ("currency", {"codes": "xyz", "months": "6"}),
        ("currency", {"codes": "310", "months": "many"}),
        ("late", {"weeks": "2"}),
        ("late", {"establishment": "8865411", "weeks": ""}),
        ("late", {"establishment": "'; --", "weeks": "2"}),
        ("answered", {"collection": "TEP_DEST", "period": "2026-27", "percent": "80", "shares": "D13"}),
        ("answered", {"collection": "TEP_DEST", "period": "2026-27", "percent": "80", "shares": "D13 60"}),
        ("removed", {"collection": "NONE"}),
        ("precedence", {"winner": "contact", "loser": "contact"}),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(visit: Visit, kind: str, given: dict[str, str]) -> None:
    answer = send(visit, kind, given, "make")
    assert answer.status_code == 422
    assert "Error: What-if" in answer.text
    assert "There is a problem" in answer.text


def test_a_snapshot_that_has_gone_is_asked_for_again(visit: Visit) -> None:
    answer = send(visit, "late", GOOD["late"][0], "make", "55")
    assert (answer.status_code, "has gone" in answer.text) == (422, True)


def test_what_it_would_change(visit: Visit, desktop: Desktop) -> None:
    text = plain(visit(ANALYST).get("/what-if/7").text)
    assert "From what to what" in text
    assert "comes 2 weeks later" in text
    assert "from In education to Not known" in text
    assert "1 of about 3 people" in plain(visit(ANALYST).get("/what-if/8").text)
    desktop.what_ifs.has_gone = True
    assert "has gone" in visit(ANALYST).get("/what-if/7").text


def test_whose_status_would_change(visit: Visit) -> None:
    text = plain(visit(ANALYST).get("/what-if/7/people?was=education&now=not+known").text)
    assert "Fernhollow, Imogen" in text
    assert "Fernhollow" not in visit(ANALYST).get("/what-if/7/people?was=neet").text
    lines = visit(ANALYST).get("/what-if/7/people.csv").text.splitlines()
    assert len(lines) == 2
    assert "Fernhollow,Imogen,2009-11-14,12,Maidstone" in lines[1]


def test_of_somebody_confidential_no_district_is_told(visit: Visit, desktop: Desktop) -> None:
    desktop.what_ifs.changed = [one._replace(hidden=True, district=None) for one in desktop.what_ifs.changed]
    for address in ("/what-if/7/people", "/what-if/7/people.csv"):
        text = visit(ANALYST).get(address).text
        assert "Withheld" in text
        assert "Maidstone" not in text


def test_one_is_removed_once_it_is_made(visit: Visit, desktop: Desktop) -> None:
    client = visit(ANALYST)
    token = form_token(client.get("/what-if/7").text)
    assert client.post("/what-if/8/remove", data=token).status_code == 409
    assert client.post("/what-if/7/remove", data=token).status_code == 303
    assert desktop.what_ifs.removed == [7]
    assert client.post("/what-if/99/remove", data=token).status_code == 404


def test_whoever_is_not_of_the_team_sees_none(visit: Visit) -> None:
    assert visit(ADMIN).get("/what-if").status_code == 403
    assert visit(AUDITOR).get("/what-if/7").status_code == 403
