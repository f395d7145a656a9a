"""Every route of reporting's pages against every role, for what is theirs, somebody else's, and nobody's."""

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.reporting.entrypoints.web.entering.offers import offer_id
from services.reporting.entrypoints.web.entering.pupils import digest_of
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission, Role
from shared.web.requests.routes import GuardedRoute
from tests.support.contradiction_views import DISPUTED
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER
from tests.support.person_views import PERSON
from tests.support.quality_views import ALERT
from tests.support.reporting_pages import OFFER, Desktop
from tests.support.submission_views import EFFECTIVE, HELD, OTHER, OTHERS, OWN, SET_ASIDE, UNREADABLE, WAITING
from tests.unit.reporting.web.conftest import Visit

STAFF = {REVIEWER, ANALYST, ADMIN, AUDITOR}
PEOPLE = {REVIEWER, ANALYST, AUDITOR}
MATRIX: dict[tuple[str, str], tuple[str, set[Account]]] = {
    ("GET", "/"): ("/", set(EVERYBODY)),
    ("GET", "/submissions"): ("/submissions", set(EVERYBODY)),
    ("GET", "/submissions/{submission_id}"): (f"/submissions/{HELD.submission_id}", set(EVERYBODY)),
    ("GET", "/submissions/{submission_id}/complaints.csv"): (
        f"/submissions/{EFFECTIVE.submission_id}/complaints.csv",
        set(EVERYBODY),
    ),
    ("GET", "/api/submissions/{submission_id}"): (f"/api/submissions/{HELD.submission_id}", set(EVERYBODY)),
    ("GET", "/submissions/{submission_id}/difference/{change}"): (
        f"/submissions/{HELD.submission_id}/difference/removed",
        PEOPLE | {UPLOADER},
    ),
    ("GET", "/submissions/{submission_id}/decide/{decision}"): (
        f"/submissions/{HELD.submission_id}/decide/count",
        {REVIEWER},
    ),
    ("POST", "/submissions/{submission_id}/decide/{decision}"): (
        f"/submissions/{HELD.submission_id}/decide/count",
        {REVIEWER},
    ),
    ("GET", "/submissions/{submission_id}/own/{decision}"): (
        f"/submissions/{HELD.submission_id}/own/confirm",
        {UPLOADER},
    ),
    ("POST", "/submissions/{submission_id}/own/{decision}"): (
        f"/submissions/{HELD.submission_id}/own/confirm",
        {UPLOADER},
    ),
    ("GET", "/submissions/{submission_id}/second"): (f"/submissions/{WAITING.submission_id}/second", {REVIEWER}),
    ("POST", "/submissions/{submission_id}/second"): (f"/submissions/{WAITING.submission_id}/second", {REVIEWER}),
    ("GET", "/audit"): ("/audit", {AUDITOR, ADMIN}),
    ("GET", "/audit.csv"): ("/audit.csv", {AUDITOR, ADMIN}),
    ("GET", "/erasures"): ("/erasures", {REVIEWER, AUDITOR}),
    ("GET", "/queues"): ("/queues?service=tep&show=passed-on", STAFF),
    ("GET", "/calendar"): ("/calendar", set(EVERYBODY)),
    ("GET", "/calendar/letter"): ("/calendar/letter", set(EVERYBODY)),
    ("GET", "/calendar/letter.docx"): ("/calendar/letter.docx", set(EVERYBODY)),
    ("GET", "/calendar/dates"): ("/calendar/dates", STAFF),
    ("GET", "/calendar/change/{what}/{key}"): ("/calendar/change/due/S_ENR.2026-09", {REVIEWER}),
    ("POST", "/calendar/change/{what}/{key}"): ("/calendar/change/due/S_ENR.2026-09", {REVIEWER}),
    ("GET", "/returns"): ("/returns", set(EVERYBODY)),
    ("GET", "/returns.csv"): ("/returns.csv", set(EVERYBODY)),
    ("GET", "/returns.ics"): ("/returns.ics", set(EVERYBODY)),
    ("GET", "/templates"): ("/templates", set(EVERYBODY)),
    ("GET", "/templates/{collection}"): ("/templates/S_LEAVE", set(EVERYBODY)),
    ("GET", "/notices"): ("/notices", {UPLOADER}),
    ("POST", "/notices/read"): ("/notices/read", {UPLOADER}),
    ("POST", "/notices/mail"): ("/notices/mail", {UPLOADER}),
    ("GET", "/reminders/notices"): ("/reminders/notices", STAFF),
    ("GET", "/guarantee"): ("/guarantee", STAFF),
    ("GET", "/guarantee.csv"): ("/guarantee.csv", STAFF),
    ("GET", "/guarantee/people"): ("/guarantee/people?district=unknown", PEOPLE),
    ("GET", "/lists"): ("/lists", STAFF),
    ("GET", "/lists/{collection}"): ("/lists/TEP_SG2", STAFF),
    ("GET", "/lists/{collection}/readiness.csv"): ("/lists/TEP_SG2/readiness.csv", STAFF),
    ("GET", "/lists/{collection}/of/{establishment}"): (f"/lists/TEP_DEST/of/{OWN}", {REVIEWER, UPLOADER}),
    ("GET", "/lists/{collection}/{act}"): ("/lists/TEP_SG2/issue", {REVIEWER}),
    ("POST", "/lists/{collection}/{act}"): ("/lists/TEP_SG2/issue", {REVIEWER}),
    ("GET", "/reminders"): ("/reminders", STAFF),
    ("GET", "/reminders/messages/{of}"): (f"/reminders/messages/{OWN}", STAFF),
    ("GET", "/reminders/sent"): ("/reminders/sent", STAFF),
    ("GET", "/reminders/rules"): ("/reminders/rules", STAFF),
    ("GET", "/reminders/pauses"): ("/reminders/pauses", STAFF),
    ("GET", "/reminders/pause"): ("/reminders/pause", {REVIEWER, ADMIN}),
    ("POST", "/reminders/pause"): ("/reminders/pause", {REVIEWER, ADMIN}),
    ("POST", "/reminders/pauses/{pause_id}/end"): ("/reminders/pauses/1/end", {REVIEWER, ADMIN}),
    ("GET", "/reminders/contacts"): ("/reminders/contacts", {REVIEWER, ADMIN}),
    ("GET", "/reminders/contacts/{of}"): (f"/reminders/contacts/{OWN}", {REVIEWER, ADMIN}),
    ("POST", "/reminders/contacts/{of}"): (f"/reminders/contacts/{OWN}", {REVIEWER, ADMIN}),
    ("GET", "/reminders/contact-list"): ("/reminders/contact-list", {REVIEWER, ADMIN}),
    ("POST", "/reminders/contact-list"): ("/reminders/contact-list", {REVIEWER, ADMIN}),
    ("GET", "/figures"): ("/figures", STAFF),
    ("GET", "/api/figures"): ("/api/figures", STAFF),
    ("GET", "/people"): ("/people?group=neet", PEOPLE),
    ("POST", "/people"): ("/people", {REVIEWER, ANALYST}),
    ("GET", "/people/{person_id}"): (f"/people/{PERSON.person_id}", PEOPLE),
    ("GET", "/offers"): ("/offers", {REVIEWER, UPLOADER}),
    ("POST", "/offers"): ("/offers", {REVIEWER, UPLOADER}),
    ("GET", "/pupils"): ("/pupils", {UPLOADER}),
    ("POST", "/pupils"): ("/pupils", {UPLOADER}),
    ("GET", "/pupils/{person_id}"): (f"/pupils/{PERSON.person_id}", {UPLOADER}),
    ("POST", "/pupils/{person_id}"): (f"/pupils/{PERSON.person_id}", {UPLOADER}),
    ("GET", "/contradictions"): ("/contradictions", {UPLOADER, *PEOPLE}),
    ("GET", "/contradictions/{contradiction_id}"): (
        f"/contradictions/{DISPUTED.contradiction_id}",
        {UPLOADER, *PEOPLE},
    ),
    ("POST", "/contradictions/{contradiction_id}"): (
        f"/contradictions/{DISPUTED.contradiction_id}",
        {UPLOADER, REVIEWER},
    ),
    ("GET", "/quality"): ("/quality", set(EVERYBODY)),
    ("GET", "/quality.csv"): ("/quality.csv", STAFF),
    ("GET", "/quality/{establishment}"): ("/quality/8860001", set(EVERYBODY)),
    ("GET", "/quality/leavers"): ("/quality/leavers", STAFF),
    ("GET", "/api/quality/leavers"): ("/api/quality/leavers", STAFF),
    ("GET", "/quality/leavers/{kind}/{establishment}/{since}"): (ALERT, STAFF),
    ("POST", "/quality/leavers/{kind}/{establishment}/{since}"): (ALERT, {REVIEWER}),
    ("GET", "/subscriptions"): ("/subscriptions", {REVIEWER, ADMIN, AUDITOR}),
    ("GET", "/subscriptions/new"): ("/subscriptions/new", {REVIEWER}),
    ("POST", "/subscriptions/new"): ("/subscriptions/new", {REVIEWER}),
    ("GET", "/subscriptions/{webhook_id}"): ("/subscriptions/1", {REVIEWER, ADMIN, AUDITOR}),
    ("POST", "/subscriptions/{webhook_id}/test"): ("/subscriptions/1/test", {REVIEWER}),
    ("GET", "/subscriptions/{webhook_id}/{act}"): ("/subscriptions/1/rotate", {REVIEWER}),
    ("POST", "/subscriptions/{webhook_id}/{act}"): ("/subscriptions/1/rotate", {REVIEWER}),
    ("GET", "/people/{person_id}/contact"): (f"/people/{PERSON.person_id}/contact", {REVIEWER}),
    ("POST", "/people/{person_id}/contact"): (f"/people/{PERSON.person_id}/contact", {REVIEWER}),
    ("GET", "/people/{person_id}/correct"): (f"/people/{PERSON.person_id}/correct", {REVIEWER}),
    ("POST", "/people/{person_id}/correct"): (f"/people/{PERSON.person_id}/correct", {REVIEWER}),
}
"""What each route is asked for, and who may."""

