"""A small service as a process of its own, for tests that send it signals."""

import asyncio
import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.contracts.ingest import SubmissionExtracted
from shared.runtime.service import open_service, run
from shared.settings import ServiceSettings
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.subscribing import each

CANARY = "Canaryson"


async def main() -> None:
    """Handle events slowly; break on one with 13 parts; die at once on one with 9."""
    async with open_service(ServiceSettings(), "validation") as house:

        async def handle(event: SubmissionExtracted) -> None:
            if event.parts == 13:
                raise ValueError(CANARY)
            async with begin_of(house)(USE_CASE, [event]) as work:
                if not work.is_new(event):
                    return
            if event.parts == 9:
                os._exit(9)
            await asyncio.sleep(event.parts)

        house.event_consumer.subscribe(each(SubmissionExtracted, handle))
        await house.run_app(Starlette(routes=[Route("/hello/{name}", _hello)]))


async def _hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


if __name__ == "__main__":
    run(main())
