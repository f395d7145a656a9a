"""One host name with a path for each service, as behind a proxy: every link stays below the path, taken off or not."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.support.access.reporting import MATRIX
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop

BASE = "/reporting"
PAGES = [(address, who) for (method, _), (address, who) in MATRIX.items() if method == "GET"]
OWN_LINK = re.compile(r'(?:href|src|action|data-address|data-page)="(/[^"]*)"')


@pytest.fixture(scope="module")
async def client() -> TestClient:
    desktop = Desktop()
    client = TestClient(desktop.app(f"https://testserver{BASE}"), base_url="https://testserver", follow_redirects=False)
    for who in (REVIEWER, UPLOADER):
        client.headers[f"x-{who.role}"] = await desktop.identities.open_session(who)
    return client


@pytest.mark.parametrize("path", [address for address, _ in PAGES])
def test_every_page_is_below_the_path_and_leads_nowhere_else(client: TestClient, path: str) -> None:
    who = REVIEWER if REVIEWER in dict(PAGES)[path] else UPLOADER
    session = {"cookie": f"__Host-onward_session={client.headers[f'x-{who.role}']}"}
    answer = client.get(f"{BASE}{path}", headers=session)
    assert answer.status_code == client.get(path, headers=session).status_code
    assert [link for link in OWN_LINK.findall(answer.text) if not f"{link}/".startswith(f"{BASE}/")] == []
    assert [at for at in _redirects(answer.headers) if not at.startswith(f"{BASE}/")] == []


def _redirects(headers: object) -> Iterator[str]:
    location = getattr(headers, "get", lambda _: None)("location")
    if location is not None and location.startswith("/"):
        yield location


def test_who_must_sign_in_comes_back_to_the_page_below_the_path(client: TestClient) -> None:
    location = client.get(f"{BASE}/people?group=neet").headers["location"]
    assert location == f"{BASE}/sign-in?next={BASE}/people%3Fgroup%3Dneet"


@pytest.mark.parametrize("probe", ["/live", "/ready", "/metrics"])
def test_probes_are_not_there_for_the_world(client: TestClient, probe: str) -> None:
    assert client.get(f"{BASE}{probe}").status_code == 404


@pytest.mark.parametrize("path", [f"{BASE}x/people", f"{BASE}{BASE}/people", "/ingest/send"])
def test_what_is_below_another_path_is_not_ours(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
