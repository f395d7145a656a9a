"""Addresses of reporting's pages: a mistyped link gives no list that looks right, and Back leads back to a list."""

import re

import pytest

from shared.web.accounts.identities import Account
from shared.web.requests.routes import GuardedRoute
from tests.support.access.reporting import MATRIX
from tests.support.identities import ANALYST, AUDITOR, REVIEWER, UPLOADER
from tests.support.person_views import LOST, PERSON
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, HELD, OTHERS, ROLL, SET_ASIDE_SENT_BY_A_SCHOOL, UNREADABLE
from tests.unit.reporting.web.conftest import Visit


def _allowed(path: str) -> set[Account]:
    """Whom the matrix lets open an address."""
    return next(who for (method, _), (address, who) in MATRIX.items() if method == "GET" and address == path)


@pytest.mark.parametrize("path", [address for (method, _), (address, _) in MATRIX.items() if method == "GET"])
def test_no_page_ignores_what_it_does_not_know(visit: Visit, path: str) -> None:
    allowed = _allowed(path)
    who = REVIEWER if REVIEWER in allowed else min(allowed, key=lambda one: one.name)
    answer = visit(who).get(f"{path}{'&' if '?' in path else '?'}headteacher=8860013")
    assert answer.status_code == 400
    assert "does not know “headteacher”" in answer.text


def test_every_page_says_which_words_it_takes() -> None:
    assert all(isinstance(route.takes, tuple) for route in Desktop().app().routes if isinstance(route, GuardedRoute))


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/people?group=EET&district=E07000105&year=headline", "“group” must be one of: "),
        ("/people?district=E07000999", "“district” must be "),
        ("/people?year=99", "“year” must be "),
        ("/people?year=00099999", "“year” must be "),
        ("/people?group=neet&year=twelve", "“year” must be "),
        ("/people?name=Fernhollow", "does not know “name”"),
        ("/people?search=short", "“search” must be "),
        ("/figures?as_at=2027-01-31", "does not know “as_at”"),
        ("/figures?year=14", "“year” must be 12 or 13."),
        ("/submissions?outcome=lost", "“outcome” must be one of: "),
        ("/submissions?collection=S_ENRR", "“collection” must be one of: "),
        ("/submissions?page=7", "This list has no page 7."),
        ("/returns?page=x", "“page” must be "),
        ("/people?page=2", "This list has no page 2."),
        (f"/submissions/{UNREADABLE.submission_id}?page=2", "This list has no page 2."),
        (f"/submissions/{UNREADABLE.submission_id}?code=V003", "“code” must be "),
        (f"/submissions/{EFFECTIVE.submission_id}?page=9", "This list has no page 9."),
        (f"/submissions/{HELD.submission_id}?sent=no", "“sent” must be one of: yes."),
        (f"/submissions/{HELD.submission_id}/difference/removed?page=2", "This list has no page 2."),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(visit: Visit, address: str, named: str) -> None:
    answer = visit(REVIEWER).get(address)
    assert answer.status_code == 400
    assert named in answer.text
    assert "There is a problem" in answer.text
    assert "Fernhollow" not in answer.text


