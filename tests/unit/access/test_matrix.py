"""Every route of the four services against every visitor and everybody's records: as declared, and nothing leaks."""

import re
from functools import cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from shared.service_names import SERVICES
from shared.web.requests.routes import GuardedRoute, Open
from tests.support.access.apps import Services
from tests.support.access.reporting import (
    COLLEGES_EFFECTIVE,
    COLLEGES_HELD,
    COLLEGES_THREAD,
    OTHERS_EFFECTIVE,
    OTHERS_HELD,
    OTHERS_PUPIL,
    OTHERS_THREAD,
)
from tests.support.access.rows import ACTS_FOR, Answer, Owner, Row, Visitor, answer_of
from tests.support.access.table import ROWS
from tests.support.submission_views import EFFECTIVE, HELD, OTHERS

CELLS = [(row, visitor) for row in ROWS for visitor in Visitor]
MARKS = {
    Owner.OWN: (str(HELD.submission_id), "Larkfield", str(EFFECTIVE.submission_id)),
    Owner.OTHER_SCHOOL: (
        *(str(one.submission_id) for one in (OTHERS, OTHERS_HELD, OTHERS_EFFECTIVE)),
        "Saint Ronan",
        "Brackenthorpe",
        f'/contradictions/{OTHERS_THREAD}"',
    ),
    Owner.OTHER_COLLEGE: (
        *(str(one.submission_id) for one in (COLLEGES_HELD, COLLEGES_EFFECTIVE)),
        "Harrowmere own",
        f'/contradictions/{COLLEGES_THREAD}"',
    ),
}
"""What stands only in what is of each."""
OF_BOTH = {"Larkfield", "Saint Ronan", str(EFFECTIVE.submission_id)}
"""A contradiction names the other establishment, and the fakes' evidence of every thread is of one file."""


@pytest.fixture(scope="module")
async def services() -> Services:
    opened = Services()
    await opened.open()
    return opened


def _routes(services: Services, service: str) -> set[tuple[str, str]]:
    routes = [route for route in services.apps[service].routes if isinstance(route, GuardedRoute)]
    return {(method, route.path) for route in routes for method in (route.methods or ()) if method != "HEAD"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_stands_in_the_table_and_every_row_is_a_route(services: Services, service: str) -> None:
    declared = [(row.method, row.path) for row in ROWS if row.service == service]
    assert len(declared) == len(set(declared))
    assert set(declared) == _routes(services, service)


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_open_is_declared_open_with_a_reason(services: Services, service: str) -> None:
    is_open = {
        (method, route.path)
        for route in services.apps[service].routes
        if isinstance(route, GuardedRoute) and isinstance(route.needs, Open)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert {(row.method, row.path) for row in ROWS if row.service == service and row.open} == is_open


@pytest.mark.parametrize(
    ("row", "visitor"), CELLS, ids=[f"{row.service} {row.method} {row.path} {visitor}" for row, visitor in CELLS]
)
def test_a_visitor_is_answered_as_declared_and_is_shown_nobody_elses(
    services: Services, row: Row, visitor: Visitor
) -> None:
    client = services.client(row.service, visitor)
    for owner, address in row.addresses.items():
        answer = _ask(client, row, address, services.token(visitor))
        assert _answer_of(row, answer) == answer_of(row, visitor, owner), (owner, answer.status_code)
        if not row.open and visitor in ACTS_FOR:
            assert _leaks(row, visitor, answer.text) == [], owner


def _ask(client: TestClient, row: Row, address: str, token: str) -> "Response":  # type: ignore[name-defined] # noqa: F821
    if row.method == "GET":
        return client.get(address)
    if "/hooks/" in address:
        return client.post(address, json={})
    if address == "/send":
        return client.post(address, data={"form_token": token}, files={"file": ("", b"")})
    return client.post(address, data={"form_token": token, **row.form})


def _answer_of(row: Row, answer: "Response") -> Answer | int:  # type: ignore[name-defined] # noqa: F821
    """Return what an answer comes to. What a form lacks is asked for again: whoever may send it was let in."""
    if row.open:
        return "in" if answer.status_code != 500 else 500
    leads = answer.headers.get("location", "")
    if answer.status_code == 401 or (answer.status_code == 303 and re.search(r"/sign-in(\?|$)", leads)):
        return "sign in"
    known: dict[int, Answer] = {403: "refused", 404: "hidden"}
    if answer.status_code in known:
        return known[answer.status_code]
    return "in" if answer.status_code in {200, 303, 400, 409, 422} else answer.status_code


def _leaks(row: Row, visitor: Visitor, text: str) -> list[str]:
    """Return what is of somebody whom the visitor does not act for."""
    return [
        mark
        for owner, marks in MARKS.items()
        if owner is not ACTS_FOR[visitor]
        for mark in marks
        if mark in text and not (row.names_others and mark in OF_BOTH)
    ]


@cache
def _page() -> str:
    return (Path(__file__).parents[3] / "docs" / "generated" / "who-may-see-what.md").read_text(encoding="utf-8")


def test_the_leak_check_would_find_one() -> None:
    row = next(row for row in ROWS if row.path == "/submissions")
    assert _leaks(row, Visitor.SCHOOL, f"<p>{OTHERS_PUPIL} Brackenthorpe</p>") == ["Brackenthorpe"]
    assert _leaks(row, Visitor.ENDED, "Larkfield") == ["Larkfield"]


def test_every_visitor_is_tried_at_every_route_for_every_owner_that_its_address_may_name() -> None:
    tried = {(row.service, row.method, row.path, visitor) for row, visitor in CELLS}
    assert len(tried) == len(ROWS) * len(Visitor)
    assert not [row.path for row in ROWS if len(row.addresses) > 1 and Owner.UNKNOWN not in row.addresses]
