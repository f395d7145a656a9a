"""What webhooks need from the world."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.webhooks.answers import Problem
from services.reporting.domain.webhooks.attempts import Address, AfterAttempt, Tried
from shared.contracts.reporting import StatusChanged

WebhookState = Literal["active", "paused", "failing", "gone"]
"""paused: by a person. failing: by itself, after days. gone: the receiver answered 410."""
WebhookAct = Literal[
    "created", "paused", "resumed", "secret rotated", "old secret ended", "replayed", "resent", "left out", "tested",
    "deleted",
]  # fmt: skip
NO_PERSON = UUID(int=0)
"""Before the first person, in the order of ids."""


class PersonChange(NamedTuple):
    """One version of a person's status that is to be delivered."""

    person_id: UUID
    version: int
    status: StatusChanged | None
    """None: it is not kept any more, because the person was erased. The receiver forgets the person."""


class WebhookMessage(NamedTuple):
    """A message that this process has taken, to be sent at once."""

    message_id: UUID
    taken_by: UUID
    """Of this attempt; whoever takes the message later has another."""
    made_at: datetime
    taken_at: datetime
    """By the database's clock."""
    changes: Sequence[PersonChange]


class WebhookTarget(NamedTuple):
    """Where a webhook's messages go, and the secrets that sign them, the newest first."""

    address: str
    secrets: Sequence[str]


class NewWebhook(NamedTuple):
    """A webhook as it is created."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one webhook."""
    name: str
    address: str
    from_beginning: bool
    """Everybody's current status is sent first."""
    account: str


class SentAnswer(NamedTuple):
    """What came of one request."""

    status: int | None
    """None: there was no answer."""
    problem: Problem | None = None
    """Why there was none."""
    retry_after: timedelta | None = None
    seconds: float = 0.0


class SignedMessage(NamedTuple):
    """One request: its body, and the headers that prove where it comes from."""

    body: bytes
    headers: dict[str, str]


class WebhookSession(Protocol):
    """An address that is called, as often as needed."""

    async def send(self, message: SignedMessage) -> SentAnswer:
        """Return what came of it, after a bounded time and without raising: whatever goes wrong is an answer."""
        ...


class WebhookSender(Protocol):
    """Reaches addresses outside."""

    def session(self, address: str) -> AbstractAsyncContextManager[WebhookSession]:
        """Open what calls an address."""
        ...


class WebhookQueue(Protocol):
    """What waits to be delivered, inside one unit of work. Times are those of the database's clock."""

    async def fill(self, webhook_id: int, limit: int) -> bool:
        """Queue the current status of the next people, whom nobody changes meanwhile; False: nobody is left."""
        ...

    async def take(self, webhook_id: int, taken_by: UUID, held_for: timedelta) -> WebhookMessage | None:
        """Take the next message that may be sent, one that waited or a new one; None: there is none just now.

        Nobody else takes it for so long. In no two messages that are not delivered is the same person, and no version
        of a person is taken before those that are older.
        """
        ...

    async def target(self, webhook_id: int) -> WebhookTarget | None:
        """Return where its messages go; None: it was deleted."""
        ...

    async def tried(self, message: WebhookMessage) -> tuple[Address, Tried, datetime] | None:
        """Hold a message that was sent, and its address: how it stood before the attempt, and what time it is.

        None: it took too long, and somebody else has taken the message meanwhile, or it was deleted.
        """
        ...

    async def keep(self, message: WebhookMessage, answer: SentAnswer, after: AfterAttempt) -> None:
        """Keep what becomes of a message, and of its address."""
        ...


class DeadLetterChoice(NamedTuple):
    """Which dead letters of a webhook are meant; None in a field: any."""

    message_id: UUID | None = None
    status: int | None = None
    problem: str | None = None


class Webhooks(Protocol):
    """What the authority decides about webhooks, inside one unit of work. Each act is noted with its account."""

    async def hold(self) -> None:
        """Let nobody else create or delete one until the unit of work ends."""
        ...

    async def names(self) -> Mapping[UUID, str]:
        """Return the names of all that there are, by the entry that made them."""
        ...

    async def create(self, new: NewWebhook, secret: str) -> int:
        """Keep a webhook; no change that is committed later is left out."""
        ...

    async def rotate(self, webhook_id: int, secret: str, overlap: timedelta) -> bool:
        """Keep a new secret; the one before it signs for so long beside it, and any older one no more."""
        ...

    async def end_old_secrets(self, webhook_id: int) -> bool: ...
    async def set_state(self, webhook_id: int, state: WebhookState) -> bool:
        """Pause or resume it; resumed, it is tried at once. False: it is in that state, or is not there."""
        ...

    async def replay(self, webhook_id: int) -> bool:
        """Have everybody's current status queued again."""
        ...

    async def resend(self, webhook_id: int, choice: DeadLetterChoice) -> int:
        """Have dead letters tried again from the start; return how many."""
        ...

    async def leave_out(self, webhook_id: int, choice: DeadLetterChoice) -> int:
        """Forget dead letters, so that newer versions of their people are sent; return how many."""
        ...

    async def keep_test(self, webhook_id: int, message_id: UUID, answer: SentAnswer) -> None:
        """Keep what came of a test delivery."""
        ...

    async def delete(self, webhook_id: int) -> bool: ...
    async def note(self, webhook_id: int, act: WebhookAct, account: str) -> None:
        """Keep who did what."""
        ...


class WebhookFigures(NamedTuple):
    """How far a webhook is."""

    webhook_id: int
    waiting: int
    """Changes that are not delivered."""
    oldest_s: float
    """Since when the oldest of them waits; 0: none does."""
    dead_letters: int


@dataclass(frozen=True, slots=True)
class WebhookTables:
    """What webhooks read and write inside one unit of work."""

    queue: WebhookQueue
    webhooks: Webhooks


class LooksAtWebhooks(Protocol):
    """What there is to do, and how far all are."""

    async def busy(self) -> Mapping[int, str]:
        """Return the addresses of webhooks that something may be sent to just now, or that are to be filled."""
        ...

    async def figures(self) -> Collection[WebhookFigures]: ...
