"""Takes in a body within a limit: by what is announced first, then by what really comes."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

BODY_S: Final = 120.0
"""A sender that takes longer than this for one file is cut off."""


class TooLarge(Exception):  # noqa: N818 (an answer to the sender, not a fault of ours)
    """The body is larger than is taken."""


class TooSlow(Exception):  # noqa: N818
    """The body did not come in time, or never came to its end."""


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
