"""The pages about lists: numbers for the authority, names for the school alone."""

import csv
import io
import re
from datetime import date

import pytest

from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.returns.issued import AskedReturn, IssuedLists, NamesAnswered
from services.reporting.queries.board.known import KnownReturns
from services.reporting.queries.lists.lists import soon_out
from shared.web.accounts.permissions import Permission
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.list_views import MemoryLists, listed_today
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OTHER, OWN
from tests.unit.reporting.web.conftest import Visit


@pytest.fixture
def lists(desktop: Desktop) -> MemoryLists:
    """Return what the pages read."""
    desktop.lists.out = {}
    return desktop.lists


def _form(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html))


def test_a_week_before_the_board_leads_to_how_ready_the_list_is(visit: Visit, lists: MemoryLists) -> None:
    assert "how ready the list is" in visit(ANALYST).get("/returns").text
    assert "how ready the list is" not in visit(UPLOADER).get("/returns").text
    known = KnownReturns((), CODES_CALENDAR, ())
    assert {one.collection for one in soon_out(known, date(2026, 10, 2))} == {"TEP_DEST"}
    out = known._replace(issued=IssuedLists(frozenset({("TEP_DEST", "2026-27")})))
    assert not {*soon_out(known, date(2026, 10, 1)), *soon_out(out, date(2026, 10, 9))}


def test_a_list_that_is_out_is_said_to_have_gone_out_on_the_day_on_which_it_did(
    visit: Visit, lists: MemoryLists
) -> None:
    for address in ("/lists", "/lists/TEP_DEST"):
        lists.out = {}
        assert "9 October 2026" in visit(ANALYST).get(address).text
        lists.out = {"TEP_DEST": {OWN: NamesAnswered(12, 0)}}
        shown = visit(ANALYST).get(address).text
        assert "Went out 5 October 2026" in shown
        assert "9 October 2026" not in shown


def test_what_is_missing_says_why_it_would_take_names_off_or_that_it_is_not_known(
    visit: Visit, lists: MemoryLists
) -> None:
    html = visit(ANALYST).get("/lists/TEP_DEST").text
    assert "4 were offered a place there; 1 were there the year before" in html
    assert "Not known" in html
    assert "Send the list out" not in html
    lists.signs = 0
    assert "were offered a place" not in visit(ANALYST).get("/lists/TEP_DEST").text


def test_the_file_has_numbers_and_no_names(visit: Visit, lists: MemoryLists) -> None:
    rows = list(csv.DictReader(io.StringIO(visit(ANALYST).get("/lists/TEP_DEST/readiness.csv").text.lstrip("\ufeff"))))
    ours = [row for row in rows if row["School number"] == OWN]
    assert {row["Names today"] for row in ours} == {"12"}
    assert {row["Names it would probably remove"] for row in ours} == {"4"}
    unknown = [row for row in rows if not row["School number"]]
    assert {row["Names it would probably remove"] for row in unknown} == {"not known"}
    assert "Fernhollow" not in str(rows)


def test_a_list_is_sent_out_as_it_was_shown_and_taken_back(visit: Visit, lists: MemoryLists) -> None:
    client = visit(REVIEWER)
    form = _form(client.get("/lists/TEP_DEST/issue").text)
    answer = client.post("/lists/TEP_DEST/issue", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lists/TEP_DEST?done=issued")
    assert lists.issued_by[-1].shown == form["shown"]
    assert "The list is out." in client.get("/lists/TEP_DEST?done=issued").text
    lists.answered = True
    form = _form(client.get("/lists/TEP_DEST/take-back").text)
    refused = client.post("/lists/TEP_DEST/take-back", data=form)
    assert refused.status_code == 409
    assert "can no longer be taken back" in refused.text
    lists.answered = False
    stale = client.post("/lists/TEP_DEST/take-back", data=form | {"shown": "0"})
    assert stale.status_code == 409
    assert "has gone out anew since you looked" in stale.text
    assert client.post("/lists/TEP_DEST/take-back", data=form).status_code == 303


def test_no_other_word_in_the_address_sends_a_list_out_or_takes_it_back(visit: Visit, lists: MemoryLists) -> None:
    lists.out = {"TEP_DEST": {OWN: NamesAnswered(12, 0)}}
    client = visit(REVIEWER)
    form = _form(client.get("/lists/TEP_DEST/take-back").text)
    assert client.post("/lists/TEP_DEST/take", data=form).status_code == 404
    assert client.get("/lists/TEP_DEST/take").status_code == 404
    assert "TEP_DEST" in lists.out


def test_others_on_the_list_are_shown_before_it_goes_out(visit: Visit, lists: MemoryLists) -> None:
    lists.result = "changed meanwhile"
    client = visit(REVIEWER)
    answer = client.post("/lists/TEP_DEST/issue", data=_form(client.get("/lists/TEP_DEST/issue").text))
    assert answer.status_code == 409
    assert "The list has changed since you looked" in answer.text


def test_a_school_finds_its_list_among_the_templates(visit: Visit, lists: MemoryLists) -> None:
    lists.out = {"TEP_DEST": {OWN: NamesAnswered(12, 7), OTHER: NamesAnswered(3, 0)}}
    html = visit(UPLOADER).get("/templates").text
    assert "Lists that were sent to you" in html
    assert "7 of 12" in html
    assert "3" not in re.findall(r"0 of (\d+)", html)
    answer = visit(UPLOADER).get(f"/lists/TEP_DEST/of/{OWN}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{OWN}_Leaver destinations.xlsx"'
    assert UPLOADER.may(Permission.TAKE_LISTS)


def test_a_list_is_offered_until_the_next_one_of_its_kind_is_out(
    visit: Visit, lists: MemoryLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    def issued_with(*years: str) -> None:
        async def issued(_: MemoryLists, establishment: str) -> IssuedLists:
            out = frozenset(("TEP_DEST", year) for year in years)
            return IssuedLists(out, {AskedReturn(establishment, "TEP_DEST", "2025-26"): NamesAnswered(3, 3)})

        monkeypatch.setattr(MemoryLists, "issued", issued)

    issued_with("2025-26")
    assert "Lists that were sent to you" in visit(UPLOADER).get("/templates").text
    issued_with("2025-26", "2026-27")
    assert "Lists that were sent to you" not in visit(UPLOADER).get("/templates").text


def test_many_schools_are_shown_page_by_page(visit: Visit, desktop: Desktop, lists: MemoryLists) -> None:
    lists.today = listed_today(OWN, 30)
    assert visit(ANALYST).get("/lists/TEP_DEST?page=2").status_code == 400
    assert visit(ANALYST).get("/lists/S_ENR").status_code == 404
