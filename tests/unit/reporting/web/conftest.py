"""Reporting's pages over fakes, visited as any account."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from shared.web.accounts.identities import Account
from tests.support.reporting_pages import NOW, OFFER, PLAIN, PUPIL, Desktop

Visit = Callable[[Account | None], TestClient]


def plain(html: str) -> str:
    """Return the words of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def form_token(html: str) -> dict[str, str]:
    """Return the token of a page's forms, as a field."""
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found is not None
    return {"form_token": found[1]}


@pytest.fixture(scope="session")
def shared_desktop() -> Desktop:
    return Desktop()


@pytest.fixture(scope="session")
def shared_app_client(shared_desktop: Desktop) -> TestClient:
    return TestClient(shared_desktop.app(), follow_redirects=False)


@pytest.fixture
def desktop(shared_desktop: Desktop) -> Desktop:
    """The pages' fakes, with nothing remembered from the test before."""
    shared_desktop.decisions.taken.clear()
    shared_desktop.decisions.words.clear()
    shared_desktop.decisions.shown = PLAIN
    shared_desktop.people.noted.clear()
    shared_desktop.entries.clear()
    shared_desktop.flagged.clear()
    shared_desktop.people.flags_kept = ()
    shared_desktop.offers = (OFFER,)
    shared_desktop.contradictions.written.clear()
    shared_desktop.contradictions.result = "written"
    shared_desktop.people.waiting = 0
    shared_desktop.people.counted = None
    shared_desktop.roster = [PUPIL]
    shared_desktop.calendar.forget()
    shared_desktop.queues.kept.clear()
    shared_desktop.lists.forget()
    shared_desktop.activity.forget()
    shared_desktop.came.clear()
    shared_desktop.reminders.forget()
    shared_desktop.notices.forget()
    shared_desktop.webhooks.forget()
    shared_desktop.snapshots.forget()
    shared_desktop.work_lists.kept.clear()
    shared_desktop.months.forget()
    shared_desktop.work_lists.risks_kept.clear()
    shared_desktop.what_ifs.forget()
    shared_desktop.clock.advance(NOW - shared_desktop.clock.now())
    return shared_desktop


@pytest.fixture
async def visit(desktop: Desktop, shared_app_client: TestClient) -> Visit:
    """Return a client that is signed in as the account it is given; as nobody for None."""
    secrets = {account: await desktop.identities.open_session(account) for account in desktop.identities.accounts}

    def as_account(account: Account | None) -> TestClient:
        shared_app_client.cookies.clear()
        if account is not None:
            shared_app_client.cookies.set("onward_session", secrets[account], domain="testserver.local")
        return shared_app_client

    return as_account


def path_of(address: str) -> str:
    """Return an address without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
