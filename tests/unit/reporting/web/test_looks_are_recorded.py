"""Whatever page shows a young person, that somebody looked is in the audit before it is shown."""

import pytest

from shared.web.requests.routes import GuardedRoute
from tests.support.access.reporting import MATRIX
from tests.support.identities import ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit

OF_PEOPLE = {
    "/activity-reports/{summer}/of/{establishment}",
    "/activity-reports/{summer}/of/{establishment}/workbook",
    "/destination-survey/people",
    "/contradictions",
    "/contradictions/{contradiction_id}",
    "/guarantee/people",
    "/lists/{collection}/of/{establishment}",
    "/national-return/people",
    "/national-return/{snapshot_id}/{file}",
    "/neet-report/people",
    "/what-moved/people",
    "/offers",
    "/people",
    "/people/{person_id}",
    "/people/{person_id}/at-risk",
    "/people/{person_id}/contact",
    "/people/{person_id}/correct",
    "/people/{person_id}/flags",
    "/people/{person_id}/subject-access",
    "/people/{person_id}/subject-access/{access_id}",
    "/pupils",
    "/pupils/{person_id}",
    "/submissions/{submission_id}/difference/{change}",
    "/what-if/{snapshot_id}/people",
    "/what-if/{snapshot_id}/people.csv",
    "/work-lists/meeting-pack.xlsx",
    "/work-lists/{code}",
    "/work-lists/{code}/people.csv",
    "/work-lists/{code}/people.xlsx",
    "/work-lists/people/{person_id}",
}
"""Pages and files with young people on them."""
OF_SEVERAL_LISTS = {"/work-lists/meeting-pack.xlsx"}
NAMES = ("Fernhollow", "Imogen")
"""Of the young person whom the fakes of these pages know."""
GETS = sorted(path for method, path in MATRIX if method == "GET")


def test_every_page_of_people_is_a_route() -> None:
    routes = {route.path for route in Desktop().app().routes if isinstance(route, GuardedRoute)}
    assert routes >= OF_PEOPLE


@pytest.mark.parametrize("path", GETS)
def test_a_page_that_shows_somebody_notes_the_look(visit: Visit, desktop: Desktop, path: str) -> None:
    """Each by everybody who may open it; a page that begins to show people belongs on the list above."""
    address, allowed = MATRIX["GET", path]
    for account in allowed:
        desktop.people.noted.clear()
        answer = visit(account).get(address)
        shown = [name for name in NAMES if name in answer.text]
        if path in OF_PEOPLE:
            noted = [who for who, _, _ in desktop.people.noted]
            assert noted == [account.name] * (len(noted) if path in OF_SEVERAL_LISTS else 1), account.role
            assert noted
        elif account is not UPLOADER or path != "/":
            assert shown == [], (path, account.role)


@pytest.mark.parametrize("path", [path for method, path in MATRIX if method == "POST" and path in OF_PEOPLE])
def test_an_answer_with_a_fault_shows_somebody_only_where_the_look_is_noted(
    visit: Visit, desktop: Desktop, path: str
) -> None:
    """A form that is shown again shows whom it is about again."""
    address, allowed = MATRIX["POST", path]
    for account in [one for one in EVERYBODY if one in allowed]:
        client = visit(account)
        token = client.get("/").text.partition('name="form_token" value="')[2].partition('"')[0]
        desktop.people.noted.clear()
        answer = client.post(address, data={"form_token": token})
        if any(name in answer.text for name in NAMES):
            assert [who for who, _, _ in desktop.people.noted] == [account.name], account.role


def test_the_person_is_noted_where_one_is_shown(visit: Visit, desktop: Desktop) -> None:
    for path, account in (("/people/{person_id}", AUDITOR), ("/people/{person_id}/contact", REVIEWER)):
        desktop.people.noted.clear()
        visit(account).get(MATRIX["GET", path][0])
        assert desktop.people.noted[0][1] is not None
    desktop.people.noted.clear()
    visit(ANALYST).get("/people")
    assert desktop.people.noted == [], "the form alone shows nobody"
