"""The pages of subscriptions: what they show, what they refuse, and that a secret is shown once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from services.reporting.entrypoints.web.webhooks.words import (
    ACTS,
    MESSAGE_WORDS,
    REFUSALS,
    STATE_SENTENCES,
    STATE_WORDS,
    age_words,
)
from services.reporting.queries.webhooks.consumer_groups import GroupLine, known_by
from services.reporting.queries.webhooks.subscriptions import SecretLine
from services.reporting.usecases.webhooks.ports import SentAnswer
from tests.support.identities import ADMIN, AUDITOR, REVIEWER
from tests.support.reporting_pages import Desktop
from tests.support.webhook_views import ACTIVE, AT, DEAD, DELIVERED, SECRET
from tests.unit.reporting.web.conftest import Visit, form_token, plain

ONE = "/subscriptions/1"


def token(client: TestClient) -> dict[str, str]:
    return form_token(client.get("/").text) | {"form_id": "one form"}


def test_the_list_says_how_far_everybody_is(visit: Visit, desktop: Desktop) -> None:
    desktop.webhooks.read_by = [GroupLine("careers-system", 12, 95.0), GroupLine("warehouse", 0, 0.0, in_full=True)]
    html = plain(visit(AUDITOR).get("/subscriptions").text)
    assert "Careers system Active 3" in html
    assert "careers-system 12 1 minute" in html
    assert "warehouse codes in full 0 –" in html
    assert "Set up a webhook" not in html
    assert "Set up a webhook" in visit(REVIEWER).get("/subscriptions").text


def test_where_kafka_is_away_the_webhooks_are_shown(visit: Visit, desktop: Desktop) -> None:
    desktop.webhooks.read_by = None
    html = plain(visit(ADMIN).get("/subscriptions").text)
    assert "Kafka does not answer" in html
    assert "Careers system" in html


def test_the_secret_is_shown_once_and_kept_by_nobody(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    form = token(client) | {"name": "Youth service", "address": "https://youth.example/hook", "start": "now"}
    answer = client.post("/subscriptions/new", data=form)
    assert SECRET in answer.text
    assert answer.headers["cache-control"] == "no-store"
    (asked,) = desktop.webhooks.asked
    assert (asked.name, asked.address, asked.from_beginning) == ("Youth service", "https://youth.example/hook", False)
    for path in ("/subscriptions", "/subscriptions/2", ONE):
        assert SECRET not in client.get(path).text


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("", "https://youth.example/hook", REFUSALS["name wanted"][1]),
        ("Youth service", "http://youth.example/hook", REFUSALS["address not allowed"][1]),
        ("Youth service", "https://10.0.0.1/hook", REFUSALS["address not allowed"][1]),
    ],
)
def test_what_cannot_be_set_up_is_said(visit: Visit, desktop: Desktop, name: str, address: str, sentence: str) -> None:
    client = visit(REVIEWER)
    answer = client.post("/subscriptions/new", data=token(client) | {"name": name, "address": address})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert desktop.webhooks.asked == []


@pytest.mark.parametrize("act", [*ACTS, "pause", "resume"])
def test_each_act_is_done(visit: Visit, desktop: Desktop, act: str) -> None:
    client = visit(REVIEWER)
    if act in ACTS:
        assert ACTS[act].title in client.get(f"{ONE}/{act}").text
    answer = client.post(f"{ONE}/{act}", data=token(client))
    assert desktop.webhooks.done == [(1, act, REVIEWER.name)]
    if act == "rotate":
        assert SECRET in answer.text
    else:
        assert answer.status_code == 303
        assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("path", ["/subscriptions/2", "/subscriptions/0", "/subscriptions/one", f"{ONE}/nothing"])
def test_what_is_not_there(visit: Visit, path: str) -> None:
    assert visit(REVIEWER).get(path).status_code == 404


def test_dead_letters_are_sent_again_one_all_or_by_answer(visit: Visit, desktop: Desktop) -> None:
    desktop.webhooks.kept = [DELIVERED, DEAD, replace(DEAD, status=None, problem="no answer in time")]
    desktop.webhooks.held_back = 2
    client = visit(REVIEWER)
    html = client.get(f"{ONE}?show=dead").text
    assert "2 newer changes of the same people wait" in plain(html)
    assert html.count('action="/subscriptions/1/resend"') == 5
    form = token(client)
    client.post(f"{ONE}/resend", data=form | {"status": "422", "problem": ""})
    client.post(f"{ONE}/resend", data=form | {"status": "", "problem": "no answer in time"})
    client.post(f"{ONE}/resend", data=form | {"message": DEAD.message_id})
    client.post(f"{ONE}/resend", data=form)
    assert [tuple(one) for one in desktop.webhooks.chosen] == [
        (None, 422, None),
        (None, None, "no answer in time"),
        (UUID(DEAD.message_id), None, None),
        (None, None, None),
    ]
    assert client.post(f"{ONE}/resend", data=form | {"message": "no id"}).status_code == 400
    assert client.post(f"{ONE}/resend", data=form | {"status": "many"}).status_code == 400


def test_a_test_message_says_what_came_of_it(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    assert "The test message was taken: 204" in client.post(f"{ONE}/test", data=token(client)).text
    desktop.webhooks.answer = SentAnswer(None, "certificate not trusted", None, 0.1)
    html = client.post(f"{ONE}/test", data=token(client)).text
    assert "The test message was not taken: certificate not trusted" in html


def test_how_a_webhook_stands(visit: Visit, desktop: Desktop) -> None:
    client = visit(AUDITOR)
    for line, word in (
        (replace(ACTIVE, failures=3, not_before=AT + timedelta(minutes=5)), "failing now"),
        (replace(ACTIVE, state="paused"), "paused"),
        (replace(ACTIVE, state="failing"), "failing"),
        (replace(ACTIVE, state="gone"), "gone"),
    ):
        desktop.webhooks.lines = [line]
        html = client.get(ONE).text
        assert STATE_WORDS[word][0] in html
        assert STATE_SENTENCES[word] in html
        assert 'method="post" action="/subscriptions' not in html
    desktop.webhooks.secrets = [SecretLine(AT, None), SecretLine(AT, AT + timedelta(days=7))]
    assert "signs beside the newer one until 12 October 2026" in client.get(ONE).text


def test_every_state_of_a_message_has_a_word(visit: Visit, desktop: Desktop) -> None:
    desktop.webhooks.kept = [replace(DELIVERED, state=state) for state in MESSAGE_WORDS]
    html = visit(AUDITOR).get(ONE).text
    assert all(text in html for text, _ in MESSAGE_WORDS.values())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7_199, "119 minutes"),
        (7_200, "2 hours"),
        (172_800, "2 days"),
    ],
)
def test_a_time_is_said_in_the_unit_that_says_enough(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


def test_which_groups_are_known() -> None:
    assert known_by("*")("anything")
    some = known_by("careers, warehouse-*,")
    assert [some(one) for one in ("careers", "careers-2", "warehouse-1", "other", "")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert not known_by("")("anything")
