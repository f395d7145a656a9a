"""Jobs that a service repeats: they end when the service stops, whatever they wait with."""

import asyncio
import contextlib
from typing import Any, cast

from shared.runtime.service import ServiceRuntime


async def test_a_job_ends_though_a_library_swallowed_the_cancellation() -> None:
    began = asyncio.Event()

    async def swallowing() -> None:
        began.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    jobs: list[tuple[str, Any]] = []
    runtime = cast("ServiceRuntime", type("Bare", (), {"_jobs": jobs})())
    ServiceRuntime.every(runtime, 3600.0, "swallowing", swallowing)
    ((_, repeat),) = jobs
    task = asyncio.ensure_future(repeat())
    await began.wait()
    task.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(task, return_exceptions=True)
    assert task.done()
