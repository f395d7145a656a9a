"""Security headers and cookies of every answer of every route, over HTTPS: pages, errors, downloads, static files."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Final

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.ingest.entrypoints.web.hook import BODY_BYTES_MAX
from shared.service_names import SERVICES
from shared.web.accounts.permissions import Role
from shared.web.requests.forms import FORM_BYTES_MAX
from tests.support.access.apps import Services
from tests.support.access.https import AWAY, FAULT, browser, over_https
from tests.support.access.rows import Owner, Visitor
from tests.support.access.table import ROWS
from tests.support.identities import PASSWORD, UPLOADER

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
NOTHING_FROM: Final = ("default-src", "object-src", "base-uri", "frame-ancestors")
SWITCHED_OFF: Final = ("camera", "geolocation", "microphone", "payment", "usb")
VISITORS: Final = (Visitor.ANONYMOUS, Visitor.SCHOOL, Visitor.REVIEWER)
DOWNLOADS: Final = re.compile(r"\.(csv|ics|docx)$")


@pytest.fixture
async def services() -> Services:
    opened = Services()
    await opened.open()
    return opened


@pytest.fixture
def apps(services: Services) -> dict[str, Starlette]:
    return over_https(services)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_route_answers_every_visitor_with_all_headers(
    services: Services, apps: dict[str, Starlette], service: str, visitor: Visitor
) -> None:
    client, statuses, found = browser(services, apps[service], visitor), set(), {}
    for answer in _walk(client, service, services.token(visitor)):
        statuses.add(answer.status_code)
        if lacks := defects(answer):
            found[f"{answer.request.method} {answer.request.url.path} {answer.status_code}"] = lacks
    assert found == {}
    assert statuses >= ({200, 303} if visitor is Visitor.ANONYMOUS else {200, 403})


def _walk(client: TestClient, service: str, token: str) -> Iterator[httpx2.Response]:
    for row in ROWS:
        if row.service == service:
            for owner in {Owner.OWN, Owner.UNKNOWN} & set(row.addresses):
                address = row.addresses[owner]
                form = {"form_token": token, **row.form}
                yield client.get(address) if row.method == "GET" else client.post(address, data=form)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/sign-in", 405),
        ("OPTIONS", "/sign-in", 405),
        ("HEAD", "/sign-in", 200),
        ("GET", "/sign-in/", 404),
        ("GET", "/sign-in?made=up", 400),
        ("GET", FAULT, 500),
        ("GET", AWAY, 503),
        ("GET", "/dead-letters", 200),
        ("GET", "/live", 200),
        ("GET", "/ready", 200),
        ("GET", "/metrics", 200),
        ("GET", "/static/nothing.css", 404),
    ],
)
def test_so_do_errors_probes_and_what_all_services_have(
    services: Services, apps: dict[str, Starlette], service: str, method: str, path: str, status: int
) -> None:
    answer = browser(services, apps[service], Visitor.REVIEWER).request(method, path)
    assert answer.status_code == status
    assert defects(answer) == []


def test_so_does_what_is_too_large_or_not_signed(services: Services, apps: dict[str, Starlette]) -> None:
    school, words = browser(services, apps["ingest"], Visitor.SCHOOL), "x" * (FORM_BYTES_MAX + 1)
    signed = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}
    too_long = {"content-length": str(BODY_BYTES_MAX + 1), "content-type": "multipart/form-data; boundary=x"}
    answers = {
        413: school.post("/send", content=b"", headers=too_long),
        401: school.post("/hooks/perspective-lite", json={}, headers=signed),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert defects(answer) == []
    large = browser(services, apps["reporting"], Visitor.REVIEWER).post("/people", data={"words": words})
    assert (large.status_code, defects(large)) == (413, [])


@pytest.mark.parametrize("name", ["onward.css", "govuk-frontend.min.js"])
def test_static_files_may_be_kept_and_nothing_else(services: Services, apps: dict[str, Starlette], name: str) -> None:
    client = browser(services, apps["reporting"], Visitor.ANONYMOUS)
    first = client.get(f"/static/{name}")
    again = client.get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
    version = first.headers["etag"].strip('"')
    kept = client.get(f"/static/{name}?v={version}")
    assert (first.status_code, again.status_code) == (200, 304)
    assert [one.headers["cache-control"] for one in (first, again)] == ["no-cache", "no-cache"]
    assert kept.headers["cache-control"].startswith("public, max-age=")
    assert [defects(one) for one in (first, again, kept)] == [[], [], []]


def test_downloads_are_saved_and_not_shown(services: Services, apps: dict[str, Starlette]) -> None:
    client = browser(services, apps["reporting"], Visitor.AUDITOR)
    paths = [row.addresses[Owner.OWN] for row in ROWS if DOWNLOADS.search(row.path) and Role.AUDITOR in row.who]
    answers = [client.get(path) for path in paths]
    assert len(answers) >= 6
    for answer in answers:
        assert answer.status_code == 200, answer.request.url.path
        assert answer.headers["content-disposition"].startswith("attachment; filename="), answer.request.url.path
        assert answer.headers["cache-control"] == "no-store"


def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(apps: dict[str, Starlette]) -> None:
    client = TestClient(apps["reporting"], base_url="https://onward.example.org", follow_redirects=False)
    asked = client.get("/sign-in")
    token = re.search(r'name="form_token" value="([^"]+)"', asked.text)
    assert token
    form = {"form_token": token[1], "name": UPLOADER.name, "password": PASSWORD}
    entered = client.post("/sign-in", data=form)
    assert entered.status_code == 303
    given = [cookie for answer in (asked, entered) for cookie in _cookies(answer)]
    assert {name for name, _ in given} == {"__Host-onward_sign_in", "__Host-onward_session"}


def _cookies(answer: httpx2.Response) -> Iterator[tuple[str, str]]:
    """Yield the cookies that an answer sets or takes away, having looked at their attributes."""
    for text in answer.headers.get_list("set-cookie"):
        for name, kept in SimpleCookie(text).items():
            assert name.startswith("__Host-"), name
            assert (kept["secure"], kept["httponly"], kept["path"], kept["domain"]) == (True, True, "/", ""), name
            assert kept["samesite"].lower() == "lax", name
            yield name, kept.value


def defects(answer: httpx2.Response) -> list[str]:
    """Return what the headers of an answer lack."""
    headers = answer.headers
    found = [f"{name}: {headers.get(name)}" for name, value in ALWAYS.items() if headers.get(name) != value]
    found += _policy_defects(headers.get("content-security-policy", ""))
    allowed = headers.get("permissions-policy", "")
    found += [f"permissions-policy: {one}" for one in SWITCHED_OFF if f"{one}=()" not in allowed]
    if not answer.request.url.path.startswith("/static/") and headers.get("cache-control") != "no-store":
        found.append(f"cache-control: {headers.get('cache-control')}")
    found += [f"{name}: {headers[name]}" for name in ("server", "x-powered-by", "etag") if _tells(answer, name)]
    if answer.content and not _has_type(headers.get("content-type", "")):
        found.append(f"content-type: {headers.get('content-type')}")
    found += [f"{name} for anybody" for name in headers if name.startswith("access-control-")]
    list(_cookies(answer))
    return found


def _policy_defects(text: str) -> list[str]:
    policy = {name: words for name, *words in (one.split() for one in text.split(";") if one.strip())}
    found = [f"{name} is not 'none'" for name in NOTHING_FROM if policy.get(name) != ["'none'"]]
    found += [f"{name} allows {word}" for name, words in policy.items() for word in words if _is_loose(word)]
    if not any(word.startswith("'nonce-") for word in policy.get("script-src", [])):
        found.append("scripts have no nonce")
    return found if "form-action" in policy else [*found, "form-action is not limited"]


def _is_loose(word: str) -> bool:
    return "unsafe" in word or "*" in word or word in {"data:", "blob:", "https:", "http:"}


def _tells(answer: httpx2.Response, name: str) -> bool:
    return name in answer.headers and not (name == "etag" and answer.request.url.path.startswith("/static/"))


def _has_type(content_type: str) -> bool:
    """Say whether a body has its type, and a text its encoding."""
    return bool(content_type) and (not content_type.startswith("text/") or "charset=utf-8" in content_type.lower())


@pytest.mark.parametrize(
    ("policy", "defect"),
    [
        ("default-src 'none'; script-src 'self' 'unsafe-inline'", "script-src allows 'unsafe-inline'"),
        ("default-src *", "default-src allows *"),
        ("default-src 'self'", "default-src is not 'none'"),
        ("script-src 'self'", "scripts have no nonce"),
    ],
)
def test_the_check_would_find_a_loose_policy(policy: str, defect: str) -> None:
    assert defect in _policy_defects(policy)
