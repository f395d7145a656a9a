"""Health: /live (restart the process if not), /ready (it can take work), /metrics. Answers hold codes, never values."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.observability.metrics import Metrics

LiveCheck = Callable[[], list[str]]
ReadyCheck = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class Health:
    """The checks of this process."""

    fatal: str | None = None
    live_checks: list[LiveCheck] = field(default_factory=list)
    """Each returns reasons to be restarted; never that Kafka is away, or an outage would restart everything."""
    ready_checks: dict[str, ReadyCheck] = field(default_factory=dict)

    def not_live_because(self) -> list[str]:
        """Return the reasons why this process should be started again."""
        reasons = [self.fatal] if self.fatal else []
        return reasons + [reason for check in self.live_checks for reason in check()]

    async def readiness(self) -> dict[str, bool]:
        """Return each part and whether it is ready."""
        return {name: await check() for name, check in self.ready_checks.items()}


def health_routes(health: Health, metrics: Metrics) -> list[Route]:
    """Return the three probe routes."""

    async def live(_request: Request) -> Response:
        reasons = health.not_live_because()
        return JSONResponse({"live": not reasons, "reasons": reasons}, 503 if reasons else 200)

    async def ready(_request: Request) -> Response:
        parts = await health.readiness()
        good = all(parts.values())
        return JSONResponse({"ready": good, "parts": parts}, 200 if good else 503)

    async def figures(_request: Request) -> Response:
        body, content_type = metrics.exposition()
        return Response(body, media_type=content_type)

    return [
        Route("/live", live, methods=["GET"], name="live"),
        Route("/ready", ready, methods=["GET"], name="ready"),
        Route("/metrics", figures, methods=["GET"], name="metrics"),
    ]
