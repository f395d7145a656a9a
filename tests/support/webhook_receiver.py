"""A receiver of webhooks on loopback: checks each signature with the library, and answers as it is told."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.pages import free_port, serve


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message as it came."""

    message_id: str
    body: dict[str, Any]
    raw: bytes
    signatures: int

    @property
    def versions(self) -> list[tuple[str, int]]:
        """Return whom it is about, with the version."""
        return [(one["person_id"], one["version"]) for one in self.body["data"].get("changes", ())]


@dataclass(slots=True)
class Receiver:
    """What came, and how it answers."""

    address: str
    secrets: list[str] = field(default_factory=list)
    """Any of these is taken; with none nothing is checked."""
    came: list[Delivered] = field(default_factory=list)
    """Every message, also those that were not taken."""
    taken: list[Delivered] = field(default_factory=list)
    refused_signatures: int = 0
    answer: Callable[[Delivered], int | Response | Awaitable[int | Response]] = lambda _: 204

    @property
    def ids(self) -> list[str]:
        return [one.message_id for one in self.came]

    @property
    def versions(self) -> list[tuple[str, int]]:
        """Return what was taken, in order, repetitions too."""
        return [one for each in self.taken for one in each.versions]

    async def take(self, request: Request) -> Response:
        raw = await request.body()
        if self.secrets and not _is_signed(raw, dict(request.headers), self.secrets):
            self.refused_signatures += 1
            return Response(status_code=401)
        headers = request.headers
        signatures = len(headers["webhook-signature"].split())
        one = Delivered(headers["webhook-id"], json.loads(raw), raw, signatures)
        self.came.append(one)
        given = self.answer(one)
        answer = await given if isinstance(given, Awaitable) else given
        response = Response(status_code=answer) if isinstance(answer, int) else answer
        if 200 <= response.status_code < 300:
            self.taken.append(one)
        return response


def _is_signed(raw: bytes, headers: dict[str, str], secrets: Sequence[str]) -> bool:
    for secret in secrets:
        try:
            Webhook(secret).verify(raw, headers)
        except WebhookVerificationError:
            continue
        return True
    return False


@asynccontextmanager
async def receiving(port: int | None = None) -> AsyncIterator[Receiver]:
    """Serve a receiver."""
    port = port or free_port()
    receiver = Receiver(f"http://127.0.0.1:{port}/status-changes")
    app = Starlette(routes=[Route("/status-changes", receiver.take, methods=["POST"])])
    async with serve(app, port):
        yield receiver


def out_of_order(versions: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return versions that were taken before the one that precedes them, of whoever began with version 1."""
    highest: dict[str, int] = {}
    wrong = []
    for person, version in versions:
        if version > highest.get(person, 0) + 1:
            wrong.append((person, version))
        highest[person] = max(version, highest.get(person, 0))
    return wrong
