"""Addresses outside, by HTTPS. A name is looked up for each request, and what it stands for is checked and called.

So no name can stand for one address when it is checked and for another when it is called. Redirects are not followed,
no proxy of the environment is asked, time and size are bounded, and nothing of an answer is kept but its status.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import httpx2

from services.reporting.domain.webhooks.addresses import (
    AllowedAddresses,
    Ip,
    Target,
    all_may_be_called,
    target_of,
)
from services.reporting.usecases.webhooks.ports import SentAnswer, SignedMessage

_ANSWER_BYTES_MAX: Final = 64 * 1024
"""Of an answer at most so much is read, so that its connection can be used again; nothing of it is kept."""
_ADDRESSES_MAX: Final = 3
_USER_AGENT: Final = "Onward-Webhooks/1"


@dataclass(frozen=True, slots=True)
class HttpsSettings:
    """How addresses are called."""

    allowed: AllowedAddresses
    timeout_s: float
    ca_file: Path | None = None
    """Certificates of those who vouch for receivers, beside those that the machine trusts."""


class HttpsSender:
    """Opens sessions; each has connections of its own, so that no receiver is ever given another's."""

    def __init__(self, settings: HttpsSettings) -> None:
        self._settings = settings
        self._tls = ssl.create_default_context()
        if settings.ca_file is not None:
            self._tls.load_verify_locations(cafile=settings.ca_file)

    @asynccontextmanager
    async def session(self, address: str) -> AsyncIterator["HttpsSession"]:
        """Open what calls an address."""
        client = httpx2.AsyncClient(
            verify=self._tls,
            trust_env=False,
            follow_redirects=False,
            timeout=self._settings.timeout_s,
            limits=httpx2.Limits(max_connections=8, max_keepalive_connections=8),
        )
        async with client:
            yield HttpsSession(client, address, self._settings)


class HttpsSession:
    """Calls one address."""

    def __init__(self, client: httpx2.AsyncClient, address: str, settings: HttpsSettings) -> None:
        self._client = client
        self._target = target_of(address, settings.allowed)
        self._settings = settings

    async def send(self, message: SignedMessage) -> SentAnswer:
        """Return what came of one request, within the time-out."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                answer = await self._send(message)
        except TimeoutError:
            answer = SentAnswer(None, "no answer in time")
        return answer._replace(seconds=time.monotonic() - began)

    async def _send(self, message: SignedMessage) -> SentAnswer:
        if self._target is None:
            return SentAnswer(None, "address not allowed")
        found = await _look_up(self._target)
        if not found:
            return SentAnswer(None, "name not found")
        if not all_may_be_called(found, self._target, self._settings.allowed):
            return SentAnswer(None, "address not allowed")
        answer = SentAnswer(None, "no connection")
        for one in found[:_ADDRESSES_MAX]:
            answer = await self._call(self._target, one, message)
            if answer.problem != "no connection":
                break
        return answer

    async def _call(self, target: Target, at: Ip, message: SignedMessage) -> SentAnswer:
        host = f"[{at}]" if at.version == 6 else str(at)
        request = self._client.build_request(
            "POST",
            f"{target.scheme}://{host}:{target.port}{target.path}",
            content=message.body,
            headers={**message.headers, "host": target.authority, "user-agent": _USER_AGENT, "accept-encoding": ""},
            extensions={"sni_hostname": target.host},
        )
        try:
            response = await self._client.send(request, stream=True)
            try:
                await _read_answer(response)
            finally:
                await response.aclose()
        except httpx2.ConnectError as error:
            return SentAnswer(None, "certificate not trusted" if _is_certificate(error) else "no connection")
        except httpx2.TimeoutException:
            return SentAnswer(None, "no answer in time")
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):
            return SentAnswer(None, "no connection")
        except httpx2.HTTPError:
            return SentAnswer(None, "answer not readable")
        return SentAnswer(response.status_code, None, retry_after_of(response.headers.get("retry-after")))


async def _look_up(target: Target) -> Sequence[Ip]:
    """Return the addresses that a host stands for; none: nobody knows it."""
    try:
        found = await _addresses_of(target)
    except (OSError, UnicodeError):
        return ()
    return [ip_address(where[0]) for *_, where in found]


async def _addresses_of(target: Target) -> Sequence[Any]:
    return await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)


async def _read_answer(response: httpx2.Response) -> None:
    """Read the answer, as it comes and not unpacked, up to the bound."""
    read = 0
    async for part in response.aiter_raw():
        read += len(part)
        if read > _ANSWER_BYTES_MAX:
            return


def _is_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def retry_after_of(text: str | None) -> timedelta | None:
    """Return how long a receiver asks to be left alone: seconds, or until a date; None: it does not, or nobody can
    read it.
    """
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - datetime.now(UTC), timedelta(0))
