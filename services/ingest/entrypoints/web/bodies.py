"""Takes in a large body in its turn: few at once, and small ones past them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import Request

from shared.web.requests.bodies import chunks_of

SLOT_S: Final = 5.0
"""How long a sender waits for its turn; then it is asked to come again."""
RETRY_AFTER_S: Final = 10
SMALL_BODY_BYTES: Final = 256 * 1024
"""Read and verified in a millisecond; so much comes in before a body takes a turn."""


class Busy(Exception):  # noqa: N818
    """Too many bodies are coming in already."""


@asynccontextmanager
async def slot_of(slots: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait a bounded time for a slot, and hold it. Raises Busy."""
    try:
        await asyncio.wait_for(slots.acquire(), SLOT_S)
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        slots.release()


@asynccontextmanager
async def body_in_turn(request: Request, bytes_max: int, slots: asyncio.Semaphore) -> AsyncIterator[bytearray]:
    """Read the body and, if it is large, hold a slot for what is done with it.

    Raises TooLarge, TooSlow, Busy: reads no further.
    """
    body = bytearray()
    async with take_in_turn(request, body.extend, slots, bytes_max):
        yield body


@asynccontextmanager
async def take_in_turn(
    request: Request, take: Callable[[bytes], object], slots: asyncio.Semaphore, bytes_max: int
) -> AsyncIterator[None]:
    """Hand the body over chunk by chunk; hold a slot as soon as more than a small body is there.

    Whoever sends hardly anything holds no slot, and a small body needs none: large ones never shut it out.
    Raises TooLarge, TooSlow, Busy: reads no further.
    """
    chunks = chunks_of(request, bytes_max)
    if await _feed(chunks, take, bytes_max=SMALL_BODY_BYTES):
        yield
        return
    async with slot_of(slots):
        await _feed(chunks, take)
        yield


async def _feed(chunks: AsyncIterator[bytes], take: Callable[[bytes], object], bytes_max: int | None = None) -> bool:
    """Hand chunks over until there are more bytes than `bytes_max`; return True when none are left."""
    came = 0
    async for chunk in chunks:
        take(chunk)
        came += len(chunk)
        if bytes_max is not None and came > bytes_max:
            return False
    return True
