"""Deliver the next message of a webhook: take it, send it, keep what became of it. Each step survives a crash.

A message is taken in a transaction of its own before it is sent. Whoever is killed meanwhile holds it for a minute;
then somebody else sends it again, with the same id and the same body.
"""

import random
from datetime import timedelta
from typing import Final
from uuid import uuid4

from services.reporting.domain.webhooks.answers import verdict_of
from services.reporting.domain.webhooks.attempts import Answered, after_attempt
from services.reporting.usecases.webhooks.bodies import changes_body, signed
from services.reporting.usecases.webhooks.ports import SentAnswer, WebhookMessage, WebhookSession, WebhookTables
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin

HELD_FOR: Final = timedelta(seconds=60)
"""A request ends well within it (`webhook_timeout_s`)."""


class DeliverNext:
    """Deliver one message; any number of replicas may do so at once."""

    def __init__(
        self, begin: Begin[WebhookTables], *, held_for: timedelta = HELD_FOR, measures: Measures = UNMEASURED
    ) -> None:
        self._begin = begin
        self._held_for = held_for
        self._measures = measures

    async def __call__(self, webhook_id: int, session: WebhookSession) -> bool:
        """Return whether there was one that may be sent just now. Raises Transient."""
        async with self._begin(self) as work:
            message = await work.tables.queue.take(webhook_id, uuid4(), self._held_for)
            target = await work.tables.queue.target(webhook_id) if message is not None else None
        if message is None or target is None:
            return False
        body = changes_body(message.made_at, message.changes)
        answer = await session.send(signed(message.message_id, message.taken_at, body, target.secrets))
        await self._keep(message, answer)
        return True

    async def _keep(self, message: WebhookMessage, answer: SentAnswer) -> None:
        answered = Answered(verdict_of(answer.status), answer.retry_after)
        async with self._begin(self) as work:
            held = await work.tables.queue.tried(message)
            if held is None:
                return
            address, tried, now = held
            jitter = random.random()  # noqa: S311 (spreads retries, guards nothing)
            after = after_attempt(address, tried, answered, now, jitter)
            await work.tables.queue.keep(message, answer, after)
        self._measures.count("onward_webhook_attempts_total", outcome=answered.verdict)
        if after.fate == "delivered":
            self._measures.count("onward_webhook_changes_delivered_total", len(message.changes))
