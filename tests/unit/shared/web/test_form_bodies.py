"""A form's body is read whole before it is parsed: no more of it than a form can be, and only if it comes in time."""

from itertools import chain, repeat

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from shared.web.requests import bodies, forms
from tests.support.identities import UPLOADER
from tests.support.logs import logged
from tests.support.unfinished import Sender
from tests.unit.shared.web.conftest import form_token, sign_in

FORMS = ("/sign-in", "/command")
SMALL = 1000
"""The limit of these tests."""


@pytest.fixture
def app(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(forms, "FORM_BYTES_MAX", SMALL)
    assert isinstance(client.app, Starlette)
    return client.app


@pytest.fixture
def cookie(client: TestClient) -> str:
    sign_in(client, UPLOADER.name)
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


@pytest.mark.parametrize("path", FORMS)
async def test_a_body_without_an_end_is_read_to_the_limit_and_no_further(
    app: Starlette, cookie: str, path: str
) -> None:
    sender = await Sender(app, repeat(b"words=x&" * 25)).post(path, cookie=cookie)
    assert (sender.status, sender.headers["connection"]) == (413, "close")
    assert "What you sent is larger than this page accepts" in sender.page
    assert sender.asked_for == SMALL // 200 + 1


@pytest.mark.parametrize("path", FORMS)
async def test_a_body_that_is_announced_as_too_large_is_not_begun(app: Starlette, cookie: str, path: str) -> None:
    sender = await Sender(app, repeat(b"x")).post(path, cookie=cookie, content_length=str(SMALL + 1))
    assert (sender.status, sender.asked_for, "connection" in sender.headers) == (413, 0, False)
    assert "What you sent is larger than this page accepts" in sender.page


@pytest.mark.parametrize("path", FORMS)
async def test_a_body_that_does_not_come_in_time_is_waited_for_no_longer(
    app: Starlette, cookie: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    sender = await Sender(app, iter([b"words="])).post(path, cookie=cookie)
    assert (sender.status, sender.headers["connection"]) == (408, "close")
    assert "That did not arrive in time" in sender.page


@pytest.mark.parametrize("path", FORMS)
async def test_whoever_goes_away_meanwhile_is_no_fault_of_ours(app: Starlette, cookie: str, path: str) -> None:
    with logged() as lines:
        sender = await Sender(app, iter([b"words="]), "goes").post(path, cookie=cookie)
    assert (sender.status, lines) == (408, [])


@pytest.mark.parametrize("path", FORMS)
async def test_too_large_comes_before_the_parser_and_the_token(
    app: Starlette, cookie: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the body was parsed")

    monkeypatch.setattr(forms, "_holding", never)
    sender = Sender(app, chain([b"form_token=forged&"], repeat(b"&" * 100)))
    assert (await sender.post(path, cookie=cookie)).status == 413


def test_a_form_as_large_as_a_form_can_be_is_taken(client: TestClient) -> None:
    sign_in(client, UPLOADER.name)
    token = form_token(client.get("/").text)
    more = {f"more{number}": "x" * 12_000 for number in range(5)}
    assert client.post("/command", data={"form_token": token, "words": "x", **more}).json()["said"] == "x"
