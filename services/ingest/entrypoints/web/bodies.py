"""Takes in a body within a limit: by what is announced first, then by what really comes, and how fast it comes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import ClientDisconnect, Request

SLOT_S: Final = 5.0
"""How long a sender waits for its turn; then it is asked to come again."""
RETRY_AFTER_S: Final = 10
SMALL_BODY_BYTES: Final = 256 * 1024
"""Read and verified in a millisecond; so much comes in before a body takes a turn."""
GRACE_S: Final = 20.0
BYTES_PER_S: Final = 50_000
"""A sender is cut off that keeps us waiting for longer than GRACE_S and what came so far takes at this pace: that of
a school's old telephone line."""


class TooLarge(Exception):  # noqa: N818 (an answer to the sender, not a fault of ours)
    """The body is larger than is taken."""


class TooSlow(Exception):  # noqa: N818
    """The body did not come in time, or never came to its end."""


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
    if announced_length(request) > bytes_max:
        raise TooLarge
    body = bytearray()

    def take(chunk: bytes) -> None:
        if len(body) + len(chunk) > bytes_max:
            raise TooLarge
        body.extend(chunk)

    async with take_in_turn(request, take, slots):
        yield body


@asynccontextmanager
async def take_in_turn(
    request: Request, take: Callable[[bytes], object], slots: asyncio.Semaphore
) -> AsyncIterator[None]:
    """Hand the body over chunk by chunk; hold a slot as soon as more than a small body is there.

    Whoever sends hardly anything holds no slot, and a small body needs none: large ones never shut it out.
    """
    chunks = _chunks(request)
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


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """Pass on the chunks as they come. Raises TooSlow. Only the waiting for the sender counts, not our own work."""
    stream, clock, came, waited = request.stream(), asyncio.get_running_loop().time, 0, 0.0
    while True:
        asked = clock()
        try:
            async with asyncio.timeout(GRACE_S + came / BYTES_PER_S - waited):
                chunk = await anext(stream, None)
        except (TimeoutError, ClientDisconnect):
            raise TooSlow from None
        if chunk is None:
            return
        waited += clock() - asked
        came += len(chunk)
        yield chunk


def announced_length(request: Request) -> int:
    """Return the Content-Length; 0 when there is none or nonsense (the stream is counted anyway)."""
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
