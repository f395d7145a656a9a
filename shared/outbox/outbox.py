"""The outbox: batches are committed with the state that caused them, and sent to Kafka right afterwards.

Most batches need no order; the process that committed one sends it from memory. Batches of a compacted topic need it:
if an older version of a key arrived last, compaction would keep it for ever. They are sent under one lock in the order
of their ids, with whatever a crash left before them. For one key that is the order of commits, because the second
transaction had to wait for the first one's row lock before it could write its batch.
"""

import asyncio
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from shared.errors import Transient
from shared.kafka.codec import Message
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from shared.outbox.outbox_batches import OutboxBatch, decode_batch
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of, transaction

_IN_ORDER_LOCK: Final = 0x0A11_0001
_RELAY_LOCK: Final = 0x0A11_0002
_DELETE: Final = "DELETE FROM outbox WHERE id = ANY ($1::text::bigint[])"
_WAITING_MAX: Final = 16
_GATHER_S: Final = 0.1
"""Rows of what was sent are gathered for so long, then deleted: a deletion costs as much as what it deletes did, for
each is a transaction of its own that the disk must confirm. After a crash meanwhile the relay sends again what inboxes
know.
"""
_STEP: Final = 8
"""Batches sent in one step: at most this many times 4 MiB in memory."""


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch with the id of its row."""

    id: int
    batch: OutboxBatch


@dataclass(frozen=True, slots=True)
class OutboxBacklog:
    """What lies in the outbox."""

    batches: int
    oldest_s: float


class Outbox:
    """The outbox of one service's schema."""

    def __init__(self, pool: Pool, producer: Producer, metrics: Metrics, schema: str) -> None:
        self._pool = pool
        self._producer = producer
        self._metrics = metrics
        # Advisory locks belong to the database: the schema's number keeps the services apart.
        self._schema = zlib.crc32(schema.encode()) & 0x7FFF_FFFF
        self._sending: set[int] = set()
        self._sent: set[int] = set()
        self._deleting: asyncio.Task[None] | None = None
        metrics.start_at_zero("onward_retries_total", consumer="outbox")
        metrics.start_at_zero("onward_retries_total", consumer="relay")
        # One sender in order per process, so that waiting takes no connection; few wait, the relay sends the rest.
        self._in_order = asyncio.Semaphore(1)
        self._waiting_in_order = 0
        self._late: set[asyncio.Task[None]] = set()

    async def store(self, connection: Connection, batches: Sequence[OutboxBatch]) -> list[StoredBatch]:
        """Write batches in the caller's transaction. Must be its last statement, after all row locks were taken."""
        stored = []
        for batch in batches:
            row_id = await connection.fetchval(
                "INSERT INTO outbox (in_order, messages, body) VALUES ($1, $2, $3) RETURNING id",
                batch.in_order,
                len(batch.messages),
                batch.encode(),
            )
            stored.append(StoredBatch(row_id, batch))
        self._sending.update(one.id for one in stored)
        return stored

    def abandon(self, stored: Sequence[StoredBatch]) -> None:
        """Stop keeping batches from the relay: their transaction was rolled back, or sending them failed."""
        self._sending.difference_update(one.id for one in stored)

    async def send(self, stored: Sequence[StoredBatch]) -> None:
        """Send batches that have just been committed. Raises Transient: the relay sends them later.

        Their rows are deleted soon after, without waiting, many in one statement.
        """
        try:
            free = [one for one in stored if not one.batch.in_order]
            if free:
                await self._producer.send([message for one in free for message in one.batch.messages])
                self._delete_soon([one.id for one in free])
            waiting = {one.id: one.batch.messages for one in stored if one.batch.in_order}
            if waiting:
                await self._send_in_order(waiting)
        finally:
            self.abandon([one for one in stored if one.id not in self._sent])

    async def send_committed(self, stored: Sequence[StoredBatch], *, wait_s: float | None) -> None:
        """Send batches that have just been committed; return at the latest after `wait_s` (None: when they are sent).

        What is committed counts as published: when Kafka is away, the relay sends it later, and nothing is repeated.
        """
        task = asyncio.create_task(self._send_or_leave(stored))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait([task], timeout=wait_s)
        for finished in done:
            finished.result()

    async def close(self, *, timeout_s: float = 10.0) -> None:
        """Wait for batches that are being sent; the relay of the next start sends the rest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                if self._late:
                    await asyncio.wait(self._late)
                await self.flushed()

    async def _send_or_leave(self, stored: Sequence[StoredBatch]) -> None:
        try:
            await self.send(stored)
        except Transient:
            self._metrics.count("onward_retries_total", consumer="outbox")

    async def flushed(self) -> None:
        """Wait until no row is left of what was sent from memory."""
        while self._deleting is not None:
            await asyncio.wait([self._deleting])

    async def send_left_over(self, *, older_than_s: float) -> int:
        """Send the batches that a crash or an outage left behind; return how many. One sender per schema at a time."""
        sent = await self._send_unordered_left_over(older_than_s)
        async with connection_of(self._pool) as connection:
            left = await connection.fetchval(
                "SELECT EXISTS (SELECT FROM outbox WHERE in_order"
                " AND stored_at < clock_timestamp() - $1 * interval '1 second')",
                older_than_s,
            )
        if left:
            sent += await self._send_in_order({})
        self._metrics.count("onward_outbox_batches_relayed_total", sent)
        return sent

    async def backlog(self) -> OutboxBacklog:
        """Return how much lies in the outbox and how old the oldest is, in seconds."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(
                "SELECT count(*) AS batches,"
                " coalesce(extract(epoch FROM clock_timestamp() - min(stored_at)), 0)::float AS oldest_s FROM outbox"
            )
        assert row is not None
        return OutboxBacklog(row["batches"], row["oldest_s"])

    async def _send_in_order(self, own: Mapping[int, Sequence[Message]]) -> int:
        """Send batches by id up to and including our own (all of them if we have none), under the schema's lock."""
        if self._waiting_in_order >= _WAITING_MAX:
            raise Transient("many wait to send in order: left to the relay")
        self._waiting_in_order += 1
        try:
            async with self._in_order:
                return await self._send_in_order_alone(own)
        finally:
            self._waiting_in_order -= 1

    async def _send_in_order_alone(self, own: Mapping[int, Sequence[Message]]) -> int:
        sent = 0
        last = max(own, default=None)
        while True:
            async with transaction(self._pool) as connection:
                await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _IN_ORDER_LOCK, self._schema)
                ids = await self._next_in_order(connection, last)
                messages = [
                    message for row_id in ids for message in (own.get(row_id) or await self._body(connection, row_id))
                ]
                await self._producer.send(messages)
                await connection.execute(_DELETE, array_of(ids))
            sent += len(ids)
            if len(ids) < _STEP:
                return sent

    @staticmethod
    async def _next_in_order(connection: Connection, last: int | None) -> list[int]:
        rows = await connection.fetch(
            "SELECT id FROM outbox WHERE in_order AND ($1::bigint IS NULL OR id <= $1) ORDER BY id LIMIT $2",
            last,
            _STEP,
        )
        return [row["id"] for row in rows]

    async def _send_unordered_left_over(self, older_than_s: float) -> int:
        async with transaction(self._pool) as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _RELAY_LOCK, self._schema):
                return 0
            rows = await connection.fetch(
                "SELECT id, body FROM outbox WHERE NOT in_order AND id <> ALL ($1::text::bigint[])"
                " AND stored_at < clock_timestamp() - $2 * interval '1 second' ORDER BY id LIMIT $3",
                array_of(self._sending),
                older_than_s,
                _STEP,
            )
            await self._producer.send([message for row in rows for message in decode_batch(row["body"])])
            await connection.execute(_DELETE, array_of(row["id"] for row in rows))
        return len(rows)

    @staticmethod
    async def _body(connection: Connection, row_id: int) -> tuple[Message, ...]:
        return decode_batch(await connection.fetchval("SELECT body FROM outbox WHERE id = $1", row_id))

    def _delete_soon(self, ids: Sequence[int]) -> None:
        self._sent.update(ids)
        if self._deleting is None:
            self._deleting = asyncio.create_task(self._delete_sent())

    async def _delete_sent(self) -> None:
        """Delete the rows of what was sent until there are none; what cannot be deleted the relay sends again."""
        try:
            while self._sent:
                await asyncio.sleep(_GATHER_S)
                ids = list(self._sent)
                try:
                    async with connection_of(self._pool) as connection:
                        await connection.execute(_DELETE, array_of(ids))
                except Transient:
                    self._metrics.count("onward_retries_total", consumer="outbox")
                self._sent.difference_update(ids)
                self._sending.difference_update(ids)
        finally:
            self._deleting = None


async def relay(outbox: Outbox, metrics: Metrics, *, every_s: float = 2.0, older_than_s: float = 5.0) -> None:
    """Send what is left over, at the start and then every few seconds, for ever; transient errors are retried."""
    while True:
        try:
            while await outbox.send_left_over(older_than_s=older_than_s) >= _STEP:
                pass
        except Transient:
            metrics.count("onward_retries_total", consumer="relay")
        with suppress(Transient):  # the backlog must be visible above all while nothing can be sent
            backlog = await outbox.backlog()
            metrics.gauge("onward_outbox_batches", backlog.batches)
            metrics.gauge("onward_outbox_oldest_seconds", backlog.oldest_s)
        await asyncio.sleep(every_s)
