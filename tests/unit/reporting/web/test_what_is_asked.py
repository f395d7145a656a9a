"""What is asked of whom, on the page and in the letter: whoever sends sees their own rows first."""

import re
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import ALL_ROWS, CODES_CALENDAR
from services.reporting.domain.calendar.points import POINTS
from services.reporting.domain.calendar.requirements import ASKED, requirements, year_of
from services.reporting.queries.calendar.calendar import CalendarQueries
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.establishments import Establishment, Register
from tests.support.calendar_views import MemoryCalendar, a_change
from tests.support.clock import FixedClock
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import NOW, Desktop
from tests.unit.reporting.web.conftest import Visit

SCHOOLS = {"S_ENR", "TEP_DEST", "S_SG", "TEP_SG2", "S_LEAVE", "S_CHECK"}


def titles(html: str, table: str) -> list[str]:
    """Return the row heads of a table; empty where it is not there."""
    found = re.search(rf'<table[^>]* id="{table}".*?</table>', html, re.DOTALL)
    heads = re.findall(r'<th scope="row"[^>]*><span[^>]*>(.*?)</span></th>', found[0], re.DOTALL) if found else []
    return [re.sub(r"\s*<span.*", "", head, flags=re.DOTALL).strip() for head in heads]


def titled(codes: set[str]) -> list[str]:
    return [row.title for row in ALL_ROWS if row.collections[0] in codes]


def test_every_row_of_the_calendar_says_what_it_asks() -> None:
    assert set(ASKED) == {row.collections[0] for row in ALL_ROWS}


def test_a_school_sees_its_own_rows_first_and_then_those_of_colleges(visit: Visit) -> None:
    html = visit(UPLOADER).get("/calendar").text
    assert titles(html, "own") == titled(SCHOOLS)
    assert titles(html, "college") == titled({"C_ENR", "C_SG", "C_JL"})
    assert titles(html, "school") == []
    assert html.index('id="own"') < html.index('id="college"')
    assert "/calendar/dates" not in html


@pytest.mark.parametrize(
    ("establishment", "codes"),
    [
        (
            Establishment(None, "Harbour", None, "10001111", "Further education", None, None, None),
            {"C_ENR", "C_SG", "C_JL"},
        ),
        (
            Establishment("8860003", "To sixteen", None, None, "school", None, None, None, 16),
            SCHOOLS - {"S_ENR"},
        ),
        (Establishment("8860003", "Closed", None, None, "school", None, None, date(2026, 8, 31)), set()),
    ],
    ids=lambda part: part.name if isinstance(part, Establishment) else "",
)
async def test_its_own_rows_are_what_an_establishment_owes(establishment: Establishment, codes: set[str]) -> None:
    queries = CalendarQueries(MemoryCalendar(), Register([establishment]), FixedClock(NOW))
    asked = await queries.asked(establishment.number)
    assert [one.row.title for one in asked.own] == titled(codes)
    assert len(asked.own) + len(asked.others) == len(ALL_ROWS)


def test_the_authority_sees_the_rows_of_all(visit: Visit) -> None:
    html = visit(REVIEWER).get("/calendar").text
    assert titles(html, "school") == titled(SCHOOLS)
    assert titles(html, "college") == titled({"C_ENR", "C_SG", "C_JL"})
    assert titles(html, "lists") == titled({"TEP_DEST", "TEP_SG2", "S_CHECK"})
    assert titles(html, "own") == []
    assert "/calendar/dates" in html


def test_each_contradiction_about_a_row_is_printed_with_what_holds(visit: Visit, desktop: Desktop) -> None:
    desktop.calendar.changes = [a_change(1, Asked("reading", "lowest-year", value="appendix"), date(2026, 10, 1))]
    html = visit(UPLOADER).get("/calendar").text
    for point in POINTS:
        assert point.point.replace("'", "&#39;") in html
    assert "Year 9 and above is asked for" in html
    assert "Year 9 is taken; Year 10 and above is asked for" not in html


def test_a_moved_date_stands_on_the_page_in_the_letter_and_in_the_document(visit: Visit, desktop: Desktop) -> None:
    desktop.calendar.changes = [a_change(1)]
    client = visit(UPLOADER)
    assert "16 October 2026, late after 18 October 2026 (moved)" in client.get("/calendar").text
    assert "16 October 2026 (late after 18 October 2026)" in client.get("/calendar/letter").text
    answer = client.get("/calendar/letter.docx")
    assert answer.headers["content-disposition"] == 'attachment; filename="letter 2026-10-05.docx"'
    cells = {
        cell.text for table in Document(BytesIO(answer.content)).tables for row in table.rows for cell in row.cells
    }
    assert "16 October 2026 (late after 18 October 2026)" in cells


def test_services_and_mailboxes_stand_beside_each_row(visit: Visit) -> None:
    html = visit(UPLOADER).get("/calendar").text
    assert "mailto:MICorePlus@kent.gov.uk" in html
    assert "mailto:stayingintouch@theeducationpeople.org" in html
    assert "Kent Choices or Secure e-mail" in html


@pytest.mark.parametrize("today", [date(2026, 7, 6), date(2027, 8, 31), date(2030, 1, 1)])
def test_the_year_is_that_of_today_or_the_nearest_with_dates(today: date) -> None:
    assert year_of(CODES_CALENDAR, today) == AcademicYear(2026)
    assert len(requirements(CODES_CALENDAR, AcademicYear(2026), today)) == len(ALL_ROWS)
    assert requirements(CODES_CALENDAR, AcademicYear(2020), today) == []
