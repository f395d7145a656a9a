"""Takes in a body within a limit: by what is announced first, then by what really comes, and how fast it comes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

GRACE_S: Final = 20.0
BYTES_PER_S: Final = 50_000
"""A sender is cut off that keeps us waiting for longer than GRACE_S and what came so far takes at this pace: that of
a school's old telephone line."""
CLOSING: Final = {"Connection": "close"}
"""Header of an answer after which nothing more of the body is read."""


class TooLarge(Exception):  # noqa: N818 (an answer to the sender, not a fault of ours)
    """The body is larger than is taken."""


class TooSlow(Exception):  # noqa: N818
    """The body did not come in time, or its sender went away before its end."""


async def chunks_of(request: Request, bytes_max: int) -> AsyncIterator[bytes]:
    """Pass on the chunks as they come, `bytes_max` at most; only the waiting for the sender counts as time.

    Raises TooLarge, TooSlow: reads no further.
    """
    if announced_length(request) > bytes_max:
        raise TooLarge
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
        if came > bytes_max:
            raise TooLarge
        yield chunk


async def read_small(request: Request, bytes_max: int) -> bytes:
    """Return the whole body. Raises HTTPException: 413 where it is larger, 408 where it does not come in time."""
    body = bytearray()
    try:
        async for chunk in chunks_of(request, bytes_max):
            body += chunk
    except TooLarge:
        # A browser announces the length, and reads the answer only when it has sent so much.
        raise HTTPException(413, headers=None if announced_length(request) else CLOSING) from None
    except TooSlow:
        raise HTTPException(408, headers=CLOSING) from None
    return bytes(body)


def announced_length(request: Request) -> int:
    """Return the Content-Length; 0 when there is none or nonsense (the stream is counted anyway)."""
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
