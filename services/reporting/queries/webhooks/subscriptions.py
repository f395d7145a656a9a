"""Webhooks as their pages show them: how far each is, what was sent last, what could not be delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.reporting.usecases.webhooks.ports import WebhookState
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A webhook, and how far it is."""

    webhook_id: int
    name: str
    address: str
    state: WebhookState
    filling: bool
    """Everybody's current status is being queued."""
    waiting: int
    """Changes that are not delivered."""
    oldest: datetime | None
    """Since when the oldest of them waits."""
    dead_letters: int
    failures: int
    failing_since: datetime | None
    delivered_at: datetime | None
    not_before: datetime | None
    """Nothing is sent until then."""
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SecretLine:
    """A secret that signs; never the secret."""

    made_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message, and what came of its last attempt."""

    message_id: str
    kind: str
    changes: int
    state: str
    attempts: int
    status: int | None
    problem: str | None
    seconds: float | None
    made_at: datetime
    settled_at: datetime | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DeadReason:
    """Dead letters with the same reason."""

    status: int | None
    problem: str | None
    messages: int
    changes: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ActLine:
    """Who did what."""

    act: str
    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    """One webhook with what belongs to it."""

    line: WebhookLine
    secrets: Sequence[SecretLine]
    dead: Sequence[DeadReason]
    held_back: int
    """Changes that wait behind an older one of the same person, which is in a dead letter."""
    acts: Sequence[ActLine]


class WebhookQueries(Protocol):
    """Finds webhooks and what became of their messages."""

    async def listing(self) -> Sequence[WebhookLine]:
        """Return every webhook."""
        ...

    async def find(self, webhook_id: int) -> WebhookDetails | None: ...
    async def messages(self, webhook_id: int, *, dead: bool, page: int, page_size: int) -> Listing[MessageLine]:
        """Return messages, the newest first: dead letters alone, or all that were tried."""
        ...


_LINES: Final = """
SELECT w.webhook_id, w.name, w.address, w.state, w.filled_to IS NOT NULL AS filling, coalesce(c.waiting, 0) AS waiting,
    c.oldest, w.failures, w.failing_since, w.delivered_at, w.created_by, w.created_at,
    CASE WHEN w.not_before > clock_timestamp() THEN w.not_before END AS not_before,
    (SELECT count(*) FROM webhook_messages m WHERE m.webhook_id = w.webhook_id AND m.state = 'dead') AS dead_letters
FROM webhooks w LEFT JOIN (
    SELECT webhook_id, count(*) AS waiting, min(queued_at) AS oldest FROM webhook_changes
    WHERE $1::integer IS NULL OR webhook_id = $1 GROUP BY webhook_id
) AS c USING (webhook_id)
WHERE $1::integer IS NULL OR w.webhook_id = $1 ORDER BY lower(w.name), w.webhook_id
"""
_SECRETS: Final = """
SELECT made_at, ends_at FROM webhook_secrets
WHERE webhook_id = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp()) ORDER BY secret_id DESC
"""
_DEAD: Final = """
SELECT status, problem, count(*) AS messages, sum(changes) AS changes, min(made_at) AS oldest
FROM webhook_messages WHERE webhook_id = $1 AND state = 'dead' GROUP BY status, problem ORDER BY count(*) DESC, 1, 2
"""
_HELD_BACK: Final = """
SELECT count(*) FROM webhook_changes c WHERE webhook_id = $1 AND message_id IS NULL AND EXISTS (
    SELECT FROM webhook_changes earlier JOIN webhook_messages m USING (message_id)
    WHERE earlier.webhook_id = $1 AND earlier.person_id = c.person_id AND earlier.version < c.version
      AND m.state = 'dead'
)
"""
_ACTS: Final = "SELECT act, account, at FROM webhook_acts WHERE webhook_id = $1 ORDER BY act_id DESC LIMIT $2"
_ACTS_MAX: Final = 20
_MESSAGES: Final = """
SELECT message_id::text, kind, changes, state, attempts, status, problem, seconds, made_at, settled_at, due_at,
    count(*) OVER () AS total
FROM webhook_messages WHERE webhook_id = $1 AND (NOT $2 OR state = 'dead')
ORDER BY coalesce(settled_at, made_at) DESC, message_id LIMIT $3 OFFSET $4
"""


class PostgresWebhookQueries:
    """`WebhookQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def listing(self) -> Sequence[WebhookLine]:
        async with connection_of(self._pool) as connection:
            return [view_of(WebhookLine, row) for row in await connection.fetch(_LINES, None)]

    async def find(self, webhook_id: int) -> WebhookDetails | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_LINES, webhook_id)
            if row is None:
                return None
            return WebhookDetails(
                view_of(WebhookLine, row),
                [view_of(SecretLine, one) for one in await connection.fetch(_SECRETS, webhook_id)],
                [view_of(DeadReason, one) for one in await connection.fetch(_DEAD, webhook_id)],
                int(await connection.fetchval(_HELD_BACK, webhook_id)),
                [view_of(ActLine, one) for one in await connection.fetch(_ACTS, webhook_id, _ACTS_MAX)],
            )

    async def messages(self, webhook_id: int, *, dead: bool, page: int, page_size: int) -> Listing[MessageLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_MESSAGES, webhook_id, dead, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(MessageLine, row) for row in rows], page=page, page_size=page_size)
