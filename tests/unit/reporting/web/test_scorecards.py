"""The pages of scorecards: everybody's for the authority, sorted and as CSV; for an establishment its own alone."""

import csv
import io
import re

import pytest

from services.reporting.entrypoints.web.quality.scorecards import CSV_COLUMNS
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.quality_views import FILE
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OTHER, OWN
from tests.unit.reporting.web.conftest import Visit


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _rows(html: str) -> list[str]:
    return [_text(row) for row in html.split("<tr")[2:]]


def test_the_authority_sees_everybody_those_first_whose_returns_would_tell_most(visit: Visit) -> None:
    html = visit(ANALYST).get("/quality").text
    rows = [row for row in _rows(html) if "median" not in row]
    assert OTHER in rows[0]
    assert rows[0].endswith("7 7"), "its enrolment is missing, which would name them"
    assert OWN in rows[1]
    assert rows[1].endswith("6 5")
    assert "24 young people of Years 12 and 13 are not known; of 11 of them" in _text(html)


@pytest.mark.parametrize(("order", "first"), [("linked", OWN), ("not_known", OTHER), ("name", "8860003")])
def test_the_list_is_ordered_by_what_is_worst_or_by_name(visit: Visit, order: str, first: str) -> None:
    rows = [row for row in _rows(visit(ANALYST).get(f"/quality?order={order}").text) if "median" not in row]
    assert first in rows[0]


def test_the_list_can_be_narrowed(visit: Visit) -> None:
    client = visit(REVIEWER)
    assert "1 school or college" in client.get(f"/quality?establishment={OTHER}").text
    assert "No school or college matches." in client.get("/quality?kind=college&establishment=8860001").text
    nobody = client.get("/quality?establishment=nobody")
    assert (nobody.status_code, "We know no school" in nobody.text) == (400, True)


def test_the_csv_has_a_line_for_each_and_no_formula(visit: Visit) -> None:
    answer = visit(ANALYST).get("/quality.csv?order=name")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    ours = next(line for line in lines if line["Number"] == OWN)
    assert tuple(ours) == CSV_COLUMNS
    assert (ours["Rows"], ours["Rows waiting"], ours["Rows not used"], ours["Would be known"]) == (
        "200",
        "8",
        "12",
        "5",
    )
    assert ours["Rows matched (%)"] == "90.0"
    assert visit(ANALYST).get("/quality.csv?establishment=nobody").status_code == 400


def test_an_establishment_sees_its_own_alone_and_names_no_other(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get("/quality").text
    text = _text(html)
    assert "5 young people would be known" in text
    assert "Telephone 180 of 200 90.0% Worse by 5.0 points 90.0%" in text
    assert "Address 186 of 200 93.0% Better by 13.0 points 93.0%" in text
    assert "Rows matched 180 of 200 90.0% Better by 10.0 points 99.5%" in text
    assert "Postcode 190 of 200 95.0%" in text
    assert "Home Telephone or Student Mobile or Parent/Carer Telephone 180 of 200 90.0%" in text
    assert "E-mail 150 of 200 75.0% As before 75.0%" in text
    assert "Saint Ronan" not in html
    assert all(number not in html for number in (OTHER, "8860003", "8860004"))
    assert _text(client.get(f"/quality/{OWN}").text) == text
    assert client.get(f"/quality/{OTHER}").status_code == 404
    assert client.get("/quality.csv").status_code == 403
    assert client.get(f"/quality?establishment={OTHER}").status_code == 400


def test_no_median_is_shown_of_few(visit: Visit, desktop: Desktop) -> None:
    sent = desktop.quality.sent
    desktop.quality.sent = [one for one in sent if one.establishment in (OWN, OTHER, "8860003", "8860004", "8860005")]
    html = visit(UPLOADER).get("/quality").text
    desktop.quality.sent = sent
    assert "Rows matched 180 of 200 90.0% Better by 10.0 points –" in _text(html)


def test_who_has_sent_nothing_is_told_so(visit: Visit, desktop: Desktop) -> None:
    sent = desktop.quality.sent
    desktop.quality.sent = []
    text = _text(visit(UPLOADER).get("/quality").text)
    desktop.quality.sent = sent
    assert "No file with rows has counted yet this school year." in text
    assert visit(ANALYST).get("/quality/8869999").status_code == 404


def test_its_due_dates_stand_there_as_on_the_board(visit: Visit) -> None:
    text = _text(visit(UPLOADER).get("/quality").text)
    assert "School post-16 enrolment, 2026-27" in text
    assert FILE.submission_id.hex[:8] not in text
