"""The pages about unusual leavers: what they list, on what evidence, and what the authority may decide."""

import re

import pytest

from services.reporting.queries.quality.leaver_alerts import LEAVERS_IN
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.quality_views import ALERT, SILENT, acknowledged, taken_back
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_leavers_come_in_monthly_returns_of_schools_and_colleges() -> None:
    assert LEAVERS_IN == ("C_JL", "C_LEAVE", "S_JL", "S_LEAVE")


def test_the_list_has_the_silence_first_with_its_evidence(visit: Visit) -> None:
    rows = [_text(row) for row in visit(ANALYST).get("/quality/leavers").text.split("<tr")[2:]]
    assert len(rows) == 2
    assert "Silence May 2026 to October 2026" in rows[0]
    assert "6 returns in a row without a leaver; peers average" in rows[0]
    assert "Unusually many October 2026 17 leavers; peers average" in rows[1]


@pytest.mark.parametrize(("query", "rows"), [("kind=silent", 1), ("state=open", 2), ("state=acknowledged", 0)])
def test_the_list_can_be_narrowed(visit: Visit, query: str, rows: int) -> None:
    html = visit(ANALYST).get(f"/quality/leavers?{query}").text
    assert html.count('scope="row"') == rows
    assert ("No alerts match." in html) == (rows == 0)


def test_the_same_stands_in_the_json(visit: Visit) -> None:
    found = visit(ANALYST).get("/api/quality/leavers").json()
    assert found["establishments"] == 7
    silent = found["alerts"][0]
    assert (silent["establishment"], silent["kind"], silent["since"], silent["state"]) == (*SILENT, "open")


def test_an_alert_is_acknowledged_with_a_reason(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    html = client.get(ALERT).text
    form = {name: _hidden(html, name) for name in ("form_token", "form_id", "seen")}
    wanting = client.post(ALERT, data={**form, "act": "acknowledged", "reason": " "})
    assert (wanting.status_code, "Enter the reason" in wanting.text) == (422, True)
    long = client.post(ALERT, data={**form, "act": "acknowledged", "reason": "w" * 1001})
    assert (long.status_code, "these are 1,001" in long.text) == (422, True)
    answer = client.post(ALERT, data={**form, "act": "acknowledged", "reason": "No sixth form this year"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ALERT}?written=yes")
    (kept,) = desktop.quality.answers
    assert (kept.key, kept.act, kept.reason, kept.seen) == (SILENT, "acknowledged", "No sixth form this year", 0)
    assert kept.account == REVIEWER.name


def test_what_is_acknowledged_says_so_and_can_be_taken_back(visit: Visit, desktop: Desktop) -> None:
    desktop.quality.notes = {SILENT: [acknowledged()]}
    client = visit(REVIEWER)
    html = client.get(ALERT).text
    assert "The head says that nobody left." in html
    assert "Acknowledge it" not in html
    form = {name: _hidden(html, name) for name in ("form_token", "form_id", "seen")}
    assert form["seen"] == "1"
    assert client.post(ALERT, data={**form, "act": "undone"}).status_code == 303
    assert desktop.quality.answers[-1].reason == ""
    desktop.quality.notes = {SILENT: [taken_back(), acknowledged()]}
    assert "Acknowledge it" in client.get(ALERT).text
    listed = client.get("/quality/leavers").text
    assert "To ask about" in listed
    desktop.quality.notes = {}


def test_whoever_was_second_is_told_so_and_loses_nothing(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    html = client.get(ALERT).text
    form = {name: _hidden(html, name) for name in ("form_token", "form_id", "seen")}
    desktop.quality.result = "stale"
    answer = client.post(ALERT, data={**form, "act": "acknowledged", "reason": "Small school"})
    desktop.quality.result = "written"
    assert answer.status_code == 409
    assert "This has changed meanwhile." in answer.text
    assert "Small school" in answer.text


def test_what_is_over_stays_to_be_read_where_something_was_decided(visit: Visit, desktop: Desktop) -> None:
    counts, over = desktop.quality.counts, SILENT._replace(since="2026-09")
    assert visit(REVIEWER).get(ALERT.replace("2026-05", "2026-09")).status_code == 404
    desktop.quality.notes = {over: [acknowledged()]}
    html = visit(REVIEWER).get(ALERT.replace("2026-05", "2026-09")).text
    assert "It is over" in html
    assert "Take the acknowledgement back" not in html
    desktop.quality.notes, desktop.quality.counts = {}, counts


@pytest.mark.parametrize("address", ["/quality/leavers/loud/8860002/2026-05", "/quality/leavers/silent/1/2026-05"])
def test_there_is_no_other_alert(visit: Visit, address: str) -> None:
    assert visit(REVIEWER).get(address).status_code == 404


def test_who_only_reads_is_asked_for_nothing_and_a_sender_sees_none(visit: Visit) -> None:
    assert "<textarea" not in visit(ANALYST).get(ALERT).text
    assert visit(UPLOADER).get("/quality/leavers").status_code == 403
    assert "Unusual leavers" not in visit(UPLOADER).get("/").text
