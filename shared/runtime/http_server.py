"""HTTP beside events in one process: uvicorn without its signal handling, its access log or its banner."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.metrics import Metrics

_CLOSING_S: Final = 20


class _Server(uvicorn.Server):
    """A server that leaves signals alone: uvicorn would raise them again before our work in hand is finished."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Measured:
    """Counts requests by route template and status: a path may hold anything that somebody types."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.count("onward_http_requests_total", route=route, status=str(status))
            self._metrics.observe("onward_http_seconds", time.perf_counter() - began, route=route)


async def serve(
    app: ASGIApp, host: str, port: int, fatal: asyncio.Event, metrics: Metrics, *, trusted_proxies: str = ""
) -> None:
    """Serve until SIGTERM, SIGINT or `fatal`; open requests are finished within 20 seconds."""
    server = _Server(_configuration(Measured(app, metrics), host, port, trusted_proxies))
    await _serve(server, fatal)


def _configuration(app: ASGIApp, host: str, port: int, trusted_proxies: str) -> uvicorn.Config:
    """Addresses count failed sign-ins, so nobody is believed about them who is not named: uvicorn trusts loopback."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_CLOSING_S,
        timeout_keep_alive=15,
    )


async def _serve(server: uvicorn.Server, fatal: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def leave() -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    watcher = asyncio.create_task(_leave_when(fatal, leave))
    try:
        await server.serve()
    finally:
        watcher.cancel()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _leave_when(fatal: asyncio.Event, leave: Callable[[], None]) -> None:
    await fatal.wait()
    leave()
