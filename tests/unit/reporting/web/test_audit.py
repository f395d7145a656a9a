"""The pages of the audit: what is asked for, nobody's name, and that whoever looks is noted."""

import csv
import io
from dataclasses import replace

import pytest

from tests.support.audit_views import CHANGE, LOOK, LOOKED_AT
from tests.support.identities import ADMIN, ANALYST, AUDITOR, REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit


def test_entries_are_shown_and_the_look_is_noted(visit: Visit, desktop: Desktop) -> None:
    html = visit(AUDITOR).get("/audit").text
    assert "2 entries" in html
    assert f'href="/people/{LOOKED_AT}"' in html
    assert "analyst@example.org" in html
    assert desktop.people.noted == [(AUDITOR.name, None, "audit")]


def test_who_may_not_open_a_record_finds_no_way_to_one(visit: Visit) -> None:
    html = visit(ADMIN).get("/audit").text
    assert str(LOOKED_AT) in html
    assert f"/people/{LOOKED_AT}" not in html


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2),
        (f"person={LOOKED_AT}", 1),
        ("kind=timeline", 1),
        ("kind=nothing", 0),
        ("since=5+10+2026", 1),
        ("until=4+10+2026", 1),
        ("since=1+10+2026&until=31+10+2026", 2),
        (f"account={ANALYST.id}", 2),
    ],
)
def test_what_is_asked_for_is_found(visit: Visit, query: str, total: int) -> None:
    answer = visit(AUDITOR).get(f"/audit?{query}")
    assert answer.status_code == 200
    assert ("There is no such entry." in answer.text) == (total == 0)
    if total:
        assert f"{total} {'entry' if total == 1 else 'entries'}" in answer.text
    lines = list(csv.reader(io.StringIO(visit(AUDITOR).get(f"/audit.csv?{query}").content.decode("utf-8-sig"))))
    assert len(lines) == total + 1


@pytest.mark.parametrize("query", ["account=weaver", "person=Fernhollow", "colour=red", f"kind={'x' * 90}"])
def test_what_makes_no_sense_is_refused(visit: Visit, query: str) -> None:
    assert visit(AUDITOR).get(f"/audit?{query}").status_code == 400


def test_a_day_that_is_none_is_asked_again_in_its_field(visit: Visit, desktop: Desktop) -> None:
    answer = visit(AUDITOR).get("/audit?since=31+2+2027")
    assert answer.status_code == 400
    assert 'id="since-error"' in answer.text
    assert desktop.people.noted == []
    assert visit(AUDITOR).get("/audit.csv?since=31+2+2027").status_code == 400


def test_a_file_holds_no_formula_and_taking_it_is_noted(visit: Visit, desktop: Desktop) -> None:
    desktop.people.noted.clear()
    text = visit(AUDITOR).get("/audit.csv").content.decode("utf-8-sig")
    assert f"'{CHANGE.account}" in text
    assert desktop.people.noted == [(AUDITOR.name, None, "audit, as a file")]


def test_what_is_withheld_is_shown_by_its_day(visit: Visit, desktop: Desktop) -> None:
    """Whoever checks others may not see where somebody confidential is: the rows are asked for without it."""
    kept = desktop.audit.lines
    desktop.audit.lines = [replace(LOOK, account="", place=None, withheld=True)]
    try:
        html, text = (visit(AUDITOR).get(path).text for path in ("/audit", "/audit.csv"))
    finally:
        desktop.audit.lines = kept
    assert "An establishment&#39;s account, or one that is no more" in html
    assert "5 October 2026 at" not in html
    assert (
        f'2026-10-05,"An establishment\'s account, or one that is no more",Read,timeline,{LOOKED_AT},,reporting,\r\n'
        in text
    )
    assert not any(one.confidential for one in desktop.audit.asked[-2:])


def test_erasures_say_how_far_they_are(visit: Visit, desktop: Desktop) -> None:
    html = " ".join(visit(REVIEWER).get("/erasures").text.split())
    for words in ("4 erasures", "Waits for a second person", "Refused", "1 of 4 services", "by all services"):
        assert words in html
    desktop.audit.orders.clear()
    try:
        assert "Nothing has been erased." in visit(REVIEWER).get("/erasures").text
    finally:
        desktop.audit.__init__()  # type: ignore[misc]


def test_only_those_who_check_others_find_it_in_the_navigation(visit: Visit) -> None:
    assert 'href="/audit"' in visit(AUDITOR).get("/").text
    for account in (REVIEWER, ANALYST, UPLOADER):
        assert 'href="/audit"' not in visit(account).get("/").text
