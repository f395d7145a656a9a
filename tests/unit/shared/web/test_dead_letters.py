"""The page of dead letters: who opens it, what it says, what resending asks first; every reason has a remedy."""

import ast
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from shared.kafka.dead_letter_reasons import REASONS, REFUSED_BY_DATABASE, reason_of
from shared.web.accounts.identities import Account
from tests.support.dead_letter_pages import DeadLettersUnderTest, MemoryLetters, letters
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER

ROOT = Path(__file__).parents[4]
WHICH = {"reason": "bad_payload", "consumer": "JudgeRows", "topic": "ingest.rows-extracted.v1"}
RESEND = "/dead-letters/resend?reason=bad_payload&consumer=JudgeRows&topic=ingest.rows-extracted.v1"
Clients = dict[Account | None, TestClient]


@pytest.fixture
def under_test() -> DeadLettersUnderTest:
    return DeadLettersUnderTest(MemoryLetters([letters(), letters("original_erased", 1)]))


@pytest.fixture
async def clients(under_test: DeadLettersUnderTest) -> Clients:
    app = under_test.app()
    clients: Clients = {None: TestClient(app, follow_redirects=False, raise_server_exceptions=False)}
    for account in EVERYBODY:
        cookies = {"onward_session": await under_test.identities.open_session(account)}
        clients[account] = TestClient(app, cookies=cookies, follow_redirects=False, raise_server_exceptions=False)
    return clients


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def resend(client: TestClient, **fields: str) -> tuple[int, str]:
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/dead-letters").text)
    assert token is not None
    answer = client.post("/dead-letters/resend", data={"form_token": token[1], **WHICH, **fields})
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize(("path", "may"), [("/dead-letters", {REVIEWER, ADMIN, AUDITOR}), (RESEND, {REVIEWER, ADMIN})])
async def test_who_decides_resends_and_the_auditor_sees(clients: Clients, path: str, may: set[Account]) -> None:
    statuses = {account: client.get(path).status_code for account, client in clients.items()}
    assert statuses == {None: 303} | {one: 200 if one in may else 403 for one in EVERYBODY}


@pytest.mark.parametrize("account", [UPLOADER, ANALYST, AUDITOR])
async def test_nobody_else_resends(clients: Clients, under_test: DeadLettersUnderTest, account: Account) -> None:
    assert clients[account].post("/dead-letters/resend", data=WHICH).status_code == 403
    assert under_test.letters.done == []


async def test_each_reason_has_its_count_its_age_and_what_to_do(clients: Clients) -> None:
    html = clients[REVIEWER].get("/dead-letters").text
    said = words_of(html)
    assert "3 messages set aside" in said
    assert REASONS["bad_payload"].remedy in said
    assert "3 days" in said
    assert html.count("/dead-letters/resend?") == 1, "what can never be handled is not offered"
    assert "/dead-letters/resend?" not in clients[AUDITOR].get("/dead-letters").text


async def test_without_any_it_says_so(clients: Clients, under_test: DeadLettersUnderTest) -> None:
    under_test.letters.found = []
    assert "every message was handled" in words_of(clients[ADMIN].get("/dead-letters").text)


async def test_what_is_resent_is_shown_first_then_done_once_and_on_record(
    clients: Clients, under_test: DeadLettersUnderTest
) -> None:
    assert "Resend 2 messages" in words_of(clients[REVIEWER].get(RESEND).text)
    assert under_test.letters.done == []
    assert resend(clients[REVIEWER]) == (303, "/dead-letters?resent=2")
    assert [(one.by, one.letters) for one in under_test.letters.done] == [(REVIEWER.name, 2)]
    assert resend(clients[REVIEWER])[0] == 404
    said = words_of(clients[AUDITOR].get("/dead-letters?resent=2").text)
    assert "2 messages published again" in said
    assert REVIEWER.name in said


@pytest.mark.parametrize(
    "fields", [{"reason": "original_erased"}, {"reason": ""}, {"topic": "no.such"}, {"consumer": "X"}]
)
async def test_what_there_is_not_is_not_resent(
    clients: Clients, under_test: DeadLettersUnderTest, fields: dict[str, str]
) -> None:
    assert resend(clients[REVIEWER], **fields)[0] == 404
    assert under_test.letters.done == []


async def test_with_kafka_away_nothing_is_marked_and_it_can_be_repeated(
    clients: Clients, under_test: DeadLettersUnderTest
) -> None:
    under_test.letters.kafka_away = True
    assert resend(clients[REVIEWER])[0] == 503
    assert len(under_test.letters.found) == 2
    under_test.letters.kafka_away = False
    assert resend(clients[REVIEWER])[0] == 303


def _raised() -> set[str]:
    """The codes with which the product sets messages aside."""
    found = set()
    for path in [*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Poison":
                found |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def test_every_reason_has_a_remedy_and_no_remedy_is_for_nothing() -> None:
    assert _raised() == set(REASONS)
    assert reason_of("data_22P05") is REFUSED_BY_DATABASE
