"""The page of templates: what a sender owes stands first, each template is a file, nobody gets another kind's."""

import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.returns.obligations import Arrival
from services.reporting.queries.downloads import templates as queries
from services.reporting.queries.submission.submissions import FileNoteView, Submission
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.issues import get_issue
from shared.vocabulary.templates.versions import FIRST, TemplateVersion
from shared.web.accounts.permissions import Role
from tests.support.calendar_views import a_change
from tests.support.identities import AUDITOR, REVIEWER, UPLOADER, MemoryIdentities, account
from tests.support.reporting_pages import NOW, PERIOD, Desktop
from tests.support.submission_views import EFFECTIVE, OWN
from tests.unit.reporting.web.conftest import Visit
from tests.unit.reporting.web.test_calendar import token


def _table(html: str, table_id: str) -> list[str]:
    """Return the codes of the templates in a table, in its order."""
    found = re.search(rf'<table[^>]*id="{table_id}".*?</table>', html, re.DOTALL)
    return re.findall(r"/templates/([A-Z0-9_]+)", found[0]) if found else []


def test_a_school_sees_what_it_owes_first_and_the_most_urgent_on_top(visit: Visit) -> None:
    html = visit(UPLOADER).get("/templates").text
    owed = _table(html, "owed")
    assert owed[0] == "S_ENR"
    assert html.index("What you have to send") < html.index("Other returns")
    assert set(owed) | set(_table(html, "templates-1")) == {
        code for code, one in COLLECTIONS.items() if one.sender == "school"
    }
    assert "Overdue" in html


def test_what_has_come_is_not_owed(visit: Visit, desktop: Desktop) -> None:
    desktop.came.append(
        Arrival(OWN, "S_ENR", PERIOD, NOW - timedelta(days=20), EFFECTIVE.submission_id, "counts", rows_refused=0)
    )
    html = visit(UPLOADER).get("/templates").text
    assert "S_ENR" not in _table(html, "owed")
    assert "S_ENR" in _table(html, "templates-1")


def test_where_nothing_is_owed_the_page_says_so(visit: Visit, desktop: Desktop) -> None:
    desktop.clock.advance(timedelta(days=3650))
    for code, collection in COLLECTIONS.items():
        desktop.came += [
            Arrival(OWN, code, one.period, NOW, EFFECTIVE.submission_id, "counts") for one in collection.deadlines
        ]
    html = visit(UPLOADER).get("/templates").text
    assert ("Nothing is to be sent at the moment." in html, _table(html, "owed")) == (True, [])
    assert "No date is to come" in html


async def test_a_college_sees_the_colleges_templates_and_staff_see_all(visit: Visit) -> None:
    college = account(Role.UPLOADER, "10000001")
    identities = MemoryIdentities((college,))
    client = TestClient(Desktop(identities=identities).app(), follow_redirects=False)
    client.cookies.set("onward_session", await identities.open_session(college), domain="testserver.local")
    of_college = client.get("/templates").text
    assert client.get("/templates/S_ENR").status_code == 404
    assert all(code.startswith("C_") for code in re.findall(r"/templates/([A-Z0-9_]+)", of_college))
    of_staff = visit(AUDITOR).get("/templates").text
    assert set(re.findall(r"/templates/([A-Z0-9_]+)", of_staff)) == set(COLLECTIONS)
    assert "What you have to send" not in of_staff


@pytest.mark.parametrize("code", COLLECTIONS)
def test_every_template_is_a_workbook(visit: Visit, code: str) -> None:
    answer = visit(REVIEWER).get(f"/templates/{code}")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats-officedocument.spreadsheetml")
    assert answer.headers["content-disposition"].endswith(".xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.properties.title.startswith(COLLECTIONS[code].title)


@pytest.mark.parametrize("code", ["ROLL", "C_ENR", "NOPE", "s_enr", "%00", "S_ENR%2F.."])
def test_what_is_no_template_for_a_school_is_not_there(visit: Visit, code: str) -> None:
    assert visit(UPLOADER).get(f"/templates/{code}").status_code in {400, 404}


def test_dates_that_the_authority_has_moved_stand_in_the_workbook(desktop: Desktop, visit: Visit) -> None:
    first, moved = "Friday 18 September 2026", "Friday 16 October 2026"
    client = visit(REVIEWER)
    before = _instructions(client)
    assert (first in before, moved in before) == (True, False)
    form = "/calendar/change/due/S_ENR.2026-09"
    typed = {"due_on": "16 10 2026", "last_day": "16 10 2026", "from_on": "1 9 2026", "reason": "The portal was down"}
    shown = client.post(form, data=typed | token(client.get(form).text))
    assert client.post(form, data=typed | token(shown.text) | {"step": "make"}).status_code == 303
    after = _instructions(client)
    assert (first in after, moved in after) == (False, True)
    desktop.calendar.changes.append(a_change(2, Asked("taken back", takes_back=1)))
    assert _instructions(client) == before


def _instructions(client: TestClient) -> str:
    """Return the words of the instructions in the template of the schools' enrolment."""
    book = load_workbook(io.BytesIO(client.get("/templates/S_ENR").content))
    return " ".join(str(cell.value) for row in book["Instructions"].rows for cell in row)


def test_the_page_of_a_file_tells_what_changed_since_its_template_and_how_old_its_data_are(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (
        ("F093", None),
        ("F094", "Student Mobile"),
        ("F095", "Reason for Leaving"),
        ("F097", "Destination"),
        ("F098", None),
    )
    notes = tuple(FileNoteView(code, None, 1, heading=heading) for code, heading in told)
    file = replace(EFFECTIVE, notes=notes, data_taken_on=date(2026, 9, 2))
    monkeypatch.setattr(type(desktop.submissions), "find_submission", _found(file))
    html = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text
    for code, heading in told:
        assert get_issue(code).sentence in html
        assert heading is None or f"Heading “{heading}”" in html
    assert re.search(r'href="[^"]*/templates">Templates</a> <span class="onward-code">F093</span>', html)
    assert re.search(r"Data taken on\s*</dt>\s*<dd[^>]*>\s*2 September 2026", html)


def _found(file: Submission) -> Callable[[object, UUID], Awaitable[Submission]]:
    async def find(_: object, __: UUID) -> Submission:
        return file

    return find


def test_versions_stand_with_what_changed_in_each(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:

    second = TemplateVersion("2026-27.2", NOW.date(), "Mobile numbers are asked for.", added=("C7",))
    monkeypatch.setattr(
        queries,
        "COLLECTIONS",
        {**COLLECTIONS, "S_ENR": replace(COLLECTIONS["S_ENR"], template_versions=(FIRST, second))},
    )
    html = visit(UPLOADER).get("/templates").text
    assert html.index("Mobile numbers are asked for.") < html.index(f"Version {FIRST.id} of")
    assert "Earlier versions" in html
