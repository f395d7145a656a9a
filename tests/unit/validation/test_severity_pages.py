"""The pages of severities: who may open them, what they show in every state, and what is asked for again."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from services.validation.domain.severities import SeverityChange
from services.validation.queries.severities import Effect, JudgedAgain
from services.validation.usecases.change_severity import ChangeResult
from shared.vocabulary.issues import ENTRIES
from shared.web.accounts.identities import Account
from shared.web.requests.routes import GuardedRoute
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER
from tests.support.severity_pages import LATER, SeveritiesUnderTest, a_change

Clients = dict[Account | None, TestClient]
STAFF = {REVIEWER, ANALYST, ADMIN, AUDITOR}


@pytest.fixture
def under_test() -> SeveritiesUnderTest:
    return SeveritiesUnderTest()


@pytest.fixture
async def clients(under_test: SeveritiesUnderTest) -> Clients:
    app = under_test.app()
    clients: Clients = {None: TestClient(app, follow_redirects=False)}
    for account in EVERYBODY:
        secret = await under_test.identities.open_session(account)
        clients[account] = TestClient(app, cookies={"onward_session": secret}, follow_redirects=False)
    return clients


def text_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return words_of(answer.text)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def send(client: TestClient, action: str, code: str = LATER, **fields: str) -> tuple[int, str, str]:
    """Fill the form as it is shown, changed by `fields`, and send it; return status, words and where it leads."""
    path = f"/severities/{code}/{action}"
    html = client.get(path).text
    token = re.search(r'name="form_token" value="([^"]+)"', html)
    day = re.search(r'name="from_on"[^>]* value="([^"]*)"', html)
    assert token is not None
    assert day is not None
    given = {"form_token": token[1], "collection": "", "from_on": day[1], "reason": "Agreed with the colleges."}
    answer = client.post(path, data=given | fields)
    return answer.status_code, words_of(answer.text), answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/", STAFF),
        ("/severities", STAFF),
        (f"/severities/{LATER}", STAFF),
        (f"/severities/{LATER}/lower", {REVIEWER}),
        (f"/severities/{LATER}/take-back", {REVIEWER}),
    ],
)
async def test_staff_see_them_and_a_reviewer_alone_changes_them(clients: Clients, path: str, may: set[Account]) -> None:
    statuses = {account: client.get(path).status_code for account, client in clients.items()}
    assert statuses == {None: 303} | {one: 200 if one in may else 403 for one in EVERYBODY}


@pytest.mark.parametrize("account", [UPLOADER, ANALYST, ADMIN, AUDITOR])
async def test_nobody_else_posts(clients: Clients, under_test: SeveritiesUnderTest, account: Account) -> None:
    assert clients[account].post(f"/severities/{LATER}/lower", data={"reason": "x"}).status_code == 403
    assert under_test.decided == []


async def test_every_route_says_what_it_needs(clients: Clients) -> None:
    routes = clients[None].app.routes  # type: ignore[attr-defined]
    own = {"/", "/severities", "/severities/{code}", "/severities/{code}/{action}"}
    assert {route.path for route in routes} == own | {"/sign-in", "/sign-out", "/static/{name}"}
    assert all(isinstance(route, GuardedRoute) for route in routes)


async def test_every_issue_of_the_catalogue_is_listed_page_by_page(clients: Clients) -> None:
    known = {entry.code for entry in ENTRIES if not entry.retired}
    listed: set[str] = set()
    page = 1
    while further := _codes_on(clients[REVIEWER].get("/severities", params={"page": page}).text) - listed:
        listed |= further
        page += 1
    assert listed == known


def _codes_on(html: str) -> set[str]:
    return set(re.findall(r'href="/severities/([FVRP]\d{3})"', html))


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"search": "v094"}, "V094", "V092"),
        ({"search": "start date missing"}, "V092", "V094"),
        ({"show": "changeable"}, "V094", "V092"),
        ({"show": "fixed"}, "F001", "V094"),
        ({"show": "lowered"}, "V094", "V092"),
        ({"collection": "ROLL", "search": "start date missing"}, "No issue fits.", "V092"),
    ],
)
async def test_the_list_is_searched(
    clients: Clients, under_test: SeveritiesUnderTest, query: dict[str, str], shown: str, hidden: str
) -> None:
    under_test.rows.changed = [a_change()]
    words = words_of(clients[REVIEWER].get("/severities", params=query).text)
    assert shown in words
    assert hidden not in words


async def test_while_nothing_is_lowered_the_list_of_it_says_so(clients: Clients) -> None:
    assert "Nothing is lowered" in text_of(clients[REVIEWER], "/severities?show=lowered")


async def test_what_is_lowered_says_where_since_when_and_by_whom(
    clients: Clients, under_test: SeveritiesUnderTest
) -> None:
    under_test.rows.changed = [a_change(collection="S_ENR")]
    words = text_of(clients[ANALYST], "/severities?search=v094")
    assert "Lowered to a warning in School post-16 enrolment 5 October 2026, pat@example.org" in words


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("V092", "Without it the row tells nobody who does what since when."),
        ("V045", "Without it the row tells nobody who does what since when."),
        ("V081", "There is no value that could be kept"),
        ("F001", "It is about a file, a whole return or a person"),
        ("V020", "It is no error"),
    ],
)
async def test_what_cannot_be_lowered_says_why_and_offers_nothing(clients: Clients, code: str, why: str) -> None:
    words = text_of(clients[REVIEWER], f"/severities/{code}")
    assert f"It cannot be lowered. {why}" in words
    assert "Lower it to a warning" not in words
    assert clients[REVIEWER].get(f"/severities/{code}/lower").status_code == 409


@pytest.mark.parametrize("path", ["/severities/V999", f"/severities/{LATER}/raise", "/severities/V999/lower"])
async def test_what_is_not_there_is_not_found(clients: Clients, path: str) -> None:
    assert clients[REVIEWER].get(path).status_code == 404


async def test_only_what_would_change_something_is_offered(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    lower, back = "Lower it to a warning", "Make it an error again"
    words = text_of(clients[REVIEWER], f"/severities/{LATER}")
    assert (lower in words, back in words) == (True, False)
    under_test.rows.changed = [a_change()]
    words = text_of(clients[REVIEWER], f"/severities/{LATER}")
    assert (lower in words, back in words) == (False, True)
    under_test.rows.changed = [a_change(), a_change(collection="S_ENR", lowered=False, version=2)]
    words = text_of(clients[REVIEWER], f"/severities/{LATER}")
    assert (lower in words, back in words) == (True, True)
    assert lower not in text_of(clients[ANALYST], f"/severities/{LATER}")


async def test_how_far_judging_again_has_come_is_shown(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    under_test.rows.changed = [a_change()]
    under_test.rows.far = [JudgedAgain(1, 23, 6, 0)]
    words = text_of(clients[ANALYST], f"/severities/{LATER}")
    assert "17 of 23" in words
    assert "Refresh" in words
    under_test.rows.far = [JudgedAgain(1, 23, 0, 2)]
    words = text_of(clients[ANALYST], f"/severities/{LATER}")
    assert "2 files could not be judged again" in words
    assert "Refresh" not in words


async def test_a_planned_change_is_not_in_force(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    under_test.rows.changed = [a_change(from_on=date(2026, 12, 1), version=None)]
    words = text_of(clients[REVIEWER], f"/severities/{LATER}")
    assert "1 December 2026 Lowered to a warning, all returns" in words
    assert "Not in force yet" in words
    assert "No issue fits" not in words
    assert "Nothing is lowered" in text_of(clients[REVIEWER], "/severities?show=lowered")


async def test_the_effect_is_said_before_the_button(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    under_test.rows.found = [Effect("S_ENR", 5, 2, 9, 0, 0), Effect("C_ENR", 1, 1, 1, 0, 0)]
    words = text_of(clients[REVIEWER], f"/severities/{LATER}/lower")
    assert "6 rows in 3 returns of this year are refused for this alone and would be accepted." in words
    under_test.rows.changed = [a_change()]
    under_test.rows.found = [Effect("S_ENR", 0, 0, 0, 5, 2)]
    words = text_of(clients[REVIEWER], f"/severities/{LATER}/take-back")
    assert "5 rows in 2 returns of this year are used though they have it, and would be refused." in words


async def test_a_change_is_taken_for_one_return_with_reason_and_day(
    clients: Clients, under_test: SeveritiesUnderTest
) -> None:
    status, _, leads_to = send(clients[REVIEWER], "lower", collection="S_ENR", from_on="1 12 2026")
    assert (status, leads_to) == (303, f"/severities/{LATER}?changed=yes")
    (decided,) = under_test.decided
    assert decided.change == SeverityChange(LATER, "S_ENR", lowered=True)
    assert (decided.from_on, decided.account) == (date(2026, 12, 1), REVIEWER.name)
    assert "It is kept." in text_of(clients[REVIEWER], leads_to)


async def test_it_is_taken_back_for_all(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    under_test.rows.changed = [a_change()]
    assert send(clients[REVIEWER], "take-back")[0] == 303
    assert under_test.changes == [SeverityChange(LATER, None, lowered=False)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("reason wanted", "Enter why, in at most 500 characters"),
        ("day wanted", "Enter today or a later day"),
        ("so already", "It is so already, there and on that day"),
        ("fixed", "Select a return in which this can be lowered"),
    ],
)
async def test_what_is_wrong_is_asked_for_again_with_what_was_typed(
    clients: Clients, under_test: SeveritiesUnderTest, answer: ChangeResult, words: str
) -> None:
    under_test.answer = answer
    status, text, _ = send(clients[REVIEWER], "lower", reason="x" * 600)
    assert status == 400
    assert text.count(words) == 2
    assert "x" * 600 in text


@pytest.mark.parametrize("typed", ["", "tomorrow", "31 2 2027", "10/11/26"])
async def test_a_day_that_is_none_is_asked_for_again(
    clients: Clients, under_test: SeveritiesUnderTest, typed: str
) -> None:
    status, words, _ = send(clients[REVIEWER], "lower", from_on=typed)
    assert (status, under_test.decided) == (400, [])
    assert "Enter the day" in words


async def test_a_return_that_nobody_knows_is_refused(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    assert send(clients[REVIEWER], "lower", collection="S_NEW")[0] == 400
    assert under_test.decided == []


async def test_a_reason_is_shown_as_text(clients: Clients, under_test: SeveritiesUnderTest) -> None:
    under_test.rows.changed = [a_change(reason="<script>alert(1)</script>")]
    html = clients[REVIEWER].get(f"/severities/{LATER}").text
    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
