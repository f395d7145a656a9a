"""A small site of its own: one page for each kind of route."""

import copy
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from shared.errors import Transient
from shared.web.accounts.permissions import Permission
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site, page
from shared.web.requests.forms import check_form_token, field
from shared.web.requests.queries import Parameter, one_of
from shared.web.requests.routes import Open, account_of, get, post
from tests.support.clock import FixedClock
from tests.support.identities import PASSWORD, MemoryIdentities
from tests.support.wall import Wall

START = datetime(2026, 10, 5, 8, tzinfo=UTC)
OWN = "http://127.0.0.1:8004"


TEXT = Parameter("text", "any text", lambda text: text)
YEAR = one_of("year", ("12", "13"))


async def hello(request: Request) -> Response:
    return page(request, "hello.html", {"text": request.query_params.get("text", "")})


async def command(request: Request) -> Response:
    return JSONResponse({"said": field(request, "words"), "by": account_of(request).name})


async def upload(request: Request) -> Response:
    form = await request.form()
    if "skip" not in request.query_params:
        check_form_token(request, str(form.get("form_token")))
    return JSONResponse({"received": True})


async def fault(_request: Request) -> Response:
    raise RuntimeError("Fernhollow, Imogen")


async def away(_request: Request) -> Response:
    raise Transient("postgresql ConnectionDoesNotExistError")


@pytest.fixture
def wall() -> Wall:
    return Wall(START)


@pytest.fixture
def identities(wall: Wall) -> MemoryIdentities:
    return MemoryIdentities(wall=wall)


@pytest.fixture(scope="session")
def furnished_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose templates are compiled once for all tests."""
    templates = tmp_path_factory.mktemp("templates")
    (templates / "hello.html").write_text(
        '{% extends "layout.html" %}{% block title %}Hello{% endblock %}'
        "{% block content %}<h1>Hello</h1><p>{{ text }}</p>{% endblock %}"
    )
    return Site(
        service="reporting",
        addresses=Addresses("http://127.0.0.1:8001", "http://127.0.0.1:8003", OWN),
        identities=MemoryIdentities(),
        clock=FixedClock(START),
        templates=templates,
    )


@pytest.fixture
def site(furnished_site: Site, identities: MemoryIdentities) -> Site:
    own = copy.copy(furnished_site)
    object.__setattr__(own, "identities", identities)
    return own


ROUTES = [
    get("/", hello, needs=Permission.SEE_SUBMISSIONS, takes=(TEXT,)),
    get("/called/{name}", hello, needs=Permission.SEE_SUBMISSIONS),
    get("/figures", hello, needs=Permission.SEE_FIGURES, takes=(YEAR,)),
    get("/open", hello, needs=Open("for the tests")),
    get("/api/thing", hello, needs=Permission.SEE_FIGURES),
    post("/command", command, needs=Permission.SEND_FILES),
    post("/upload", upload, needs=Permission.SEND_FILES, form="streamed"),
    get("/fault", fault, needs=Open("for the tests")),
    get("/away", away, needs=Open("for the tests")),
    get("/api/fault", fault, needs=Open("for the tests")),
]


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(
        web_app(site, ROUTES), base_url=OWN, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


def form_token(html: str) -> str:
    """Return the token that the forms of a page carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def sign_in(client: TestClient, name: str, password: str = PASSWORD, target: str = "") -> Response:
    """Sign in through the form, as a browser does."""
    token = form_token(client.get("/sign-in").text)
    data = {"form_token": token, "name": name, "password": password, "next": target}
    answer: Response = client.post("/sign-in", data=data)  # type: ignore[assignment]
    return answer
