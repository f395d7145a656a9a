"""What the authority decides about webhooks. A secret is returned once and is sealed where it is kept."""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

from services.reporting.domain.webhooks.addresses import AllowedAddresses, target_of
from services.reporting.usecases.webhooks.bodies import signed, test_body
from services.reporting.usecases.webhooks.ports import (
    DeadLetterChoice,
    NewWebhook,
    SentAnswer,
    WebhookAct,
    Webhooks,
    WebhookSender,
    WebhookTables,
)
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

NAME_LENGTH_MAX: Final = 80
WEBHOOKS_MAX: Final = 20
"""Each multiplies what is written for a change."""
OVERLAP: Final = timedelta(days=7)
"""For so long messages are signed with the secret before as well: another team needs days to change over."""
SECRET_BYTES: Final = 32

Refusal = Literal["name wanted", "name taken", "address not allowed", "too many"]
SimpleAct = Literal["pause", "resume", "replay", "end-old-secret", "delete"]


@dataclass(frozen=True, slots=True)
class WantedWebhook:
    """What is asked for."""

    form_id: str
    name: str
    address: str
    from_beginning: bool
    account: str


@dataclass(frozen=True, slots=True)
class Created:
    """A webhook that was made, with its secret."""

    webhook_id: int
    secret: str


class CreateWebhook:
    """Subscribe an address to every change from now on."""

    def __init__(self, begin: Begin[WebhookTables], allowed: AllowedAddresses) -> None:
        self._begin = begin
        self._allowed = allowed

    async def __call__(self, asked: WantedWebhook) -> Created | list[Refusal] | None:
        """Return it with its secret, or why not; None: the same form made it before. Raises Transient."""
        entry_id = derived_id("webhook", asked.account, asked.form_id)
        problems: list[Refusal] = []
        if not 0 < len(asked.name) <= NAME_LENGTH_MAX:
            problems.append("name wanted")
        if target_of(asked.address, self._allowed) is None:
            problems.append("address not allowed")
        if problems:
            return problems
        secret = new_secret()
        async with self._begin(self) as work:
            kept = work.tables.webhooks
            await kept.hold()
            names = await kept.names()
            if entry_id in names:
                return None
            if asked.name.casefold() in {name.casefold() for name in names.values()}:
                return ["name taken"]
            if len(names) >= WEBHOOKS_MAX:
                return ["too many"]
            new = NewWebhook(entry_id, asked.name, asked.address, asked.from_beginning, asked.account)
            webhook_id = await kept.create(new, secret)
            await kept.note(webhook_id, "created", asked.account)
        return Created(webhook_id, secret)


class RotateSecret:
    """Give a webhook a new secret; both sign for some days."""

    def __init__(self, begin: Begin[WebhookTables]) -> None:
        self._begin = begin

    async def __call__(self, webhook_id: int, account: str) -> str | None:
        """Return the new secret; None: there is no such webhook. Raises Transient."""
        secret = new_secret()
        async with self._begin(self) as work:
            if not await work.tables.webhooks.rotate(webhook_id, secret, OVERLAP):
                return None
            await work.tables.webhooks.note(webhook_id, "secret rotated", account)
        return secret


class ActOnWebhook:
    """Pause, resume, replay, delete a webhook, or end its old secret."""

    def __init__(self, begin: Begin[WebhookTables]) -> None:
        self._begin = begin

    async def __call__(self, webhook_id: int, act: SimpleAct, account: str) -> bool:
        """Return whether it changed anything. Raises Transient."""
        async with self._begin(self) as work:
            return await self._done(work.tables.webhooks, webhook_id, act, account)

    async def _done(self, kept: Webhooks, webhook_id: int, act: SimpleAct, account: str) -> bool:
        noted: WebhookAct
        match act:
            case "pause":
                done, noted = await kept.set_state(webhook_id, "paused"), "paused"
            case "resume":
                done, noted = await kept.set_state(webhook_id, "active"), "resumed"
            case "replay":
                done, noted = await kept.replay(webhook_id), "replayed"
            case "end-old-secret":
                done, noted = await kept.end_old_secrets(webhook_id), "old secret ended"
            case "delete":
                done, noted = await kept.delete(webhook_id), "deleted"
        if done:
            await kept.note(webhook_id, noted, account)
        return done


class ActOnDeadLetters:
    """Send dead letters again, or leave them out for good."""

    def __init__(self, begin: Begin[WebhookTables]) -> None:
        self._begin = begin

    async def __call__(self, webhook_id: int, choice: DeadLetterChoice, account: str, *, resend: bool) -> int:
        """Return how many. Raises Transient."""
        async with self._begin(self) as work:
            kept = work.tables.webhooks
            act = kept.resend if resend else kept.leave_out
            done = await act(webhook_id, choice)
            if done:
                await kept.note(webhook_id, "resent" if resend else "left out", account)
        return done


class TestWebhook:
    """Send a message without any change, once, whatever the state of the webhook."""

    __test__ = False

    def __init__(self, begin: Begin[WebhookTables], sender: WebhookSender) -> None:
        self._begin = begin
        self._sender = sender

    async def __call__(self, webhook_id: int, account: str) -> SentAnswer | None:
        """Return what came of it; None: there is no such webhook. Raises Transient."""
        async with self._begin(self) as work:
            target = await work.tables.queue.target(webhook_id)
        if target is None:
            return None
        message_id, now = uuid4(), datetime.now(UTC)
        async with self._sender.session(target.address) as session:
            answer = await session.send(signed(message_id, now, test_body(now), target.secrets))
        async with self._begin(self) as work:
            await work.tables.webhooks.keep_test(webhook_id, message_id, answer)
            await work.tables.webhooks.note(webhook_id, "tested", account)
        return answer


def new_secret() -> str:
    """Return a new secret as the specification writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def choice_of(message_id: str, status: str, problem: str) -> DeadLetterChoice | None:
    """Return which dead letters the fields of a form name; None: they make no sense. All blank: every one."""
    try:
        return DeadLetterChoice(
            UUID(message_id) if message_id else None, int(status) if status else None, problem or None
        )
    except ValueError:
        return None