SHARED = {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("GET", "/static/{name}")}


def test_every_route_stands_in_the_matrix() -> None:
    routes = [route for route in Desktop().app().routes if isinstance(route, GuardedRoute)]
    found = {(method, route.path) for route in routes for method in (route.methods or ()) if method != "HEAD"}
    assert found == set(MATRIX) | SHARED


def _ask(client: TestClient, method: str, address: str, token: str = "") -> int:
    if method == "GET":
        return client.get(address).status_code
    form = {"form_token": token, "name": "Fernhollow", "generation": "2", "reason": ""}
    form |= {"contacted_on": "2026-10-01", "channel": "PHONE", "outcome": "NO ANSWER"}
    form |= {"people": digest_of([PERSON.person_id]), "comment": "the name"}
    form |= {"activity": "330", "reason": "agreed", "decision": "11", "answer": "confirm"}
    if "/notices" in address:
        form |= {"until": "4"}
    form |= {"act": "message", "words": "She is with us"}
    form |= {offer_id(OFFER.place): "WITHDRAWN"}
    form |= {"due_on": "20 10 2026", "last_day": "", "from_on": "1 9 2026"}
    if "/quality/leavers" in address:
        form |= {"act": "acknowledged", "seen": "0"}
    form |= {"scope": "everything", "lines": f"{OWN} data office@example.org"}
    if "/subscriptions" in address:
        form |= {"address": "https://careers.example/status-changes"}
    if "/pupils" in address:
        form |= {"answer": "WRONG DETAILS"}
    return client.post(address, data=form).status_code


