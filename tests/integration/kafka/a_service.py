"""A small service as a process of its own, for tests that send it signals."""

import asyncio
import os
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.contracts.ingest import SubmissionExtracted
from shared.kafka.consumer.batches import On
from shared.outbox.unit_of_work import Begin
from shared.persistence.pool import Connection
from shared.runtime.service import ServiceRuntime, run_service
from shared.settings import ServiceSettings
from tests.support.bare_unit_of_work import begin_of

CANARY = "Canaryson"


class HandleSlowly:
    """Take a second for each part; break on an event with 13 parts; die at once on one with 9."""

    def __init__(self, begin: Begin[Connection]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionExtracted]) -> None:
        for event in events:
            if event.parts == 13:
                raise ValueError(CANARY)
            async with self._begin(self, [event]) as work:
                if not work.is_new(event):
                    continue
            if event.parts == 9:
                os._exit(9)
            await asyncio.sleep(event.parts)


def build(runtime: ServiceRuntime, _settings: ServiceSettings) -> Starlette:
    """Subscribe the one use case; return the one page."""
    runtime.event_consumer.subscribe(On(SubmissionExtracted, HandleSlowly(begin_of(runtime))))
    return Starlette(routes=[Route("/hello/{name}", _hello)])


async def _hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


if __name__ == "__main__":
    run_service("validation", ServiceSettings(), build)
