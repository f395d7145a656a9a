"""The board of returns: whose it is, what it may be asked for, and the files that are made of it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar as CalendarFile
from starlette.testclient import TestClient

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.returns.issued import AskedReturn, IssuedLists, NamesAnswered
from services.reporting.domain.returns.obligations import Arrival
from services.reporting.entrypoints.web.board.downloads import COLUMNS
from services.reporting.entrypoints.web.board.words import BOARD_STATES, SERVICES
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.establishments import Establishment, Register
from shared.workbooks.safe_cells import safe_cell
from tests.support.board_views import MemoryBoardRows
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, HELD, OTHER, OWN, RECEIVED_AT, REGISTER
from tests.unit.reporting.web.conftest import Visit

SCHOOLS = {one.code for one in COLLECTIONS.values() if one.sender == "school"}


def rows_of(html: str) -> list[str]:
    """The text of each line of the board."""
    body = html.partition('id="returns"')[2].partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", f"<tr {row}").split()) for row in body.split("<tr ")[1:]]


def choices(html: str, name: str) -> set[str]:
    """What a drop-down offers."""
    return set(re.findall(r'value="([^"]+)"', html.partition(f'id="{name}"')[2].partition("</select>")[0]))


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def events_of(content: bytes) -> list[Any]:
    """The events of a calendar file, which is read without a complaint."""
    whole = CalendarFile.from_ical(content)
    assert whole.errors == []
    return list(whole.walk("VEVENT"))


def test_who_never_sent_anything_is_on_the_board(visit: Visit) -> None:
    rows = rows_of(visit(REVIEWER).get(f"/returns?establishment={OTHER}&collection=S_LEAVE&due=2026-09").text)
    assert rows == [
        "Saint Ronan’s Sixth Form Centre 8860002 School leavers, September 2026 30 September 2026 Late Nothing yet"
        " 0 0 0 0"
    ]


def test_how_many_names_of_a_list_are_answered_is_said_also_where_nothing_has_come(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {
        AskedReturn(OWN, "TEP_DEST", "2026-27"): NamesAnswered(7, 3),
        AskedReturn(OTHER, "TEP_DEST", "2026-27"): NamesAnswered(7, 0),
    }
    came = Arrival(OWN, "TEP_DEST", "2026-27", RECEIVED_AT, EFFECTIVE.submission_id, "counts")
    monkeypatch.setattr(desktop.board, "arrivals", (came,))
    of = ("TEP_DEST", "2026-27")
    monkeypatch.setattr(desktop.board, "issued", IssuedLists(frozenset({of}), names, {of: date(2026, 10, 5)}))
    rows = rows_of(visit(REVIEWER).get("/returns?collection=TEP_DEST").text)
    assert [re.findall(r"\d of \d answered", row) for row in rows] == [["0 of 7 answered"], ["3 of 7 answered"]]
    assert all("list went out 5 October 2026" in row and "9 October" not in row for row in rows)
    found = read_csv(visit(REVIEWER).get("/returns.csv?collection=TEP_DEST").text)
    told = {row["Establishment number"]: (row["Names listed"], row["Names answered"]) for row in found}
    assert told == {OWN: ("7", "3"), OTHER: ("7", "0")}


def test_what_waits_for_a_decision_stands_first_then_what_is_overdue_late_and_due_next(visit: Visit) -> None:
    rows = rows_of(visit(REVIEWER).get("/returns").text)
    assert "Waiting for a decision" in rows[0]
    tags = (" Late ", " Could not be used ", " Expected ", " Accepted ", " Received ")
    states = [next((tag for tag in tags if tag in row), "") for row in rows[1:]]
    in_order = (" Late ", " Could not be used ", " Expected ", " Received ", " Accepted ")
    assert tuple(dict.fromkeys(filter(None, states))) == in_order
    expected = [row for row in rows if " Expected " in row]
    assert "16 October 2026" in expected[0]


def test_a_sender_sees_what_its_own_establishment_owes_and_nothing_else(visit: Visit) -> None:
    html = visit(UPLOADER).get("/returns").text
    assert all(row.startswith("Larkfield Bank School") for row in rows_of(html))
    assert "Saint Ronan" not in html
    assert 'id="establishment"' not in html
    for path in ("/returns", "/returns.csv", "/returns.ics"):
        assert visit(UPLOADER).get(f"{path}?establishment={OTHER}").status_code == 400
    assert {row["Establishment number"] for row in read_csv(visit(UPLOADER).get("/returns.csv").text)} == {OWN}


@pytest.mark.parametrize("path", ["/returns", "/submissions"])
def test_a_school_is_offered_the_returns_of_schools(visit: Visit, path: str) -> None:
    assert choices(visit(UPLOADER).get(path).text, "collection") == SCHOOLS
    assert choices(visit(REVIEWER).get(path).text, "collection") == set(COLLECTIONS)


def test_nobody_by_that_name_is_a_mistake_that_is_explained(visit: Visit) -> None:
    answer = visit(REVIEWER).get("/returns?establishment=nobody")
    assert answer.status_code == 400
    assert "We know no school or college by this name or number" in answer.text
    assert 'href="#establishment"' in answer.text
    assert visit(REVIEWER).get("/returns.csv?establishment=nobody").status_code == 400


@pytest.mark.parametrize(
    "asked", ["due=soon", "state=maybe", "service=x", "collection=X", "establishment=a&establishment=b", "due=2026-13"]
)
def test_what_makes_no_sense_is_refused(visit: Visit, asked: str) -> None:
    for path in ("/returns", "/returns.csv", "/returns.ics"):
        assert visit(REVIEWER).get(f"{path}?{asked}").status_code == 400


def test_the_filters_narrow_it(visit: Visit) -> None:
    def asked(query: str) -> list[dict[str, str]]:
        return read_csv(visit(REVIEWER).get(f"/returns.csv?{query}").text)

    everything = asked("")
    for service, owner in SERVICES.items():
        assert asked(f"service={service}") == [row for row in everything if row["Service"] == owner] != []
    assert {row["Due on"][:7] for row in asked("due=2026-10")} == {"2026-10"}
    for state, words in BOARD_STATES.items():
        assert asked(f"state={state}") == [row for row in everything if row["State"] == words.tag]
    assert {row["Return"] for row in asked("collection=S_SG")} == {COLLECTIONS["S_SG"].title}
    assert {row["Establishment"] for row in asked("establishment=larkfield")} == {"Larkfield Bank School"}


def test_what_is_due_this_week_is_counted_and_found(visit: Visit, desktop: Desktop) -> None:
    desktop.clock.advance(timedelta(days=21))
    html = visit(REVIEWER).get("/returns?due=week").text
    assert re.search(r"Due this week</a></dt>\s*<dd[^>]*>6<span[^>]*>still to come, of 6", html)
    assert len(rows_of(html)) == 6
    assert all("30 October 2026" in row or "31 October 2026" in row for row in rows_of(html))


def test_a_line_leads_to_its_file_and_to_what_waits(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/returns?establishment={OWN}").text
    assert f"/submissions/{HELD.submission_id}" in html
    assert f"/submissions/{EFFECTIVE.submission_id}" in html
    assert f"/submissions?establishment={OWN}&amp;collection=S_JL" in html


def test_a_list_that_is_answered_in_part_says_how_far(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = Arrival(OWN, "S_CHECK", "2026-27", RECEIVED_AT, EFFECTIVE.submission_id, "counts", listed=412, answered=7)
    monkeypatch.setattr(desktop.board, "arrivals", (some,))
    (row,) = rows_of(visit(REVIEWER).get(f"/returns?establishment={OWN}&collection=S_CHECK").text)
    assert "Accepted in part 7 of 412 answered" in row


@pytest.mark.parametrize(
    ("taken_on", "code", "words", "cell"),
    [
        (None, None, "", ""),
        (date(2026, 9, 29), None, " ; data taken on 29 September 2026", ""),
        (date(2026, 9, 2), "F098", " ; data taken on 2 September 2026 Old", "Old"),
        (date(2026, 12, 1), "F099", " ; data taken on 1 December 2026 After receipt", "After receipt"),
    ],
)
def test_a_line_says_when_the_data_were_taken_and_whether_they_are_old(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, taken_on: date, code: str, words: str, cell: str
) -> None:
    came = Arrival(OWN, "S_ENR", "2026-27", RECEIVED_AT, EFFECTIVE.submission_id, "counts")
    monkeypatch.setattr(desktop.board, "arrivals", (replace(came, data_taken_on=taken_on, age_note=code),))
    query = f"establishment={OWN}&collection=S_ENR"
    (row,) = rows_of(visit(REVIEWER).get(f"/returns?{query}").text)
    assert f"Received 1 October 2026 at 10:30{words}" in row
    assert ("data taken on" in row) == bool(words)
    (line,) = read_csv(visit(REVIEWER).get(f"/returns.csv?{query}").text)
    assert (line["Data taken on"], line["Age of the data"]) == (taken_on.isoformat() if taken_on else "", cell)


async def test_a_line_says_which_part_is_still_to_come() -> None:
    college = Establishment(None, "Invented College", None, "19990001", "further education", None, None, None)
    came = Arrival("19990001", "C_LEAVE", "2026-09", RECEIVED_AT, EFFECTIVE.submission_id, "counts", nil=True)
    desktop = Desktop(register=Register([college]), board=MemoryBoardRows([came]))
    client = TestClient(desktop.app())
    client.cookies.set("onward_session", await desktop.identities.open_session(REVIEWER), domain="testserver.local")
    query = "establishment=19990001&collection=C_JL&due=2026-09"
    (row,) = rows_of(client.get(f"/returns?{query}").text)
    assert "Late Still to come: College joiners In part" in row
    (line,) = read_csv(client.get(f"/returns.csv?{query}").text)
    assert line["Still to come"] == "College joiners"


def test_every_state_has_its_words() -> None:
    assert len({words.tag for words in BOARD_STATES.values()}) == len(BOARD_STATES)


def test_the_csv_has_every_line_of_the_board(visit: Visit) -> None:
    answer = visit(REVIEWER).get("/returns.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="returns.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(answer.text)
    assert tuple(rows[0]) == COLUMNS
    total = re.search(r">([0-9,]+) returns</caption>", visit(REVIEWER).get("/returns").text)
    assert total is not None
    assert len(rows) == int(total.group(1))
    (enrolment,) = [
        row for row in rows if (row["Establishment number"], row["Return"]) == (OWN, COLLECTIONS["S_ENR"].title)
    ]
    assert enrolment == {
        "Establishment number": OWN,
        "Establishment": "Larkfield Bank School",
        "Return": COLLECTIONS["S_ENR"].title,
        "Period": "2026-27",
        "Due on": "2026-09-18",
        "Late after": "2026-09-18",
        "State": "Accepted in part",
        "Came late": "yes",
        "Received on": "2026-10-01",
        "Came as": "",
        "Still to come": "",
        "Data taken on": "",
        "Age of the data": "",
        "Rows not used": "11",
        "Names listed": "",
        "Names answered": "",
        "Service": "Management Information",
        "Submission": str(EFFECTIVE.submission_id),
    }


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


async def test_a_name_that_is_a_formula_reaches_the_csv_as_text() -> None:
    first, *others = REGISTER.establishments
    desktop = Desktop(register=Register([replace(first, name='=HYPERLINK("http://example.org")'), *others]))
    client = TestClient(desktop.app())
    client.cookies.set("onward_session", await desktop.identities.open_session(REVIEWER), domain="testserver.local")
    names = {row["Establishment"] for row in read_csv(client.get(f"/returns.csv?establishment={OWN}").text)}
    assert names == {'\'=HYPERLINK("http://example.org")'}


def test_the_due_dates_are_read_by_a_calendar(visit: Visit) -> None:
    answer = visit(UPLOADER).get("/returns.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = events_of(answer.content)
    owed = read_csv(visit(UPLOADER).get("/returns.csv").text)
    asked = sorted((row["Due on"], row["Return"]) for row in owed if row["Return"] in _asked_titles())
    found = sorted((str(one["DTSTART"].dt), str(one["SUMMARY"]).removeprefix("Due: ").split(",")[0]) for one in events)
    assert found == asked
    assert len({str(one["UID"]) for one in events}) == len(events)
    assert all(one["DTEND"].dt - one["DTSTART"].dt == timedelta(days=1) for one in events)
    assert all(type(one["DTSTART"].dt) is date for one in events)
    (october,) = [one for one in events if str(one["SUMMARY"]) == "Due: School leavers, October 2026"]
    assert str(october["DESCRIPTION"]) == "Expected. Late after 31 October 2026. Goes to Management Information."
    again = events_of(visit(UPLOADER).get("/returns.ics").content)
    assert [str(one["UID"]) for one in again] == [str(one["UID"]) for one in events]


def _asked_titles() -> set[str]:
    return {one.title for one in COLLECTIONS.values() if one.deadlines}


@pytest.fixture
def moving(desktop: Desktop) -> Iterator[Callable[[str], None]]:
    """Moves the date of school leavers in October; the calendar is as it was afterwards."""
    changes: list[CalendarChange] = []

    def move(to: str) -> None:
        due_on = date.fromisoformat(to)
        asked = Asked("due", "S_LEAVE", "2026-10", due_on, due_on)
        made = asked.as_change(date(2026, 9, 1), desktop.clock.now())
        changes.append(replace(made, change_id=len(changes) + 1))
        desktop.board.calendar = Calendar(changes)

    yield move
    desktop.board.calendar = Calendar()


def test_an_event_stays_the_same_when_its_date_is_moved(visit: Visit, moving: Callable[[str], None]) -> None:
    def october() -> Any:
        events = events_of(visit(REVIEWER).get("/returns.ics").content)
        assert len({str(one["UID"]) for one in events}) == len(events)
        (found,) = [one for one in events if str(one["SUMMARY"]) == "Due: School leavers, October 2026"]
        return found

    found = [october()]
    for to in ("2026-11-06", "2026-11-09"):
        moving(to)
        found.append(october())
    assert [str(one["DTSTART"].dt) for one in found] == ["2026-10-30", "2026-11-06", "2026-11-09"]
    assert [one["SEQUENCE"] for one in found] == [0, 1, 2]
    assert len({str(one["UID"]) for one in found}) == 1
    assert all(one["LAST-MODIFIED"].dt == one["DTSTAMP"].dt for one in found)


def test_the_events_of_one_school_are_not_those_of_the_county(visit: Visit) -> None:
    def uids(client: TestClient, query: str = "") -> set[str]:
        return {str(one["UID"]) for one in events_of(client.get(f"/returns.ics{query}").content)}

    county, one, other = (
        uids(visit(REVIEWER), query) for query in ("", *(f"?establishment={of}" for of in (OWN, OTHER)))
    )
    assert county.isdisjoint(one)
    assert county.isdisjoint(other)
    assert one.isdisjoint(other)
    assert one == uids(visit(UPLOADER))


def test_the_authority_s_calendar_has_each_due_date_once(visit: Visit) -> None:
    events = events_of(visit(REVIEWER).get("/returns.ics").content)
    (leavers,) = [one for one in events if str(one["SUMMARY"]) == "Due: School leavers, September 2026"]
    assert str(leavers["DESCRIPTION"]) == "1 of 2 still to come. Goes to Management Information."
    assert leavers["CATEGORIES"].to_ical().decode() == "Management Information"