def _token(client: TestClient) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)
    return found[1] if found else ""


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
@pytest.mark.parametrize(("method", "path"), list(MATRIX), ids=lambda part: part)
def test_a_role_gets_what_the_matrix_says(visit: Visit, account: Account, method: str, path: str) -> None:
    address, allowed = MATRIX[method, path]
    client = visit(account)
    status = _ask(client, method, address, _token(client))
    assert (status < 400) == (account in allowed), status
    assert status in {200, 303, 403}


@pytest.mark.parametrize(("method", "path"), list(MATRIX), ids=lambda part: part)
def test_nobody_gets_nothing(visit: Visit, method: str, path: str) -> None:
    client = visit(None)
    address, _ = MATRIX[method, path]
    answer = client.request(method, address)
    assert answer.status_code in {303, 401}
    assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("address", ["/submissions/{}", "/api/submissions/{}"])
def test_somebody_elses_file_does_not_exist_for_an_uploader(visit: Visit, address: str) -> None:
    client = visit(UPLOADER)
    others = client.get(address.format(OTHERS.submission_id))
    unknown = client.get(address.format(uuid4()))
    assert others.status_code == unknown.status_code == 404
    assert "Saint Ronan" not in others.text
    nonce = re.compile(r'nonce="[^"]+"')
    assert nonce.sub("", others.text) == nonce.sub("", unknown.text)


