"""The page on which a school sends a file: plain form, streamed, one submission however often it is clicked."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.ingest.entrypoints.web import forms, sending
from services.ingest.entrypoints.web.sending import SendingPage
from services.ingest.main import _TEMPLATES
from services.ingest.usecases.receive_submission import ReceiveSubmission
from shared.errors import Transient
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission, Role
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests import bodies
from shared.web.requests.routes import get, post
from tests.support.clock import FixedClock
from tests.support.identities import ADMIN, ANALYST, EVERYBODY, PASSWORD, REVIEWER, UPLOADER, MemoryIdentities, account
from tests.support.ingest import A_CSV, RECEIVED_AT, MemorySubmissions
from tests.support.memory_vault import MemoryVault
from tests.support.unfinished import Sender
from tests.support.workbooks import enrolment, pdf

UNBOUND = account(Role.UPLOADER, None, "unbound@example.org")


@pytest.fixture
def submissions() -> MemorySubmissions:
    return MemorySubmissions()


@pytest.fixture
def client(submissions: MemorySubmissions) -> Iterator[TestClient]:
    with client_for(submissions, MemoryVault()) as client:
        yield client


def client_for(submissions: MemorySubmissions, vault: MemoryVault) -> TestClient:
    page = SendingPage(ReceiveSubmission(submissions.begin, submissions, vault, FixedClock(RECEIVED_AT)))
    routes = [
        get("/send", page.show, needs=Permission.SEND_FILES),
        post("/send", page.send, needs=Permission.SEND_FILES, form="streamed"),
    ]
    return TestClient(web_app(site(), routes), follow_redirects=False)


@cache
def site() -> Site:
    """The site of all tests: compiling its templates takes longer than any of them."""
    return Site(
        service="ingest",
        addresses=Addresses("http://testserver", "http://matching.example.org", "http://reporting.example.org"),
        identities=MemoryIdentities((*EVERYBODY, UNBOUND)),
        clock=FixedClock(RECEIVED_AT),
        templates=_TEMPLATES,
    )


def sign_in(client: TestClient, who: Account) -> None:
    token = _field(client.get("/sign-in").text, "form_token")
    answer = client.post("/sign-in", data={"name": who.name, "password": PASSWORD, "form_token": token})
    assert answer.status_code == 303


def _field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found.group(1)


def send(
    client: TestClient, content: bytes = A_CSV, file_name: str = "8860001.csv", **fields: str
) -> tuple[int, str, str]:
    html = client.get("/send").text
    data = {"form_token": _field(html, "form_token"), "form_id": _field(html, "form_id")} | fields
    answer = client.post("/send", data=data, files={"file": (file_name, content)})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_a_file_is_kept_and_the_browser_led_to_its_page(client: TestClient, submissions: MemorySubmissions) -> None:
    sign_in(client, UPLOADER)
    status, location, _ = send(client, enrolment(), "8860001 enrolment.xlsx", comment="  As agreed ")
    [(submission_id, kept)] = submissions.deliveries.items()
    assert (status, location) == (303, f"http://reporting.example.org/submissions/{submission_id}?sent=yes")
    receipt = kept
    assert (receipt.channel, receipt.sender, receipt.sender_establishment) == ("page", UPLOADER.name, "8860001")
    assert (receipt.file_name, receipt.comment) == ("8860001 enrolment.xlsx", "As agreed")


def test_staff_speak_for_no_establishment(client: TestClient, submissions: MemorySubmissions) -> None:
    sign_in(client, REVIEWER)
    send(client)
    [kept] = submissions.deliveries.values()
    assert kept.sender_establishment is None


def test_a_double_click_is_one_submission(client: TestClient, submissions: MemorySubmissions) -> None:
    sign_in(client, UPLOADER)
    first = send(client, form_id="same")
    assert send(client, form_id="same")[:2] == first[:2]
    assert len(submissions.kept) == 1


def test_another_file_from_the_same_form_is_another_submission(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    sign_in(client, UPLOADER)
    send(client, form_id="same")
    send(client, A_CSV + b"\n", form_id="same")
    assert len(submissions.kept) == 2


_OPEN_IT = "Open it in Excel, save it as an Excel workbook (.xlsx) and send that"


@pytest.mark.parametrize(
    ("content", "file_name", "status", "words"),
    [
        (b"", "", 422, "Select a file"),
        (b"", "empty.xlsx", 422, "The selected file is empty"),
        (pdf(), "return.xlsx", 415, "This one is a PDF"),
        (b"<html><table>", "return.xls", 415, f"This one is a web page. {_OPEN_IT}"),
        (b"a" * (20 * 1024 * 1024 + 1), "a.csv", 413, "must be 20 MB or smaller"),
    ],
)
def test_what_cannot_be_taken_is_said_on_the_form(
    client: TestClient, submissions: MemorySubmissions, content: bytes, file_name: str, status: int, words: str
) -> None:
    sign_in(client, UPLOADER)
    got, _, html = send(client, content, file_name)
    assert got == status
    assert html.count(words) == 2  # in the summary and at the field
    assert "<title>" in html
    assert "Error: " in html
    assert not submissions.kept


def test_a_form_without_the_sessions_token_is_refused_before_its_file_is_read(
    client: TestClient, submissions: MemorySubmissions
) -> None:
    sign_in(client, UPLOADER)
    assert send(client, form_token="forged")[0] == 403
    assert not submissions.kept


def test_a_file_that_comes_before_the_token_is_refused(client: TestClient, submissions: MemorySubmissions) -> None:
    sign_in(client, UPLOADER)
    token = _field(client.get("/send").text, "form_token")
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nUPN\r\n'
        b'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n' + token.encode() + b"\r\n--b--\r\n"
    )
    answer = client.post("/send", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code == 403
    assert not submissions.kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rubbish",
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"x" * 10_000 + b"\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 20 + b"--b--\r\n",
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    client: TestClient, submissions: MemorySubmissions, body: bytes
) -> None:
    sign_in(client, UPLOADER)
    answer = client.post("/send", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code in {400, 403}
    assert not submissions.kept


@pytest.mark.parametrize(
    ("end", "status"), [(b"", 400), (b"\r\n--b", 400), (b"\r\n--b-", 400), (b"\r\n--b--\r\n", 303)]
)
def test_a_file_whose_end_never_came_is_not_taken_for_a_whole_one(
    client: TestClient, submissions: MemorySubmissions, end: bytes, status: int
) -> None:
    sign_in(client, UPLOADER)
    token = _field(client.get("/send").text, "form_token")
    body = (
        b'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n' + token.encode() + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + A_CSV + end
    )
    answer = client.post("/send", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code == status
    assert len(submissions.kept) == (status == 303)


def test_what_follows_the_form_without_an_end_is_not_read_for_ever(
    client: TestClient, submissions: MemorySubmissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORM_BYTES_MAX", 1000)
    monkeypatch.setattr(sending, "FILE_BYTES_MAX", 1000)
    sign_in(client, UPLOADER)

    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n'
        yield from [b"\r\n" * 50] * 30

    answer = client.post("/send", content=body(), headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code == 413
    assert "must be 20 MB or smaller" in answer.text
    assert not submissions.kept


async def test_a_file_that_does_not_come_in_time_is_waited_for_no_longer(
    client: TestClient, submissions: MemorySubmissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    sign_in(client, UPLOADER)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    assert isinstance(client.app, Starlette)
    sender = Sender(client.app, iter([b"--b\r\n"]))
    await sender.post("/send", cookie=cookie, content_type="multipart/form-data; boundary=b")
    assert (sender.status, "That did not arrive in time" in sender.page, submissions.kept) == (408, True, {})


def test_who_is_not_signed_in_is_asked_to(client: TestClient) -> None:
    assert client.get("/send").headers["Location"] == "/sign-in?next=/send"


def test_a_comment_does_not_turn_our_sentences_round(client: TestClient, submissions: MemorySubmissions) -> None:
    sign_in(client, UPLOADER)
    assert send(client, comment="\u202eas \u2066agreed")[0] == 303
    [kept] = submissions.deliveries.values()
    assert kept.comment == "as agreed"


@pytest.mark.parametrize(("who", "allowed"), [(UPLOADER, 200), (REVIEWER, 200), (ADMIN, 200), (ANALYST, 403)])
def test_only_who_may_send_files_sees_the_form(client: TestClient, who: Account, allowed: int) -> None:
    sign_in(client, who)
    assert client.get("/send").status_code == allowed


def test_an_uploader_without_an_establishment_speaks_for_nobody(client: TestClient) -> None:
    sign_in(client, UNBOUND)
    assert client.get("/send").status_code == 403


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("C:\\Users\\me\\8860001.csv", "8860001.csv"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("Zoë’s return.csv", "Zoë’s return.csv"),
        ("8860001\u202evsc.xlsx", "8860001vsc.xlsx"),
        ("a" * 400 + ".csv", ("a" * 400 + ".csv")[:255]),
    ],
)
def test_of_a_clients_path_only_the_name_is_kept(
    client: TestClient, submissions: MemorySubmissions, sent: str, kept_as: str
) -> None:
    sign_in(client, UPLOADER)
    send(client, file_name=sent)
    [kept] = submissions.deliveries.values()
    assert kept.file_name == kept_as


def test_a_store_that_is_away_is_a_page_that_says_so(submissions: MemorySubmissions) -> None:
    class Away(MemoryVault):
        async def put(self, file_id: object, data: bytes) -> bytes:
            raise Transient("vault")

    with client_for(submissions, Away()) as client:
        sign_in(client, UPLOADER)
        status, _, html = send(client)
    assert status == 503
    assert "not available just now" in html


@pytest.mark.parametrize(
    ("typed", "day"), [("", None), (" ", None), ("5 10 2026", RECEIVED_AT.date()), ("2/9/2026", date(2026, 9, 2))]
)
def test_the_day_on_which_the_data_were_taken_is_kept(
    client: TestClient, submissions: MemorySubmissions, typed: str, day: date | None
) -> None:
    sign_in(client, UPLOADER)
    assert send(client, data_taken_on=typed)[0] == 303
    [kept] = submissions.deliveries.values()
    assert kept.data_taken_on == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("6 10 2026", "The day on which the data were taken must be today or in the past"),
        ("31 2 2026", "Enter the day on which the data were taken as a real date, such as 27 3 2027"),
        ("last week", "Enter the day on which the data were taken as a real date, such as 27 3 2027"),
        ("2/10/26", "Enter the day on which the data were taken with all four digits of the year, such as 27 3 2027"),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again_and_nothing_is_kept(
    client: TestClient, submissions: MemorySubmissions, typed: str, sentence: str
) -> None:
    sign_in(client, UPLOADER)
    status, _, html = send(client, data_taken_on=typed, comment="As agreed")
    assert (status, submissions.kept) == (422, {})
    assert html.count(sentence) == 2
    assert ('href="#data_taken_on"' in html, f'value="{typed}"' in html, "As agreed" in html) == (True, True, True)
