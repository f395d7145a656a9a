"""A service that has a path of one host name, as /ingest, answers below it, whether or not a proxy takes it off."""

from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

PROBES: Final = frozenset({"/live", "/ready", "/metrics"})
"""Asked at the process itself: below the path, where the world asks, they are not there."""


class BasePath:
    """ASGI middleware that takes the service's path off what is asked for; routes and pages know it without."""

    def __init__(self, app: ASGIApp, *, path: str) -> None:
        self._app = app
        self._path = path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._path:
            scope = {**scope, **self._without(scope["path"])}
        await self._app(scope, receive, send)

    def _without(self, asked: str) -> dict[str, str]:
        if asked == self._path:
            return {"path": "/"}
        below = asked.removeprefix(self._path)
        return {"path": below} if below != asked and below.startswith("/") and below not in PROBES else {}


def here(request: Request) -> str:
    """Return the address of what is asked for as the browser knows it, without the query: for links back to it."""
    site = request.app.state.site
    address: str = site.link(site.service, request.url.path)
    return address
