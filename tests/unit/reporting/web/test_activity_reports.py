"""The pages of January reports to schools and of the destination survey."""

import io
import re

from openpyxl import load_workbook

from tests.support.activity_views import REPORT
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OTHER, OWN
from tests.unit.reporting.web.conftest import Visit, form_token, plain

SUMMER = "/activity-reports/2026"


def test_a_school_is_led_to_its_own_report_alone(visit: Visit) -> None:
    client = visit(UPLOADER)
    assert f'href="{SUMMER}/of/{OWN}"' in client.get("/activity-reports").text
    words = plain(client.get(f"{SUMMER}/of/{OWN}").text)
    assert "Fernhollow, Imogen" in words
    assert "Ashdown, Imogen 14 October 2009 Year 11 Not passed on: there is an objection –" in words
    assert client.get(f"{SUMMER}/of/{OTHER}").status_code == 404
    assert client.get(SUMMER).status_code == 403


def test_a_draft_is_for_the_authority_alone(visit: Visit, desktop: Desktop) -> None:
    desktop.activity.report = REPORT.__class__(
        **{name: getattr(REPORT, name) for name in REPORT.__slots__} | {"released_at": None, "released_by": None}
    )
    client = visit(UPLOADER)
    assert "No report has been released to you yet." in client.get("/activity-reports").text
    assert client.get(f"{SUMMER}/of/{OWN}").status_code == 404
    assert "the school does not see it yet" in visit(ANALYST).get(f"{SUMMER}/of/{OWN}").text


def test_the_workbook_holds_the_list_and_what_is_counted_of_it(visit: Visit) -> None:
    answer = visit(UPLOADER).get(f"{SUMMER}/of/{OWN}/workbook")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Destinations", "Young people"]
    counted = [int(str(row[3])) for row in book["Destinations"].iter_rows(min_row=5, values_only=True)]
    assert sum(counted) == book["Young people"].max_row - 4 == 2


def test_what_is_done_is_done_as_it_was_shown(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    html = client.get(f"{SUMMER}/release").text
    fields = dict(re.findall(r'name="(form_id|shown)" value="([^"]*)"', html))
    answer = client.post(f"{SUMMER}/release", data=form_token(html) | fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SUMMER}?done=released")
    assert (desktop.activity.commands[0].act, desktop.activity.commands[0].shown) == ("release", "4")
    assert "each school sees its own" in client.get(f"{SUMMER}?done=released").text
    desktop.activity.result = "reason wanted"
    refused = client.post(f"{SUMMER}/take-back", data=form_token(html) | fields)
    assert refused.status_code == 409
    assert "Say why you take the reports back" in refused.text
    assert client.get(f"{SUMMER}/publish").status_code == 404


def test_the_survey_says_which_days_are_not_made_and_opens_its_people(visit: Visit, desktop: Desktop) -> None:
    html = visit(ANALYST).get("/destination-survey").text
    assert "Finished Year 11 in summer 2026" in html or "finished Year 11 in summer 2026" in html
    assert "Not made yet" in html
    assert "/destination-survey/people?summer=2026&amp;day=2&amp;group=neet" in html
    people = visit(ANALYST).get("/destination-survey/people?summer=2026&day=2&group=neet").text
    assert "NEET on 1 November 2027" in plain(people)
    rows = visit(ANALYST).get("/destination-survey.csv?summer=2026").text.splitlines()
    assert len(rows) == 4
    desktop.activity.ways = ()
    assert "has been made yet" in visit(ANALYST).get("/destination-survey").text
    assert visit(ANALYST).get("/destination-survey.csv").status_code == 404
