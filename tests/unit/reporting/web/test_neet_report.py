"""The page of the NEET report: its numbers are those of its lists, and nobody reads more than they may."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from services.reporting.domain.neet_report.dimensions import DIMENSIONS
from services.reporting.domain.neet_report.suppression import SYMBOL, THRESHOLD
from shared.web.accounts.identities import Account
from tests.support.identities import ADMIN, ANALYST, REVIEWER
from tests.support.neet_report_views import MemoryReportRows
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.support.snapshot_lines import a_county
from tests.unit.reporting.web.conftest import Visit, plain

_FIGURE = re.compile(r'<a class="govuk-link" href="([^"]*/neet-report/people[^"]*)">([\d,]+)<')
_LISTED = re.compile(r">([\d,]+) young (?:person|people)[^<]*</caption>")


def _figures(html: str) -> list[tuple[str, int]]:
    return [(unescape(address), int(number.replace(",", ""))) for address, number in _FIGURE.findall(html)]


@pytest.fixture
def county(desktop: Desktop) -> Iterator[Desktop]:
    desktop.neet_report.lines = a_county(400)
    desktop.neet_report.hidden = frozenset(line.person_id for line in desktop.neet_report.lines[:20])
    yield desktop
    fresh = MemoryReportRows()
    desktop.neet_report.lines, desktop.neet_report.hidden = fresh.lines, fresh.hidden


@pytest.mark.parametrize("account", [ANALYST, REVIEWER], ids=lambda one: one.name)
@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda one: one.key)
def test_every_figure_of_the_page_opens_so_many_people(
    visit: Visit, county: Desktop, account: Account, dimension: object
) -> None:
    client = visit(account)
    found = _figures(client.get(f"/neet-report?snapshot=1&by={dimension.key}&year=12").text)  # type: ignore[attr-defined]
    assert len(found) > 20
    for address, number in found:
        listed = _LISTED.search(client.get(address).text)
        assert listed is not None, address
        assert int(listed[1].replace(",", "")) == number, address


def test_whoever_may_not_see_records_gets_numbers_alone(visit: Visit) -> None:
    html = visit(ADMIN).get("/neet-report").text
    assert "NEET or not known" in html
    assert _figures(html) == []


def test_a_person_is_shown_with_the_row_of_the_file(visit: Visit) -> None:
    html = visit(ANALYST).get("/neet-report/people?snapshot=1&measure=neet").text
    assert f"/people/{PERSON.person_id}" in html
    assert "sheet Sheet1, row 14" in plain(html)


def test_of_somebody_confidential_neither_place_nor_file_is_told(visit: Visit, desktop: Desktop) -> None:
    desktop.neet_report.hidden = frozenset({PERSON.person_id})
    line = re.compile(rf"/people/{PERSON.person_id}.*?</tr>", re.DOTALL)
    for account, told in ((ANALYST, False), (REVIEWER, True)):
        found = line.search(visit(account).get("/neet-report/people?snapshot=1&measure=neet").text)
        assert found is not None
        assert ("row 14" in found[0]) is told
        assert ("Withheld" in found[0]) is not told
    where = "snapshot=1&measure=neet&by=district"
    assert str(PERSON.person_id) not in visit(ANALYST).get(f"/neet-report/people?{where}&value=E07000110").text
    assert str(PERSON.person_id) in visit(ANALYST).get(f"/neet-report/people?{where}&value=unknown").text
    desktop.neet_report.hidden = frozenset()


def test_without_a_snapshot_the_page_says_so(visit: Visit, desktop: Desktop) -> None:
    desktop.neet_report.kept = ()
    assert "No snapshot has been made yet" in visit(ANALYST).get("/neet-report").text
    desktop.neet_report.kept = MemoryReportRows().kept


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/neet-report?snapshot=99", 404),
        ("/neet-report/people?snapshot=99", 404),
        ("/neet-report/people", 400),
        ("/neet-report/people?snapshot=1&by=district", 400),
        ("/neet-report?by=height", 400),
        ("/neet-report?snapshot=many", 400),
        ("/neet-report/people?snapshot=1&by=district&value=%27%3B", 400),
    ],
)
def test_what_cannot_be_asked_is_refused(visit: Visit, address: str, status: int) -> None:
    assert visit(ANALYST).get(address).status_code == status


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))[3:]


def test_the_files_have_the_numbers_of_the_page(visit: Visit, county: Desktop) -> None:
    client = visit(ANALYST)
    page_of, rows = client.get("/neet-report?snapshot=1").text, _rows(client.get("/neet-report.csv?snapshot=1").content)
    head, lines = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    book = load_workbook(BytesIO(client.get("/neet-report.xlsx?snapshot=1").content), read_only=True)
    found = client.get("/api/neet-report?snapshot=1").json()
    everybody = lines[-1]
    assert everybody["Row"] == "Everybody"
    assert everybody["Cohort"] == str(found["total"]["cohort"])
    assert f"{found['total']['neet']} young people" in plain(page_of)
    for dimension in DIMENSIONS:
        own = [line for line in lines if line["Breakdown"] == dimension.title][:-1]
        assert [line["Code"] for line in own] == [row["value"] for row in found["breakdowns"][dimension.key]]
        assert [line["NEET"] for line in own] == [str(row["neet"]) for row in found["breakdowns"][dimension.key]]
        sheet = [[str(cell) for cell in row] for row in book[dimension.title].iter_rows(values_only=True)]
        assert [row[sheet[0].index("NEET")] for row in sheet[1:-1]] == [line["NEET"] for line in own]
    assert SYMBOL not in {cell for row in rows for cell in row}
    assert "Duty" in " ".join(head) or "Meeting the duty" in head


@pytest.mark.parametrize("account", [ANALYST, REVIEWER], ids=lambda one: one.name)
def test_what_is_published_has_no_small_number_and_no_place_of_anybody_confidential(
    visit: Visit, county: Desktop, account: Account
) -> None:
    answer = visit(account).get("/neet-report.csv?snapshot=1&for=publication")
    rows = _rows(answer.content)
    assert "Meeting the duty" not in rows[0]
    assert not [row for row in rows if row[0] == "Characteristic"]
    numbers = [at for at, heading in enumerate(rows[0]) if at > 2 and not heading.endswith("%")]
    cells = [row[at] for row in rows[1:] for at in numbers]
    assert SYMBOL in cells
    assert min(int(cell) for cell in cells if cell != SYMBOL) >= THRESHOLD
    assert answer.content == visit(ANALYST).get("/neet-report.csv?snapshot=1&for=publication").content


def test_one_year_group_alone_is_not_published(visit: Visit) -> None:
    answer = visit(ANALYST).get("/neet-report.csv?snapshot=1&for=publication&year=12")
    assert answer.status_code == 400
