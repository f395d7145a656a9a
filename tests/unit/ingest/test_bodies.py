"""Taking in a body: no further than the limit, no slower than it may come."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from services.ingest.entrypoints.web import bodies as turns
from services.ingest.entrypoints.web.bodies import SMALL_BODY_BYTES, Busy, body_in_turn, slot_of
from shared.web.requests import bodies
from shared.web.requests.bodies import TooLarge, TooSlow, announced_length


class Sender:
    """Sends chunks, and remembers how many were asked for."""

    def __init__(
        self,
        chunks: Iterable[bytes],
        headers: Iterable[tuple[bytes, bytes]] = (),
        *,
        ends: bool = True,
        every_s: float = 0,
    ) -> None:
        self._chunks = list(chunks)
        self._ends = ends
        self._every_s = every_s
        self.asked_for = 0
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": list(headers)}
        self.request = Request(scope, self._receive)

    async def _receive(self) -> Message:
        if self.asked_for < len(self._chunks):
            self.asked_for += 1
            await asyncio.sleep(self._every_s)
            more = self.asked_for < len(self._chunks) or not self._ends
            return {"type": "http.request", "body": self._chunks[self.asked_for - 1], "more_body": more}
        if self._ends:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError


async def read_body(request: Request, bytes_max: int) -> bytearray:
    async with body_in_turn(request, bytes_max, asyncio.Semaphore(1)) as body:
        return body


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
    monkeypatch.setattr(bodies, "GRACE_S", 0.05)
    with pytest.raises(TooSlow):
        await read_body(Sender([b"a"], ends=False).request, 10)


async def test_a_body_that_drips_is_cut_off_although_it_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 0.1)
    sender = Sender([b"a"] * 1000, every_s=0.02)
    with pytest.raises(TooSlow):
        await read_body(sender.request, 10_000)
    assert sender.asked_for < 10


async def test_a_body_that_keeps_up_is_taken_however_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 1.0)
    monkeypatch.setattr(bodies, "BYTES_PER_S", 20)
    assert await read_body(Sender([b"aaaa"] * 60, every_s=0.02).request, 1000) == b"aaaa" * 60


async def test_what_we_do_ourselves_is_not_the_senders_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 1.0)
    slots = asyncio.Semaphore(1)
    chunks = [bytes(SMALL_BODY_BYTES + 1), b"a"]
    await slots.acquire()
    asyncio.get_running_loop().call_later(1.5, slots.release)
    monkeypatch.setattr(bodies, "BYTES_PER_S", 10**9)
    async with body_in_turn(Sender(chunks).request, 10**6, slots) as body:
        assert len(body) == SMALL_BODY_BYTES + 2


async def _in_turn(sender: Sender, slots: asyncio.Semaphore) -> None:
    async with body_in_turn(sender.request, 10**6, slots):
        pass


async def test_who_has_sent_hardly_anything_holds_no_slot() -> None:
    slots = asyncio.Semaphore(1)
    dripping = [asyncio.create_task(_in_turn(Sender([b"a"], ends=False), slots)) for _ in range(8)]
    await asyncio.sleep(0.02)
    assert not slots.locked()
    for task in dripping:
        task.cancel()


async def test_a_large_body_is_held_in_a_slot_and_gives_it_back() -> None:
    slots = asyncio.Semaphore(1)
    async with body_in_turn(Sender([bytes(SMALL_BODY_BYTES + 1)]).request, 10**6, slots):
        assert slots.locked()
    assert not slots.locked()


async def test_a_small_body_is_taken_while_large_ones_hold_every_slot() -> None:
    slots = asyncio.Semaphore(1)
    async with slot_of(slots), body_in_turn(Sender([b"abc"]).request, 10**6, slots) as body:
        assert body == b"abc"


async def test_a_large_body_takes_its_slot_before_the_rest_is_read() -> None:
    slots = asyncio.Semaphore(1)
    sender = Sender([bytes(SMALL_BODY_BYTES + 1), b"a"], ends=False)
    task = asyncio.create_task(_in_turn(sender, slots))
    async with asyncio.timeout(10):
        while not slots.locked():
            await asyncio.sleep(0.01)
    task.cancel()


@pytest.mark.parametrize(
    ("said", "length"), [(b"12", 12), (b"-1", 0), (b"1e9", 0), (b"9" * 30, 0), ("１２".encode(), 0), (b"", 0)]
)
def test_a_length_that_is_no_number_says_nothing(said: bytes, length: int) -> None:
    assert announced_length(Sender([], [(b"content-length", said)]).request) == length


async def test_whoever_waits_too_long_for_a_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLOT_S", 0.01)
    slots = asyncio.Semaphore(1)
    async with slot_of(slots):
        with pytest.raises(Busy):
            async with slot_of(slots):
                pass
    async with slot_of(slots):  # the turn came back
        assert slots.locked()
