"""How a service consumes events: for each row of its table of subscriptions one reader, in a group of its own."""

import asyncio
import contextlib
from typing import Any, Final

from aiokafka.errors import KafkaError

from shared.kafka.access import KafkaAccess
from shared.kafka.consumer.batches import On
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.faststream_adapter import GRACEFUL_S, SESSION_S, KafkaReader, open_broker
from shared.kafka.consumer.rebalance import RebalanceListener
from shared.kafka.consumer.subscription import Subscription

_RECONNECT_S: Final = 2.0


class EventConsumer:
    """The subscriptions of one service. `subscribe`, then `start`; `stop` finishes what is in hand."""

    def __init__(
        self, access: KafkaAccess, prefix: str, service: str, context: ConsumerContext, *, session_s: int = SESSION_S
    ) -> None:
        self.broker = open_broker(access, service)
        self.subscriptions: list[Subscription[Any]] = []
        self.readers: list[KafkaReader] = []
        """One for each subscription, in the same order."""
        self.started = False
        self._prefix = prefix
        self._service = service
        self._context = context
        self._session_s = session_s
        self._listeners: list[RebalanceListener] = []

    def subscribe(self, *table: On[Any]) -> None:
        """Call each row's handler on its type of event."""
        for on in table:
            self._subscribe(on)

    def _subscribe(self, on: On[Any]) -> None:
        topic = on.event_type.TOPIC
        consumer = f"{self._service}.{topic.name}"
        reader = KafkaReader()
        subscription = Subscription(consumer, on, self._context, reader)
        subscription.positions.located.clear()
        listener = RebalanceListener(subscription, reader, self._context.metrics)
        reader.subscribe(
            self.broker,
            topic.on(self._prefix),
            group=f"{self._prefix}.{consumer}",
            session_s=self._session_s,
            listener=listener,
            handle=subscription.handle,
        )
        self.subscriptions.append(subscription)
        self.readers.append(reader)
        self._listeners.append(listener)

    def ready(self) -> bool:
        """Return whether every subscription has its partitions (or is a spare) and none is halted."""
        if not self.subscriptions:
            return True
        return (
            self.started
            and all(listener.assigned is not None for listener in self._listeners)
            and not any(subscription.halted for subscription in self.subscriptions)
        )

    async def start(self) -> None:
        """Connect and consume; while Kafka is away it tries again for ever (liveness does not depend on Kafka)."""
        while self.subscriptions and not self.started:
            try:
                await self.broker.start()
                self.started = True
            except (KafkaError, OSError):
                await self._stop_quietly()
                await asyncio.sleep(_RECONNECT_S)

    async def stop(self) -> None:
        """Stop reading, finish what is in hand (bounded), commit its offsets, leave the groups."""
        self.started = False
        for subscription in self.subscriptions:
            subscription.leaving.set()
        await self._stop_quietly()
        await asyncio.gather(*(reader.wait_until_left(GRACEFUL_S) for reader in self.readers))

    async def _stop_quietly(self) -> None:
        with contextlib.suppress(KafkaError, OSError):
            await self.broker.stop()