def test_what_is_about_to_arrive_looks_the_same_as_what_is_somebody_elses(visit: Visit) -> None:
    client = visit(UPLOADER)
    others = client.get(f"/submissions/{OTHERS.submission_id}?sent=yes")
    coming = client.get(f"/submissions/{uuid4()}?sent=yes")
    assert others.status_code == coming.status_code == 200
    for answer in (others, coming):
        assert "about to be read" in answer.text
        assert "Saint Ronan" not in answer.text


def test_an_uploader_lists_its_own_files_whatever_it_asks_for(visit: Visit) -> None:
    client = visit(UPLOADER)
    for query in ("", "?establishment=8860002", "?outcome=effective", "?collection=ROLL"):
        html = client.get(f"/submissions{query}").text
        assert str(OTHERS.file_name) not in html
        assert "county roll.xlsx" not in html
        assert str(OTHERS.submission_id) not in html
    assert str(EFFECTIVE.file_name) in client.get("/submissions").text


def test_what_an_uploader_sent_stays_visible_though_nobody_knows_whose_return_it_is(visit: Visit) -> None:
    client = visit(UPLOADER)
    assert client.get(f"/submissions/{UNREADABLE.submission_id}").status_code == 200
    assert client.get(f"/submissions/{SET_ASIDE.submission_id}").status_code == 404


def test_an_uploader_sees_whom_its_own_file_changes_and_opens_no_record(visit: Visit) -> None:
    client = visit(UPLOADER)
    html = client.get(f"/submissions/{HELD.submission_id}").text
    assert "+2, −41, 2 changed" in html
    assert "Make it count" not in html
    listed = client.get(f"/submissions/{HELD.submission_id}/difference/changed").text
    assert "Fernhollow, Imogen" in listed
    assert "Level: Level 2 (was Level 3)" in listed
    assert "A row less" in listed
    assert "/people/" not in listed
    assert client.get(f"/submissions/{OTHERS.submission_id}/difference/removed").status_code == 404
    assert "/people/" in visit(ANALYST).get(f"/submissions/{HELD.submission_id}/difference/changed").text
    assert "/difference/" not in visit(ADMIN).get(f"/submissions/{HELD.submission_id}").text


@pytest.mark.parametrize("person", ["not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_person_does_not_exist(visit: Visit, person: str) -> None:
    assert visit(REVIEWER).get(f"/people/{person}").status_code == 404


def test_a_school_takes_its_own_list_and_nobody_elses(visit: Visit) -> None:
    assert visit(UPLOADER).get(f"/lists/TEP_DEST/of/{OTHER}").status_code == 404
    assert visit(UPLOADER).get(f"/lists/S_ENR/of/{OWN}").status_code == 404
    assert visit(REVIEWER).get(f"/lists/TEP_DEST/of/{OTHER}").status_code == 200
    assert visit(REVIEWER).get(f"/lists/S_ENR/of/{OWN}").status_code == 404


def test_only_reviewers_decide() -> None:
    assert [one.role for one in EVERYBODY if one.may(Permission.DECIDE_RETURNS)] == [Role.REVIEWER]
