"""The services' applications as production serves them: over HTTPS, with the pages and probes that all have."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from shared.errors import Transient
from shared.observability.health import Health, health_routes
from shared.observability.metrics import Metrics
from shared.service_names import SERVICES
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages import openid, sign_in
from shared.web.requests.routes import GuardedRoute, Open, get
from tests.support.access.apps import Services
from tests.support.access.rows import Visitor

HOST: Final = "https://onward.example.org"
FAULT: Final = "/a-fault"
AWAY: Final = "/kafka-is-away"
EVERYBODYS: Final = {route.path for route in (*sign_in.ROUTES, *openid.ROUTES)} | {"/static/{name}"}
"""What `web_app` adds by itself."""


def over_https(services: Services) -> dict[str, Starlette]:
    """Return the applications by service, each with a route that fails and one that lacks Kafka."""
    return {name: _app(services.apps[name]) for name in SERVICES}


def browser(services: Services, app: Starlette, visitor: Visitor) -> TestClient:
    """Return a browser of this visitor that came by HTTPS."""
    client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    if visitor in services.secrets:
        client.cookies.set("__Host-onward_session", services.secrets[visitor], domain="onward.example.org")
    return client


def _app(app: Starlette) -> Starlette:
    addresses = Addresses(**{name: f"{HOST}/{name}" for name in SERVICES})
    site = app.state.site
    object.__setattr__(site, "addresses", addresses)
    own = [route for route in app.routes if isinstance(route, GuardedRoute) and route.path not in EVERYBODYS]
    failing = (get(FAULT, _fail, needs=Open("a test")), get(AWAY, _lack, needs=Open("a test")))
    made = web_app(site, [*own, *failing])
    made.router.routes[:0] = health_routes(Health(), Metrics())
    return made


async def _fail(_request: Request) -> Response:
    raise RuntimeError("a fault")


async def _lack(_request: Request) -> Response:
    raise Transient("kafka NodeNotReadyError")
