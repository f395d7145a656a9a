"""Taking in a body: no further than the limit, no longer than it may take."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from services.ingest.entrypoints.web import bodies
from services.ingest.entrypoints.web.bodies import Busy, TooLarge, TooSlow, announced_length, read_body, slot_of


class Sender:
    """Sends chunks, and remembers how many were asked for."""

    def __init__(
        self, chunks: Iterable[bytes], headers: Iterable[tuple[bytes, bytes]] = (), *, ends: bool = True
    ) -> None:
        self._chunks = list(chunks)
        self._ends = ends
        self.asked_for = 0
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": list(headers)}
        self.request = Request(scope, self._receive)

    async def _receive(self) -> Message:
        if self.asked_for < len(self._chunks):
            self.asked_for += 1
            more = self.asked_for < len(self._chunks) or not self._ends
            return {"type": "http.request", "body": self._chunks[self.asked_for - 1], "more_body": more}
        if self._ends:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_body_is_put_together() -> None:
    assert await read_body(Sender([b"a", b"bc", b""]).request, 3) == b"abc"


async def test_reading_stops_with_the_chunk_that_passes_the_limit() -> None:
    sender = Sender([b"aaaa"] * 100)
    with pytest.raises(TooLarge):
        await read_body(sender.request, 10)
    assert sender.asked_for == 3


async def test_a_body_that_says_it_is_too_large_is_not_begun() -> None:
    sender = Sender([b"aaaa"], [(b"content-length", b"11")])
    with pytest.raises(TooLarge):
        await read_body(sender.request, 10)
    assert sender.asked_for == 0


async def test_a_body_that_lies_about_its_length_is_cut_off_all_the_same() -> None:
    sender = Sender([b"aaaa"] * 100, [(b"content-length", b"4")])
    with pytest.raises(TooLarge):
        await read_body(sender.request, 10)


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_S", 0.05)
    with pytest.raises(TooSlow):
        await read_body(Sender([b"a"], ends=False).request, 10)


@pytest.mark.parametrize(
    ("said", "length"), [(b"12", 12), (b"-1", 0), (b"1e9", 0), (b"9" * 30, 0), ("１２".encode(), 0), (b"", 0)]
)
def test_a_length_that_is_no_number_says_nothing(said: bytes, length: int) -> None:
    assert announced_length(Sender([], [(b"content-length", said)]).request) == length


async def test_whoever_waits_too_long_for_a_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOT_S", 0.01)
    slots = asyncio.Semaphore(1)
    async with slot_of(slots):
        with pytest.raises(Busy):
            async with slot_of(slots):
                pass
    async with slot_of(slots):  # the turn came back
        assert slots.locked()