@pytest.mark.parametrize(
    ("query", "parameter", "wanted"),
    [
        ("as_at=31/01/2027", "as_at", "2027-01-31"),
        ("known_at=yesterday", "known_at", "2027-01-31T17:00:00Z"),
        ("known_at=0001-01-01T00:00:00%2B05:00", "known_at", "2027-01-31T17:00:00Z"),
        ("year=12", "year", "as_at and known_at"),
    ],
)
def test_the_json_of_figures_names_the_parameter_and_the_form_wanted(
    visit: Visit, query: str, parameter: str, wanted: str
) -> None:
    answer = visit(ANALYST).get(f"/api/figures?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter
    assert wanted in answer.json()["error"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-28"])
def test_any_day_of_the_calendar_is_answered(visit: Visit, day: str) -> None:
    assert visit(ANALYST).get(f"/api/figures?as_at={day}").status_code == 200
    assert visit(ANALYST).get(f"/api/figures?known_at={day}T09:00:00Z").status_code == 200


def test_the_figures_page_says_what_the_json_can_be_asked_for(visit: Visit) -> None:
    html = visit(ANALYST).get("/figures").text
    assert "as_at=2027-01-31" in html
    assert "known_at=" in html


def _found(visit: Visit, name: str) -> tuple[str, str]:
    """Search as a form does; return the address that the search leads to, and its page."""
    client = visit(ANALYST)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/people").text)
    assert token is not None
    answer = client.post("/people", data={"form_token": token[1], "name": name})
    assert answer.status_code == 303
    address = answer.headers["location"]
    return address, client.get(address).text


def test_a_search_has_an_address_of_its_own_that_names_nobody(visit: Visit) -> None:
    address, html = _found(visit, "Fernh")
    assert re.fullmatch(r"/people\?search=[\w-]{22}", address)
    assert "Fernhollow, Imogen" in html
    assert 'value="Fernh"' in html
    # Coming back asks the address again: the same list, as often as one likes.
    assert "Fernhollow, Imogen" in visit(ANALYST).get(address).text


def test_a_record_leads_back_to_the_search_it_was_opened_from(visit: Visit) -> None:
    address, html = _found(visit, "Fernh")
    record = re.search(rf'href="(/people/{PERSON.person_id}[^"]*)"', html)
    assert record is not None
    assert "ernh" not in record[1]
    page = visit(ANALYST).get(record[1].replace("&amp;", "&")).text
    assert f'class="govuk-back-link" href="{address}"' in page


def test_a_record_leads_back_to_the_figures_list_it_was_opened_from(visit: Visit) -> None:
    client = visit(ANALYST)
    html = client.get("/people?group=not+known&year=headline").text
    record = re.search(rf'href="(/people/{LOST.person_id}[^"]*)"', html)
    assert record is not None
    page = client.get(record[1].replace("&amp;", "&")).text
    assert 'class="govuk-back-link" href="/people?group=not+known&amp;year=headline"' in page


def test_a_record_opened_by_itself_leads_to_the_empty_list(visit: Visit) -> None:
    assert 'class="govuk-back-link" href="/people"' in visit(ANALYST).get(f"/people/{PERSON.person_id}").text


def test_somebody_elses_search_tells_nothing(visit: Visit) -> None:
    address, _ = _found(visit, "Fernh")
    for other in (REVIEWER, AUDITOR):
        answer = visit(other).get(address)
        assert answer.status_code == 404
        assert "That search is not kept any more" in answer.text
        assert "ernh" not in answer.text


@pytest.mark.parametrize(
    "text", ["886/0001", "8860001", "886 0001", "0001", " 886-0001 ", "Larkfield", "bank school", "LARK", "123456"]
)
def test_files_are_found_by_any_spelling_of_a_number_and_by_name(visit: Visit, text: str) -> None:
    html = visit(REVIEWER).get("/submissions", params={"establishment": text}).text
    assert "Files of Larkfield Bank School." in html
    assert str(EFFECTIVE.submission_id) in html
    assert str(OTHERS.submission_id) not in html
    assert str(ROLL.submission_id) not in html


def test_a_name_that_several_bear_shows_the_files_of_all(visit: Visit) -> None:
    html = visit(REVIEWER).get("/submissions?establishment=s").text
    assert "Files of Larkfield Bank School, Saint Ronan’s Sixth Form Centre." in html
    assert str(OTHERS.submission_id) in html


@pytest.mark.parametrize("text", ["St Ronan's", "saint ronan", "Rónan’s sixth", "8860002"])
def test_a_name_is_found_as_people_write_it(visit: Visit, text: str) -> None:
    html = visit(REVIEWER).get("/submissions", params={"establishment": text}).text
    assert "Files of Saint Ronan’s Sixth Form Centre." in html
    assert str(EFFECTIVE.submission_id) not in html


def test_the_authoritys_own_files_are_found_by_its_number(visit: Visit) -> None:
    html = visit(REVIEWER).get("/submissions?establishment=886").text
    assert str(ROLL.submission_id) in html
    assert str(EFFECTIVE.submission_id) not in html


@pytest.mark.parametrize("text", ["Greensnad", "8869999", "12", "<zz>", "886/00011"])
def test_an_establishment_that_nobody_knows_is_an_error_and_not_an_empty_list(visit: Visit, text: str) -> None:
    answer = visit(REVIEWER).get("/submissions", params={"establishment": text})
    assert answer.status_code == 400
    assert "We know no school or college by this name or number" in answer.text
    assert "<title>Error: Submissions" in answer.text
    assert "No files match" not in answer.text
    assert "<zz>" not in answer.text


def test_a_school_that_has_sent_nothing_of_the_kind_is_no_error(visit: Visit) -> None:
    answer = visit(REVIEWER).get("/submissions?establishment=8860002&outcome=held")
    assert answer.status_code == 200
    assert "No files match: nothing of that kind has come from Saint Ronan’s Sixth Form Centre." in answer.text


def test_the_field_takes_as_much_as_a_name_is_long(visit: Visit) -> None:
    field = re.search(r'<input[^>]*id="establishment"[^>]*>', visit(REVIEWER).get("/submissions").text)
    assert field is not None
    assert 'maxlength="100"' in field[0]
    assert "inputmode" not in field[0]


def test_a_file_that_is_of_no_return_is_listed_under_the_school_that_sent_it(visit: Visit) -> None:
    html = visit(REVIEWER).get("/submissions?establishment=8860001").text
    assert str(UNREADABLE.submission_id) in html
    assert str(SET_ASIDE_SENT_BY_A_SCHOOL.submission_id) in html
    page = visit(REVIEWER).get(f"/submissions/{SET_ASIDE_SENT_BY_A_SCHOOL.submission_id}").text
    assert '<span class="govuk-caption-l">Larkfield Bank School</span>' in page
    row = html[html.index(str(SET_ASIDE_SENT_BY_A_SCHOOL.submission_id)) :]
    assert "Larkfield Bank School" in row[: row.index("</tr>")]
    assert "School post-16 enrolment" in row[: row.index("</tr>")]
    assert "Not known yet" not in html
    assert visit(UPLOADER).get(f"/submissions/{SET_ASIDE_SENT_BY_A_SCHOOL.submission_id}").status_code == 200
