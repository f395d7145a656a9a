"""Sends a county through running services and waits until nothing moves any more."""

import asyncio
from collections.abc import Sequence

from deploy.demo.county import County, Upload
from tests.support.final_state import FinalState, read_final_state, wait_until_quiet
from tests.support.services import RunningServices


async def send(running: RunningServices, uploads: Sequence[Upload]) -> list[str]:
    """Send the files one after the other, so that the order of receipt is known; return their submissions."""
    return [await asyncio.to_thread(running.deliver_until_taken, upload) for upload in uploads]


async def send_county(running: RunningServices, county: County, *, timeout_s: float = 150.0) -> FinalState:
    """Send the roll, wait for it, send the returns, and return what is left when everything has gone through."""
    submissions = await send(running, (county.roll,))
    await wait_until_quiet(running.admin_url, submissions, timeout_s=timeout_s)
    submissions += await send(running, county.returns)
    await wait_until_quiet(running.admin_url, submissions, timeout_s=timeout_s)
    return await read_final_state(running.admin_url)
