"""The review matching: who may see it, that every look is written down, and what it says of each row."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.matching.domain.facts import DIFFERENT_ULN, FACTS, SAME_SURNAME
from services.matching.entrypoints.web.reviews import TEMPLATES, page_routes
from services.matching.queries.reviews import Likeness, ReviewQueries, WaitingRow
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Register
from shared.web.accounts.identities import Account
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.routes import GuardedRoute
from tests.support.clock import FixedClock
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER, MemoryIdentities

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
LIKENESS = Likeness(
    uuid4(),
    "Fernhollow",
    "Imogen",
    date(2009, 11, 14),
    "ME14 1XX",
    "similar",
    (FACTS[SAME_SURNAME], FACTS[DIFFERENT_ULN]),
)
ROW = WaitingRow(
    uuid4(), 1, 6, "Enrolment", 8, "S_ENR", "8860001", "2026-27", NOW, "two_people", "The row fits two people.",
    "Fernhollow", "Immy", date(2009, 11, 14), "F", "ME14 1XX", None, None, (LIKENESS,),
)  # fmt: skip


@dataclass
class MemoryReviews:
    """The port `ReviewRows` over a list."""

    rows: list[WaitingRow] = field(default_factory=lambda: [ROW])
    noted: list[str] = field(default_factory=list)

    async def waiting(self, *, page: int, page_size: int) -> Listing[WaitingRow]:
        return Listing(self.rows[(page - 1) * page_size : page * page_size], len(self.rows), page, page_size)

    async def note_read(self, account: str) -> None:
        self.noted.append(account)


@pytest.fixture
def reviews() -> MemoryReviews:
    return MemoryReviews()


@pytest.fixture
async def clients(reviews: MemoryReviews) -> dict[Account | None, TestClient]:
    identities, clock = MemoryIdentities(), FixedClock(NOW)
    addresses = Addresses("http://127.0.0.1:1", "http://testserver", "http://127.0.0.1:3")
    site = Site("matching", addresses, identities, clock, templates=TEMPLATES)
    app = web_app(site, page_routes(ReviewQueries(reviews), Register([])))
    clients: dict[Account | None, TestClient] = {None: TestClient(app, follow_redirects=False)}
    for account in EVERYBODY:
        secret = await identities.open_session(account)
        clients[account] = TestClient(app, cookies={"onward_session": secret}, follow_redirects=False)
    return clients


@pytest.mark.parametrize("path", ["/", "/reviews"])
async def test_reviewers_and_auditors_see_the_desk_and_nobody_else(
    clients: dict[Account | None, TestClient], path: str
) -> None:
    statuses = {account: client.get(path).status_code for account, client in clients.items()}
    assert statuses == {None: 303, REVIEWER: 200, AUDITOR: 200, ANALYST: 403, ADMIN: 403, UPLOADER: 403}


async def test_every_look_is_written_down(clients: dict[Account | None, TestClient], reviews: MemoryReviews) -> None:
    clients[REVIEWER].get("/reviews")
    clients[ANALYST].get("/reviews")
    assert reviews.noted == [REVIEWER.name]


async def test_a_row_stands_beside_whom_it_may_be_about_with_the_facts_in_words(
    clients: dict[Account | None, TestClient],
) -> None:
    html = clients[REVIEWER].get("/reviews").text
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "The row fits two people." in text
    assert "same surname" in text
    assert "Against: different ULN" in text
    assert f'href="http://127.0.0.1:3/people/{LIKENESS.person_id}"' in html


async def test_an_empty_desk_says_so(clients: dict[Account | None, TestClient], reviews: MemoryReviews) -> None:
    reviews.rows.clear()
    assert "No row waits." in clients[REVIEWER].get("/reviews").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1e3", "²"])
async def test_a_page_that_makes_no_sense_is_refused(clients: dict[Account | None, TestClient], page: str) -> None:
    answer = clients[REVIEWER].get("/reviews", params={"page": page})
    assert answer.status_code == 400
    assert "“page” must be the number of a page" in answer.text


async def test_every_route_says_what_it_needs(clients: dict[Account | None, TestClient]) -> None:
    app = clients[None].app
    routes = app.routes  # type: ignore[attr-defined]
    assert {route.path for route in routes} == {"/", "/reviews", "/sign-in", "/sign-out", "/static/{name}"}
    assert all(isinstance(route, GuardedRoute) for route in routes)
