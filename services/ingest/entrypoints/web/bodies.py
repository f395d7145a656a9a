"""Takes in a body within a limit: by what is announced first, then by what really comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import ClientDisconnect, Request

SLOT_S: Final = 5.0
"""So long a sender waits for its turn; then it is told to come again."""
RETRY_AFTER_S: Final = 10
BODY_S: Final = 30.0
"""A sender that takes longer than this for one file is cut off."""


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


async def read_body(request: Request, bytes_max: int) -> bytearray:
    """Return the body. Raises TooLarge or TooSlow, and then reads no further."""
    if announced_length(request) > bytes_max:
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                if len(body) + len(chunk) > bytes_max:
                    raise TooLarge
                body += chunk
    except (TimeoutError, ClientDisconnect):
        raise TooSlow from None
    return body


def announced_length(request: Request) -> int:
    """Return what Content-Length says; 0 when it says nothing or nonsense (the stream is counted anyway)."""
    said = request.headers.get("content-length", "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
