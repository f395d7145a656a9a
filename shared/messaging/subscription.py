"""One subscription: what happens to a record from delivery to acknowledgement. The only guard of its kind is here.

Transient: tried again in place. Poison: set aside. Anything else: the process stops and the offset stays put.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from aiokafka import TopicPartition
from faststream.exceptions import NackMessage

from shared.contracts.events import Event
from shared.errors import Poison, Transient
from shared.messaging.dead_letters import DeadLetters, Limits, Record, Tally
from shared.messaging.envelope import read_envelope
from shared.messaging.keyring import KeyRing
from shared.messaging.patience import Patience
from shared.messaging.wrapping import Received, unwrap
from shared.observability.logs import failure, get_logger
from shared.observability.metrics import Metrics

E = TypeVar("E", bound=Event)
Handler = Callable[[Received[E]], Awaitable[None]]

VALUE_BYTES_MAX: Final = 4 * 1024 * 1024
log = get_logger("messaging")


@dataclass(frozen=True, slots=True)
class Plumbing:
    """What all subscriptions of a process share."""

    keyring: KeyRing
    dead_letters: DeadLetters
    metrics: Metrics
    on_fatal: Callable[[str], None]
    patience: Patience = field(default_factory=Patience)
    limits: Limits = field(default_factory=Limits)


class Subscription(Generic[E]):
    """Hears one type of event for one service."""

    def __init__(self, consumer: str, event_type: type[E], handler: Handler[E], plumbing: Plumbing) -> None:
        self.consumer = consumer
        self.topic = event_type.TOPIC
        self.handling_since: float | None = None
        """Monotonic time at which the present record was delivered; None while waiting."""
        self.handled: dict[TopicPartition, int] = {}
        """Next offset by partition, as far as this process has come."""
        self.progressed_at = time.monotonic()
        self.halted = False
        self.leaving = asyncio.Event()
        """Set while partitions are being given back, or at the end: patience ends, so that nobody waits for us."""
        self.stop_reading: Callable[[], None] = lambda: None
        """Set by the intake: no record is read after the present one. (FastStream's StopConsume would cancel the task
        in which it closes the consumer, and leave a member that never reads in the group.)"""
        self._event_type = event_type
        self._handler = handler
        self._plumbing = plumbing
        self._tally = Tally(plumbing.limits)

    async def hear(self, record: Record) -> None:
        """Handle one record to its end; returning means that its offset may be committed.

        Raises NackMessage, FastStream's word for: not committed, to be delivered again, here or elsewhere.
        """
        self.handling_since = began = time.monotonic()
        try:
            await self._hear(record)
        except NackMessage:
            raise
        except Transient as error:
            self._stop(record, "world_unwell", error)
        except Exception as error:  # noqa: BLE001 (the guard: a bug stops the process, nothing was committed)
            self._stop(record, "bug", error)
        finally:
            self.handling_since = None
        metrics = self._plumbing.metrics
        metrics.observe("onward_handler_seconds", time.monotonic() - began, consumer=self.consumer)
        self.progressed_at = time.monotonic()
        self.handled[TopicPartition(record.topic, record.partition)] = record.offset + 1

    async def _hear(self, record: Record) -> None:
        metrics = self._plumbing.metrics
        metrics.gauge("onward_consumer_lag_seconds", _age_s(record), consumer=self.consumer)
        try:
            await self._patiently(record, self._handle)
        except Poison as poison:
            await self._set_aside(record, poison.reason)
        else:
            self._tally.fared_well()
            metrics.count("onward_events_handled_total", consumer=self.consumer)

    async def _handle(self, record: Record) -> None:
        if record.value is not None and len(record.value) > VALUE_BYTES_MAX:
            raise Poison("too_large")
        envelope = read_envelope(record.headers)
        with self._plumbing.metrics.stage("unseal"):
            event = await unwrap(self._event_type, envelope, record.value, self._plumbing.keyring)
        await self._handler(Received(event, envelope))

    async def _set_aside(self, record: Record, reason: str) -> None:
        if not self._tally.may_set_aside():
            self.halted = True
            self._plumbing.metrics.gauge("onward_consumer_halted", 1, consumer=self.consumer)
            log.error("too many hopeless messages: this consumer is halted", reason=reason, **self._where(record))
            self.stop_reading()
            raise NackMessage
        log.warning("message set aside", reason=reason, **self._where(record))

        async def set_aside(record: Record) -> None:
            await self._plumbing.dead_letters.set_aside(self.consumer, self.topic, record, reason)

        await self._patiently(record, set_aside)
        self._plumbing.metrics.count("onward_dead_letters_total", consumer=self.consumer, reason=reason)

    async def _patiently(self, record: Record, act: Callable[[Record], Awaitable[None]]) -> None:
        for attempt, pause in enumerate(self._plumbing.patience.pauses(), start=1):
            try:
                return await act(record)
            except Transient as error:
                self._plumbing.metrics.count("onward_retries_total", consumer=self.consumer)
                log.warning("trying again", attempt=attempt, reason=str(error), **self._where(record))
            await self._pause(pause)
        return await act(record)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.leaving.wait(), seconds)
        except TimeoutError:
            return
        raise NackMessage

    def _stop(self, record: Record, reason: str, error: BaseException) -> None:
        log.error("consumer stops the process", reason=reason, **failure(error), **self._where(record))
        self._plumbing.on_fatal(f"{self.consumer}: {reason}")
        self.stop_reading()
        raise NackMessage from None

    def _where(self, record: Record) -> dict[str, object]:
        return {
            "consumer": self.consumer,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
        }


def _age_s(record: Record) -> float:
    return max(0.0, time.time() - record.timestamp / 1000) if record.timestamp and record.timestamp > 0 else 0.0
