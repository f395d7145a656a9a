"""The portal's hook, with the reference implementation of the scheme as the sender."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive

from services.ingest.domain.submissions import Nil, Return
from services.ingest.entrypoints.web.hook import BODIES_AT_ONCE, PATH, Hook
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.state_nil import StateNil
from shared.errors import Transient
from shared.vocabulary.collections import COLLECTIONS
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.routes import Open, post
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment, registered
from tests.support.identities import MemoryIdentities
from tests.support.ingest import A_CSV, RECEIVED_AT, MemorySubmissions
from tests.support.logs import logged
from tests.support.memory_vault import MemoryVault
from tests.support.workbooks import pdf

FIND = registered(an_establishment("8860001"), an_establishment(None, ukprn="19990001"))
KEY, NEW_KEY, OTHER_KEY = (f"whsec_{base64.b64encode(bytes([n] * 32)).decode()}" for n in (1, 2, 3))


class Keys:
    """The live keys of two senders; the first is exchanging its key."""

    def __init__(self) -> None:
        self.used: list[tuple[str, bytes]] = []

    def note_use(self, sender: str, key: bytes) -> None:
        self.used.append((sender, key))

    def current(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(
            (sender, base64.b64decode(key.removeprefix("whsec_")))
            for sender, key in (("portal", KEY), ("portal", NEW_KEY), ("other", OTHER_KEY))
        )

    def may_send(self, sender: str) -> frozenset[str]:
        return frozenset({"ROLL"}) if sender == "other" else frozenset()


@pytest.fixture
def submissions() -> MemorySubmissions:
    return MemorySubmissions()


def hook_for(submissions: MemorySubmissions, vault: MemoryVault | None = None) -> Hook:
    clock = FixedClock(RECEIVED_AT)
    receive = ReceiveSubmission(submissions.begin, submissions, vault or MemoryVault(), clock)
    return Hook(receive, StateNil(receive, FIND, clock), Keys(), "https://reporting.example.org{}".format)


def client_for(submissions: MemorySubmissions, vault: MemoryVault | None = None) -> TestClient:
    clock = FixedClock(RECEIVED_AT)
    hook = hook_for(submissions, vault)
    addresses = Addresses("http://testserver", "http://matching.example.org", "http://reporting.example.org")
    site = Site(service="ingest", addresses=addresses, identities=MemoryIdentities(), clock=clock)
    return TestClient(web_app(site, [post(PATH, hook, needs=Open("signed"), form="none")]))


@pytest.fixture
def client(submissions: MemorySubmissions) -> Iterator[TestClient]:
    with client_for(submissions) as client:
        yield client


def body_of(content: bytes = A_CSV, **changed: Any) -> str:
    data = {
        "file_name": "8860001 enrolment.csv",
        "sender": "A School",
        "establishment": "8860001",
        "tag": "Tracking YP",
        "uploaded_at": "2026-10-05T09:00:00+00:00",
        "comment": None,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_base64": base64.b64encode(content).decode(),
    }
    return json.dumps({"type": "submission.uploaded", "timestamp": "2026-10-05T09:00:00Z", "data": data | changed})


def signed(body: str, key: str = KEY, *, delivery_id: str = "msg_1", at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(key).sign(delivery_id, at, body),
    }


def send(client: TestClient, body: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = client.post(PATH, content=body.encode(), headers=headers)
    said: dict[str, Any] = answer.json()
    return answer.status_code, said


def test_a_signed_file_is_kept_and_answered_with_the_page_of_its_submission(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    status, said = send(client, body_of(), signed(body_of()))
    assert status == 202
    [(submission_id, kept)] = submissions.deliveries.items()
    assert said == {
        "submission_id": str(submission_id),
        "status_url": f"https://reporting.example.org/submissions/{submission_id}",
    }
    assert (kept.sender, kept.sent_by, kept.channel) == ("portal", "A School", "hook")
    assert kept.sender_establishment == "8860001"


def test_bug_20_the_log_says_how_large_the_file_is(client: TestClient) -> None:
    with logged() as said:
        assert send(client, body_of(), signed(body_of()))[0] == 202
    assert [line["bytes"] for line in said if line["event"] == "submission received"] == [len(A_CSV)]


def test_both_keys_of_a_sender_work_while_it_exchanges_them(client: TestClient, submissions: MemorySubmissions) -> None:
    for number, key in enumerate((KEY, NEW_KEY, OTHER_KEY)):
        assert send(client, body_of(), signed(body_of(), key, delivery_id=f"msg_{number}"))[0] == 202
    assert [kept.sender for kept in submissions.deliveries.values()] == ["portal", "portal", "other"]


def test_a_replay_is_the_same_submission(client: TestClient, submissions: MemorySubmissions) -> None:
    first = send(client, body_of(), signed(body_of()))
    later = send(client, body_of(), signed(body_of(), at=datetime.now(UTC) + timedelta(seconds=30)))
    assert first == later
    assert len(submissions.kept) == 1


def test_a_delivery_id_with_another_body_is_refused(client: TestClient, submissions: MemorySubmissions) -> None:
    send(client, body_of(), signed(body_of()))
    other = body_of(b"UPN,Surname\n1,2\n")
    status, said = send(client, other, signed(other))
    assert (status, said["reason"]) == (409, "delivery_id_used_again")
    assert len(submissions.kept) == 1


def _without(*names: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda headers: {name: value for name, value in headers.items() if name not in names}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_without("webhook-id"), "signature_missing"),
        (_without("webhook-timestamp"), "timestamp_unreadable"),
        (_without("webhook-signature"), "signature_missing"),
        (lambda headers: headers | {"webhook-timestamp": "yesterday"}, "timestamp_unreadable"),
        (lambda headers: headers | {"webhook-timestamp": "1" * 30}, "timestamp_unreadable"),
        (lambda headers: headers | {"webhook-id": "msg_2"}, "signature_wrong"),
        (lambda headers: headers | {"webhook-id": "m" * 201}, "signature_missing"),
        (lambda headers: headers | {"webhook-signature": "v1,AAAA"}, "signature_wrong"),
        (
            lambda headers: headers | {"webhook-signature": "v2," + headers["webhook-signature"][3:]},
            "signature_missing",
        ),
        (lambda headers: headers | {"webhook-signature": "v1,*not base64*"}, "signature_missing"),
        (
            lambda headers: headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)},
            "signature_wrong",
        ),
    ],
)
def test_what_is_not_signed_is_refused_with_a_reason(
    client: TestClient, submissions: MemorySubmissions, change: Callable[[dict[str, str]], dict[str, str]], reason: str
) -> None:
    status, said = send(client, body_of(), change(signed(body_of())))
    assert (status, said["reason"]) == (401, reason)
    assert not submissions.kept


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_delivery_is_refused_although_it_is_signed(
    client: TestClient, submissions: MemorySubmissions, minutes: int
) -> None:
    status, said = send(client, body_of(), signed(body_of(), at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert (status, said["reason"]) == (401, "timestamp_stale")
    assert not submissions.kept


def test_a_tampered_body_is_refused(client: TestClient, submissions: MemorySubmissions) -> None:
    headers = signed(body_of())
    status, said = send(client, body_of(tag="Another tag"), headers)
    assert (status, said["reason"]) == (401, "signature_wrong")
    assert not submissions.kept


def test_one_of_several_signatures_is_enough(client: TestClient) -> None:
    headers = signed(body_of())
    headers["webhook-signature"] = f"v1a,abc v1,{base64.b64encode(bytes(32)).decode()} {headers['webhook-signature']}"
    assert send(client, body_of(), headers)[0] == 202


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("not json", 400, "body_unreadable"),
        ("{}", 400, "body_unreadable"),
        (
            json.dumps({"type": "submission.deleted", "timestamp": "2026-10-05T09:00:00Z", "data": {}}),
            400,
            "body_unreadable",
        ),
        (body_of(establishment="886"), 400, "body_unreadable"),
        (body_of(file_name=""), 400, "body_unreadable"),
        (body_of(uploaded_at="2026-10-05T09:00:00"), 400, "body_unreadable"),
        (body_of(content_base64="***"), 400, "content_not_base64"),
        (body_of(sha256="0" * 64), 422, "sha256_differs"),
        (body_of(b""), 422, "empty"),
        (body_of(pdf()), 415, "wrong_kind_of_file"),
    ],
)
def test_a_signed_body_that_cannot_be_taken_is_refused_with_a_reason(
    client: TestClient, submissions: MemorySubmissions, body: str, status: int, reason: str
) -> None:
    got, said = send(client, body, signed(body))
    assert (got, said["reason"]) == (status, reason)
    assert not submissions.kept


def test_a_refusal_never_repeats_what_was_sent(client: TestClient) -> None:
    body = body_of(establishment="Zara Kempton", file_name="")
    answer = client.post(PATH, content=body.encode(), headers=signed(body))
    assert answer.json()["fields"] == ["data.file_name", "data.establishment"]
    assert "Kempton" not in answer.text


def test_another_content_type_is_refused(client: TestClient) -> None:
    status, said = send(client, body_of(), signed(body_of()) | {"Content-Type": "text/plain"})
    assert (status, said["reason"]) == (415, "not_json")


@pytest.mark.parametrize("named", ["APPLICATION/JSON", "Application/Json; charset=utf-8"])
def test_a_media_type_has_no_case(client: TestClient, named: str) -> None:
    assert send(client, body_of(), signed(body_of()) | {"Content-Type": named})[0] == 202


def test_a_slash_too_many_leads_nowhere(client: TestClient) -> None:
    headers = signed(body_of()) | {"Host": "elsewhere.example.org"}
    answer = client.post(f"{PATH}/", content=body_of().encode(), headers=headers, follow_redirects=False)
    assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_a_file_over_the_limit_is_refused_and_the_limit_named(client: TestClient) -> None:
    body = body_of(b"a" * (20 * 1024 * 1024 + 1))
    status, said = send(client, body, signed(body))
    assert (status, said["reason"], said["limit_bytes"]) == (413, "file_too_large", 20 * 1024 * 1024)


def test_a_body_announced_as_too_large_is_not_read(client: TestClient) -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = signed("") | {"Content-Length": str(40 * 1024 * 1024)}
    answer = client.post(PATH, content=never(), headers=headers)
    assert answer.status_code == 413


def test_a_body_that_says_nothing_of_its_length_is_cut_off_at_the_limit(client: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(60):
            sent += 1
            yield bytes(1024 * 1024)

    answer = client.post(PATH, content=endless(), headers=signed(""))
    assert answer.status_code == 413


async def test_senders_that_drip_do_not_keep_the_others_out(submissions: MemorySubmissions) -> None:
    body = body_of()
    headers = [(name.lower().encode(), value.encode()) for name, value in signed(body).items()]
    hook = hook_for(submissions)

    async def drip() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def whole() -> Message:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    def asked(receive: Receive) -> Request:
        return Request({"type": "http", "method": "POST", "path": PATH, "headers": headers}, receive)

    dripping = [asyncio.create_task(hook(asked(drip))) for _ in range(BODIES_AT_ONCE)]
    await asyncio.sleep(0.05)
    assert (await asyncio.wait_for(hook(asked(whole)), 10)).status_code == 202
    for task in dripping:
        task.cancel()


def test_a_store_that_is_away_is_answered_with_503_and_when_to_come_back(submissions: MemorySubmissions) -> None:
    class Away(MemoryVault):
        async def put(self, file_id: object, data: bytes) -> bytes:
            raise Transient("vault")

    with client_for(submissions, Away()) as client:
        answer = client.post(PATH, content=body_of().encode(), headers=signed(body_of()))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert not submissions.kept


@pytest.mark.parametrize("field", ["file_name", "sender", "tag", "comment"])
def test_control_characters_in_what_is_said_are_refused(
    client: TestClient, submissions: MemorySubmissions, field: str
) -> None:
    body = body_of(A_CSV, **{field: "a\x00b"})
    status, said = send(client, body, signed(body))
    assert (status, said["reason"], said["fields"]) == (400, "body_unreadable", [f"data.{field}"])
    assert not submissions.kept


@pytest.mark.parametrize("body", ["not json", '{"type": ', "[]", '"\\ud800"'])
def test_a_body_that_is_no_json_object_is_told_so(client: TestClient, body: str) -> None:
    said = {"reason": "body_unreadable", "sentence": "The body is not a JSON object."}
    assert send(client, body, signed(body)) == (400, said)


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("sender", "", None),
        ("sender", " \t", None),
        ("sender", " A\tSchool\n", "A School"),
        ("sender", "a" * 300, "a" * 255),
        ("establishment", "", None),
        ("establishment", " 8860001 ", "8860001"),
        ("establishment", "19990001", "19990001"),
        ("tag", " ", None),
        ("tag", "a" * 2001, "a" * 2000),
        ("comment", "", None),
        ("comment", " as agreed ", "as agreed"),
        ("comment", "a" * 1999 + " b", "a" * 1999),
        ("comment", "\u202egnorw", "gnorw"),
        ("sender", "A \u2066School\u2069", "A School"),
    ],
)
def test_no_file_is_refused_for_words_that_need_not_be_said(
    client: TestClient, submissions: MemorySubmissions, field: str, said: str, kept: str | None
) -> None:
    body = body_of(A_CSV, **{field: said})
    assert send(client, body, signed(body))[0] == 202
    [one] = submissions.deliveries.values()
    names = {"sender": "sent_by", "establishment": "sender_establishment"}
    assert getattr(one, names.get(field, field)) == kept


def test_a_file_name_does_not_turn_our_sentences_round(client: TestClient, submissions: MemorySubmissions) -> None:
    body = body_of(file_name="\u202a8860001 \u202evsc.\u2067xlsx\u2069\u202c")
    assert send(client, body, signed(body))[0] == 202
    [kept] = submissions.deliveries.values()
    assert kept.file_name == "8860001 vsc.xlsx"


def test_a_file_name_of_nothing_that_is_seen_is_none(client: TestClient) -> None:
    body = body_of(file_name="\u202e \u202c")
    assert send(client, body, signed(body))[1]["fields"] == ["data.file_name"]


def test_a_comment_may_have_several_lines(client: TestClient) -> None:
    body = body_of(comment="one\r\n\ttwo")
    assert send(client, body, signed(body))[0] == 202


def test_only_a_sender_that_is_entitled_may_send_the_county_roll(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    for number, key in enumerate((KEY, OTHER_KEY)):
        assert send(client, body_of(), signed(body_of(), key, delivery_id=f"msg_{number}"))[0] == 202
    assert [kept.may_send for kept in submissions.deliveries.values()] == [frozenset(), {"ROLL"}]


def nil_body(**changed: Any) -> str:
    data = {"establishment": "8860001", "collection": "S_JOIN", "period": "2026-10", "sender": "A School"}
    return json.dumps({"type": "nil.stated", "timestamp": "2026-10-05T09:00:00Z", "data": data | changed})


def test_a_signed_nil_return_is_kept_as_a_file_is(client: TestClient, submissions: MemorySubmissions) -> None:
    status, said = send(client, nil_body(), signed(nil_body()))
    assert status == 202
    [(submission_id, kept)] = submissions.deliveries.items()
    assert said["submission_id"] == str(submission_id)
    assert (kept.channel, kept.sender, kept.sent_by, kept.sender_establishment) == (
        "hook",
        "portal",
        "A School",
        "8860001",
    )
    assert kept.nil == Nil(Return("8860001", "S_JOIN", "2026-10"), None, None)
    assert json.loads(kept.content)["nil"] == ["S_JOIN", "8860001", "2026-10"]


def test_a_nil_return_of_a_college_goes_by_its_ukprn(client: TestClient, submissions: MemorySubmissions) -> None:
    body = nil_body(establishment="19990001", collection="C_JL")
    assert send(client, body, signed(body))[0] == 202
    assert [kept.nil and kept.nil.of.establishment for kept in submissions.deliveries.values()] == ["19990001"]


def test_a_nil_return_from_an_e_mail_names_who_wrote_it_and_when_it_came(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    body = nil_body(stated_by="Ms Head", emailed_at="2026-10-02T15:00:00+01:00")
    assert send(client, body, signed(body))[0] == 202
    [kept] = submissions.deliveries.values()
    assert kept.sent_by == "Ms Head"
    assert kept.nil is not None
    assert kept.nil.emailed_at == datetime(2026, 10, 2, 14, tzinfo=UTC)


def test_a_second_attempt_at_a_nil_return_is_the_same_submission(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    assert send(client, nil_body(), signed(nil_body())) == send(client, nil_body(), signed(nil_body()))
    assert len(submissions.kept) == 1
    other = nil_body(collection="S_LEAVE")
    assert send(client, other, signed(other))[1]["reason"] == "delivery_id_used_again"
    assert send(client, body_of(), signed(body_of()))[1]["reason"] == "delivery_id_used_again"


def test_a_nil_return_that_nobody_of_ours_signed_is_refused(client: TestClient, submissions: MemorySubmissions) -> None:
    stranger = f"whsec_{base64.b64encode(bytes([9] * 32)).decode()}"
    assert send(client, nil_body(), signed(nil_body(), stranger)) == (401, {"reason": "signature_wrong"})
    assert not submissions.kept


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"collection": "S_ENR"}, "collection"),
        ({"collection": "Zara Kempton"}, "collection"),
        ({"establishment": "8860009"}, "establishment"),
        ({"collection": "C_JL"}, "establishment"),
        ({"period": "2026-01"}, "period"),
        ({"period": "Zara Kempton"}, "period"),
        ({"emailed_at": "2026-10-02T15:00:00Z"}, "stated_by"),
        ({"emailed_at": "2026-10-12T15:00:00Z", "stated_by": "Ms Head"}, "emailed_at"),
    ],
)
def test_a_nil_return_that_nobody_can_owe_is_refused_with_what_is_wrong(
    client: TestClient, submissions: MemorySubmissions, changed: dict[str, str], field: str
) -> None:
    status, said = send(client, nil_body(**changed), signed(nil_body(**changed)))
    assert (status, said["reason"], said["fields"]) == (422, "nil_not_taken", [f"data.{field}"])
    assert said["sentence"]
    assert "Kempton" not in json.dumps(said)
    assert not submissions.kept


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"establishment": None}, ["data.establishment"]),
        ({"establishment": "Zara Kempton"}, ["data.establishment"]),
        ({"collection": "", "period": None}, ["data.collection", "data.period"]),
        ({"stated_by": "a\x00b"}, ["data.stated_by"]),
        ({"emailed_at": "yesterday"}, ["data.emailed_at"]),
    ],
)
def test_a_nil_return_that_cannot_be_read_is_refused_by_its_fields(
    client: TestClient, submissions: MemorySubmissions, changed: dict[str, Any], fields: list[str]
) -> None:
    status, said = send(client, nil_body(**changed), signed(nil_body(**changed)))
    assert (status, said["reason"], said["fields"]) == (400, "body_unreadable", fields)
    assert not submissions.kept


def test_a_body_of_another_type_is_refused_by_its_type(client: TestClient) -> None:
    body = nil_body().replace("nil.stated", "nil.withdrawn")
    assert send(client, body, signed(body))[1]["fields"] == ["type"]


def test_the_page_about_the_hook_names_the_collections_of_which_nothing_may_be_stated() -> None:
    rows = (Path(__file__).parents[3] / "docs" / "upload-hook.md").read_text(encoding="utf-8").splitlines()
    (row,) = (row for row in rows if row.startswith("| `collection` | what there is nothing of"))
    assert set(re.findall(r"`([A-Z_]+)`", row)) == {code for code, one in COLLECTIONS.items() if one.takes_nil}


@pytest.mark.parametrize(
    ("written", "day", "ignored"),
    [
        (None, None, None),
        ("  ", None, None),
        ("2026-10-02", date(2026, 10, 2), None),
        ("2099-01-01", date(2099, 1, 1), None),
        ("yesterday", None, ["data.data_taken_on"]),
        (20261002, None, ["data.data_taken_on"]),
        ("9" * 5000, None, ["data.data_taken_on"]),
    ],
)
def test_no_file_is_lost_for_the_day_on_which_its_data_were_taken(
    client: TestClient, submissions: MemorySubmissions, written: object, day: date | None, ignored: list[str] | None
) -> None:
    body = body_of(data_taken_on=written)
    status, answer = send(client, body, signed(body))
    [kept] = submissions.deliveries.values()
    assert (status, kept.data_taken_on, answer.get("ignored")) == (202, day, ignored)
