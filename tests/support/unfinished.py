"""`Sender`: posts a body that does not end, for tests of what is read of it and how long it is waited for."""

import asyncio
from collections.abc import Iterator
from typing import Literal

from starlette.applications import Starlette
from starlette.types import Message


class Sender:
    """A browser or a program that sends chunks, and then nothing more, or goes away."""

    def __init__(self, app: Starlette, chunks: Iterator[bytes], then: Literal["waits", "goes"] = "waits") -> None:
        self._app = app
        self._chunks = chunks
        self._then = then
        self.asked_for = 0
        self.status = 0
        self.headers: dict[str, str] = {}
        self.page = ""

    async def post(self, path: str, **headers: str) -> "Sender":
        given = {"content_type": "application/x-www-form-urlencoded", **headers}
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
        }
        async with asyncio.timeout(30):
            await self._app(scope, self._receive, self._send)
        return self

    async def _receive(self) -> Message:
        self.asked_for += 1
        chunk = next(self._chunks, None)
        if chunk is not None:
            return {"type": "http.request", "body": chunk, "more_body": True}
        if self._then == "goes":
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.page += message.get("body", b"").decode()
