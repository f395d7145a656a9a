"""What an address may ask for: a page names each word it takes, and whatever else one holds is refused by name."""

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.queries import PAGE, PAGE_MAX, one_of, page_number
from shared.web.requests.routes import GuardedRoute, Open, get
from tests.support.clock import FixedClock
from tests.support.identities import MemoryIdentities
from tests.unit.shared.web.conftest import OWN, START

COLOUR = one_of("colour", ("red", "blue"))
_TESTS = Open("for the tests")


async def told(request: Request) -> Response:
    return JSONResponse({"page": page_number(request), "colour": COLOUR.of(request)})


@pytest.fixture
def client() -> TestClient:
    site = Site("reporting", Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", OWN), MemoryIdentities(), FixedClock(START))  # fmt: skip # noqa: E501
    routes: list[GuardedRoute] = [
        get(path, told, needs=_TESTS, takes=takes)
        for path, takes in (("/list", (COLOUR, PAGE)), ("/api/list", (COLOUR, PAGE)), ("/plain", ()))
    ]
    return TestClient(web_app(site, routes), base_url=OWN)


def test_what_a_page_takes_is_read(client: TestClient) -> None:
    assert client.get("/list?colour=red&page=3").json() == {"page": 3, "colour": "red"}
    assert client.get("/list").json() == {"page": 1, "colour": None}


def test_a_field_of_a_form_left_blank_asks_for_nothing(client: TestClient) -> None:
    assert client.get("/list?colour=&page=+").json() == {"page": 1, "colour": None}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("shape=round", "This page does not know “shape”. It takes colour and page."),
        ("colour=green", "“colour” must be one of: red, blue."),
        ("colour=red&colour=blue", "“colour” is given more than once."),
        ("page=0", f"“page” must be the number of a page, from 1 to {PAGE_MAX}."),
        ("page=two", f"“page” must be the number of a page, from 1 to {PAGE_MAX}."),
        ("page=%C2%B2", f"“page” must be the number of a page, from 1 to {PAGE_MAX}."),
        ("page=999999", f"“page” must be the number of a page, from 1 to {PAGE_MAX}."),
    ],
)
def test_what_it_does_not_take_is_refused_by_name_and_never_ignored(
    client: TestClient, query: str, sentence: str
) -> None:
    answer = client.get(f"/list?{query}")
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<title>Error: We could not understand that address" in answer.text
    assert client.get(f"/api/list?{query}").json() == {
        "status": 400,
        "error": sentence,
        "parameter": query.partition("=")[0],
    }


def test_a_page_that_takes_nothing_says_so(client: TestClient) -> None:
    assert "It takes nothing after the question mark." in client.get("/plain?page=1").text


def test_a_value_is_not_repeated(client: TestClient) -> None:
    assert "Fernhollow" not in client.get("/list?colour=Fernhollow").text
    assert "Fernhollow" not in client.get("/list?name=Fernhollow").text


def test_static_files_and_the_sign_in_take_their_own_words_alone(client: TestClient) -> None:
    assert client.get("/static/onward.css?v=0").status_code == 200
    assert client.get("/static/onward.css?w=0").status_code == 400
    assert client.get("/sign-in?next=/figures").status_code == 200
    assert client.get("/sign-in?nest=/figures").status_code == 400
