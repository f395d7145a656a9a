"""Signing in: sessions, time-outs, lock-out with growing waits, and what a cookie may and may not tell."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from shared.web.accounts.attempts import FREE_BY_NAME, LONGEST_WAIT, wait_after
from shared.web.accounts.passwords import hash_password, password_matches
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from tests.support.clock import FixedClock
from tests.support.identities import ANALYST, PASSWORD, REVIEWER, UPLOADER, MemoryIdentities
from tests.support.wall import Wall
from tests.unit.shared.web.conftest import ROUTES, START, form_token, sign_in


def test_a_page_leads_to_the_sign_in_and_back(client: TestClient) -> None:
    first = client.get("/figures?year=12")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in?next=/figures%3Fyear%3D12")
    answer = sign_in(client, ANALYST.name, target="/figures?year=12")
    assert (answer.status_code, answer.headers["location"]) == (303, "/figures?year=12")
    assert client.get("/figures?year=12").status_code == 200


@pytest.mark.parametrize("target", ["//evil.example.org", "https://evil.example.org", "/\\evil.example.org", "/a\nb"])
def test_nobody_is_led_to_a_strangers_page(client: TestClient, target: str) -> None:
    assert sign_in(client, ANALYST.name, target=target).headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [(ANALYST.name, "wrong"), ("nobody@example.org", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(client: TestClient, name: str, password: str) -> None:
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"form_token": token, "name": name, "password": password})
    assert answer.status_code == 403
    assert "do not belong together" in answer.text
    assert client.get("/").status_code == 303


def test_after_some_wrong_passwords_even_the_right_one_must_wait(client: TestClient, wall: Wall) -> None:
    for _ in range(FREE_BY_NAME):
        sign_in(client, ANALYST.name, "wrong")
    refused = sign_in(client, ANALYST.name)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    wall.advance(timedelta(minutes=1))
    assert sign_in(client, ANALYST.name).status_code == 303


def test_waits_double_and_stay_bounded() -> None:
    waits = [wait_after(failures, 5).total_seconds() for failures in range(12)]
    assert waits[:8] == [0, 0, 0, 0, 0, 30, 60, 120]
    assert max(waits) == wait_after(10_000, 5).total_seconds() == LONGEST_WAIT.total_seconds()


def test_a_session_ends_when_idle_too_long(client: TestClient, wall: Wall) -> None:
    sign_in(client, ANALYST.name)
    for _ in range(3):
        wall.advance(timedelta(minutes=50))
        assert client.get("/").status_code == 200
    wall.advance(timedelta(minutes=61))
    assert client.get("/").status_code == 303


def test_a_session_ends_after_its_longest_life_however_busy(client: TestClient, wall: Wall) -> None:
    sign_in(client, ANALYST.name)
    for _ in range(23):
        wall.advance(timedelta(minutes=30))
        assert client.get("/").status_code == 200
    wall.advance(timedelta(minutes=31))
    assert client.get("/").status_code == 303


def test_signing_out_ends_the_session_itself_and_not_just_the_cookie(client: TestClient) -> None:
    sign_in(client, ANALYST.name)
    secret = client.cookies["onward_session"]
    token = form_token(client.get("/").text)
    assert client.post("/sign-out", data={"form_token": token}).status_code == 303
    client.cookies.set("onward_session", secret)
    assert client.get("/").status_code == 303


def test_signing_in_gives_a_new_secret_and_ends_the_old_one(client: TestClient) -> None:
    sign_in(client, ANALYST.name)
    first = client.cookies["onward_session"]
    sign_in(client, REVIEWER.name)
    assert client.cookies["onward_session"] != first
    client.cookies.delete("onward_session")
    client.cookies.set("onward_session", first)
    assert client.get("/").status_code == 303


def test_the_cookie_holds_a_secret_and_nothing_about_anybody(client: TestClient) -> None:
    cookie = sign_in(client, UPLOADER.name).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "8860001" not in cookie
    assert "uploader" not in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(identities: MemoryIdentities) -> None:
    addresses = Addresses("https://a.example.org/in", "https://a.example.org/match", "https://a.example.org")
    secure = Site("reporting", addresses, identities, FixedClock(START))
    client = TestClient(web_app(secure, ROUTES), base_url="https://a.example.org", follow_redirects=False)
    answer = sign_in(client, ANALYST.name)
    assert "__Host-onward_session=" in answer.headers["set-cookie"]
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_a_program_gets_a_status_and_not_the_sign_in_page(client: TestClient) -> None:
    answer = client.get("/api/thing")
    assert (answer.status_code, answer.json()["error"]) == (401, "Sign in first")


def test_a_password_is_stored_as_a_salted_hash_that_names_its_parameters() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert first.startswith("scrypt$32768$8$3$")
    assert password_matches(PASSWORD, first)
    assert not password_matches(PASSWORD + " ", first)
    assert not password_matches("x" * 100_000, first)
