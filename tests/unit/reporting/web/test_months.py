"""The pages about months: what each waits for, and its steps by one person who saw how it stands."""

import re
from datetime import timedelta

import pytest

from tests.support.identities import ANALYST, REVIEWER
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit


def _form(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html))


def test_the_list_says_what_each_month_waits_for(visit: Visit) -> None:
    text = visit(ANALYST).get("/months").text
    assert "13 months" in text
    assert "October 2026" in text
    assert "Say that it was sent" in text


def test_whoever_may_not_close_months_sees_how_they_stand_and_no_button(visit: Visit) -> None:
    for account, button in ((ANALYST, False), (REVIEWER, True)):
        text = visit(account).get("/months/2026-09-30").text
        assert ("govuk-button" in text.split("<main")[1].split("</main")[0]) is button
        assert "Closed: edition 1" in text
        assert "the deadline" in text


@pytest.mark.parametrize(
    "address", ["/months/2026-09-29", "/months/x", "/months/20260930", "/months/2026-09-30/eat", "/months/0001-01-31"]
)
def test_what_there_is_not(visit: Visit, address: str) -> None:
    assert visit(REVIEWER).get(address).status_code == 404


def test_a_step_is_taken_once_however_often_its_form_is_sent(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    form = _form(client.get("/months/2026-10-31/check").text)
    for _ in range(2):
        answer = client.post("/months/2026-10-31/check", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/months/2026-10-31?done=check")
    assert [act.step for act in desktop.months.done] == ["check", "close", "check"]
    assert "Checked." in client.get("/months/2026-10-31?done=check").text


def test_whoever_saw_an_older_version_is_told_so_and_changes_nothing(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    form = _form(client.get("/months/2026-09-30/send").text)
    other = _form(client.get("/months/2026-09-30/reopen").text) | {"reason": "late return"}
    assert client.post("/months/2026-09-30/reopen", data=other).status_code == 303
    answer = client.post("/months/2026-09-30/send", data=form)
    assert answer.status_code == 409
    assert "Somebody has taken a step since you looked" in answer.text
    assert len(desktop.months.done) == 3
    junk = client.post("/months/2026-09-30/check", data=form | {"version": "²"})
    assert junk.status_code == 409


def test_what_is_wanted_is_said_at_its_field(visit: Visit) -> None:
    client = visit(REVIEWER)
    form = _form(client.get("/months/2026-09-30/reopen").text)
    answer = client.post("/months/2026-09-30/reopen", data=form)
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert "Enter the reason" in answer.text


def test_grave_errors_are_shown_before_a_month_is_closed_and_need_a_reason(visit: Visit, desktop: Desktop) -> None:
    client, months = visit(REVIEWER), desktop.months
    desktop.clock.advance(timedelta(days=30))
    client.post("/months/2026-10-31/check", data=_form(client.get("/months/2026-10-31/check").text))
    months.unmade, months.errors = {102}, {1: 2}
    assert "put together" in client.get("/months/2026-10-31").text
    form = _form(client.get("/months/2026-10-31/close").text)
    assert client.post("/months/2026-10-31/close", data=form).status_code == 409
    months.unmade, months.errors = set(), None
    assert "being counted" in client.get("/months/2026-10-31").text
    assert client.post("/months/2026-10-31/close", data=form).status_code == 409
    months.errors = {1: 2}
    html = client.get("/months/2026-10-31/close").text
    assert "2 errors of priority 1" in html
    assert client.post("/months/2026-10-31/close", data=_form(html)).status_code == 422
    assert client.post("/months/2026-10-31/close", data=_form(html) | {"reason": "agreed"}).status_code == 303
    assert months.done[-1].errors == {"1": 2}


def test_the_command_reads_the_same(visit: Visit, desktop: Desktop) -> None:
    desktop.months.errors = {2: 5}
    months = visit(ANALYST).get("/api/months").json()["months"]
    assert (months[0]["month"], months[0]["state"], months[0]["next"]) == ("2026-10-31", "open", "check")
    one = visit(ANALYST).get("/api/months/2026-09-30").json()
    assert (one["state"], one["edition"], one["closed_snapshot"], one["errors"]) == ("closed", 1, 2, {"2": 5})
