"""The page of the national return: what is wrong, who is behind it, when the file is ready, and its files."""

from datetime import date

import pytest

from tests.support.identities import ANALYST, REVIEWER
from tests.support.national_return_views import BEFORE, CHECK, MONTH_END
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit


@pytest.fixture(autouse=True)
def _as_it_was(desktop: Desktop) -> None:
    desktop.national_return.kept = (CHECK, BEFORE)
    desktop.national_return.sent.clear()


def test_errors_stand_by_number_with_who_puts_them_right_and_open_their_people(visit: Visit) -> None:
    answer = visit(REVIEWER).get("/national-return")
    assert "There is no address." in answer.text
    assert "the school or college" in answer.text
    assert "/national-return/people?snapshot=1&amp;number=31" in answer.text
    assert "34,119" in answer.text


def test_a_file_that_would_be_refused_is_not_called_ready(visit: Visit, desktop: Desktop) -> None:
    assert "Not ready" in visit(REVIEWER).get("/national-return").text
    desktop.national_return.kept = [CHECK._replace(counts={104: 3})]
    assert "Not ready" not in visit(REVIEWER).get("/national-return").text
    desktop.national_return.kept = [CHECK._replace(counts={}, as_at=date(2026, 9, 29))]
    answer = visit(REVIEWER).get("/national-return")
    assert "The period does not end with a month." in answer.text


def test_nothing_checked_yet_says_so(visit: Visit, desktop: Desktop) -> None:
    desktop.national_return.kept = []
    assert "Nothing has been checked yet" in visit(REVIEWER).get("/national-return").text
    assert visit(REVIEWER).get("/national-return?snapshot=1").status_code == 404
    assert visit(REVIEWER).get("/api/national-return").status_code == 404


def test_people_of_a_number_open_and_the_look_is_noted(visit: Visit, desktop: Desktop) -> None:
    answer = visit(REVIEWER).get("/national-return/people?snapshot=1&number=31")
    assert "Fernhollow, Imogen" in answer.text
    assert desktop.people.noted[-1][2] == "national return"
    assert visit(REVIEWER).get("/national-return/people?snapshot=1&number=12").status_code == 400
    assert visit(REVIEWER).get("/national-return/people?snapshot=1").status_code == 400


@pytest.mark.parametrize("file", ["return.xml", "return.csv", "guarantee.csv"])
def test_a_file_is_taken_away_under_its_name_and_noted(visit: Visit, desktop: Desktop, file: str) -> None:
    answer = visit(REVIEWER).get(f"/national-return/1/{file}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="NCCIS_886_2026-09-30_{file}"'
    assert "Fernhollow" in answer.text
    assert desktop.people.noted[-1][0] == REVIEWER.name
    assert visit(ANALYST).get(f"/national-return/1/{file}").status_code == 403


def test_the_day_of_sending_is_asked_for_and_never_the_clocks(visit: Visit, desktop: Desktop) -> None:
    visit(REVIEWER).get("/national-return/1/return.xml")
    visit(REVIEWER).get("/national-return/1/return.xml?sent=2026-10-09")
    assert desktop.national_return.sent == [date(2026, 10, 1), date(2026, 10, 9)]
    assert visit(REVIEWER).get("/national-return/1/return.xml?sent=soon").status_code == 400


def test_the_survey_is_of_the_first_of_november_alone(visit: Visit, desktop: Desktop) -> None:
    assert visit(REVIEWER).get("/national-return/1/activity-survey.csv").status_code == 404
    desktop.national_return.kept = [CHECK._replace(as_at=date(2026, 11, 1))]
    assert visit(REVIEWER).get("/national-return/1/activity-survey.csv").status_code == 200
    assert "activity-survey.csv" in visit(REVIEWER).get("/national-return").text


def test_the_command_is_told_the_same(visit: Visit) -> None:
    found = visit(REVIEWER).get("/api/national-return").json()
    assert (found["as_at"], found["ready"]) == (MONTH_END.isoformat(), False)
    assert found["by_priority"] == {"1": 1, "2": 12, "3": 2}
    assert [one["number"] for one in found["by_number"]] == [31, 104, 908]


def test_what_was_found_the_day_before_stands_beside(visit: Visit) -> None:
    assert BEFORE.as_at < CHECK.as_at
    shown = visit(REVIEWER).get("/national-return").text
    assert 'data-label="Check before"><span class="onward-table__value">14' in shown
