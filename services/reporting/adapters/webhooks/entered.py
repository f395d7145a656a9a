"""What the authority decides about webhooks, in PostgreSQL."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.usecases.webhooks.ports import (
    NO_PERSON,
    DeadLetterChoice,
    NewWebhook,
    SentAnswer,
    WebhookAct,
    WebhookState,
)
from shared.persistence.pool import Connection, rows_affected

_HOLD_ALL: Final = "LOCK TABLE webhooks IN SHARE ROW EXCLUSIVE MODE"
# Until whoever is writing versions has committed: their people are in `people` when it is filled from there, and
# whoever writes later finds the webhook (`changed._ANY`).
_WAIT: Final = "LOCK TABLE status_history IN SHARE MODE"
_NAMES: Final = "SELECT entry_id, name FROM webhooks"
_CREATE: Final = """
INSERT INTO webhooks (entry_id, name, address, filled_to, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp()) RETURNING webhook_id
"""
_ENTRY: Final = "SELECT entry_id FROM webhooks WHERE webhook_id = $1 FOR NO KEY UPDATE"
_END_OLDER: Final = """
UPDATE webhook_secrets SET ends_at = clock_timestamp()
WHERE webhook_id = $1 AND ends_at IS NOT NULL AND ends_at > clock_timestamp()
"""
_END_LAST: Final = """
UPDATE webhook_secrets SET ends_at = clock_timestamp() + $2::interval WHERE webhook_id = $1 AND ends_at IS NULL
"""
_ADD_KEY: Final = "INSERT INTO webhook_secrets (webhook_id, sealed, made_at) VALUES ($1, $2, clock_timestamp())"
_SET_STATE: Final = """
UPDATE webhooks SET state = $2, not_before = '-infinity', failures = 0, failing_since = NULL
WHERE webhook_id = $1 AND state <> $2 AND ($2 = 'active' OR state = 'active')
"""
_DUE_NOW: Final = """
UPDATE webhook_messages SET due_at = clock_timestamp()
WHERE webhook_id = $1 AND state = 'waiting' AND taken_until IS NULL
"""
_REPLAY: Final = "UPDATE webhooks SET filled_to = $2 WHERE webhook_id = $1"
_RESEND: Final = """
UPDATE webhook_messages SET state = 'waiting', strikes = 0, due_at = clock_timestamp()
WHERE webhook_id = $1 AND state = 'dead' AND ($2::uuid IS NULL OR message_id = $2)
  AND ($3::integer IS NULL OR status = $3) AND ($4::text IS NULL OR problem = $4)
"""
_LEAVE_OUT: Final = """
WITH gone AS (
    DELETE FROM webhook_messages
    WHERE webhook_id = $1 AND state = 'dead' AND ($2::uuid IS NULL OR message_id = $2)
      AND ($3::integer IS NULL OR status = $3) AND ($4::text IS NULL OR problem = $4)
    RETURNING message_id
), forgotten AS (
    DELETE FROM webhook_changes WHERE message_id IN (SELECT message_id FROM gone)
)
SELECT count(*) FROM gone
"""
_KEEP_TEST: Final = """
INSERT INTO webhook_messages (message_id, webhook_id, kind, changes, made_at, state, attempts, due_at, tried_at,
    settled_at, status, problem, seconds)
SELECT $2, webhook_id, 'test', 0, clock_timestamp(), $3, 1, clock_timestamp(), clock_timestamp(), clock_timestamp(),
    $4, $5, $6
FROM webhooks WHERE webhook_id = $1
"""
_DELETE: Final = "DELETE FROM webhooks WHERE webhook_id = $1"
_DELETE_CHANGES: Final = "DELETE FROM webhook_changes WHERE webhook_id = $1"
_NOTE: Final = """
INSERT INTO webhook_acts (webhook_id, act, account, at) VALUES ($1, $2, $3, clock_timestamp())
"""


class PostgresWebhooks:
    """The tables `webhooks`, `webhook_secrets` and `webhook_acts`."""

    def __init__(self, connection: Connection, seal: SecretSeal) -> None:
        self._connection = connection
        self._seal = seal

    async def hold(self) -> None:
        """Let nobody else create or delete one until the transaction ends."""
        await self._connection.execute(_HOLD_ALL)

    async def names(self) -> Mapping[UUID, str]:
        """Return the names of all that there are, by the entry that made them."""
        return {row["entry_id"]: row["name"] for row in await self._connection.fetch(_NAMES)}

    async def create(self, new: NewWebhook, secret: str) -> int:
        """Keep a webhook, once whoever writes versions just now has committed."""
        await self._connection.execute(_WAIT)
        first = NO_PERSON if new.from_beginning else None
        webhook_id: int = await self._connection.fetchval(
            _CREATE, new.entry_id, new.name, new.address, first, new.account
        )
        await self._connection.execute(_ADD_KEY, webhook_id, self._seal.seal(secret, new.entry_id.bytes))
        return webhook_id

    async def rotate(self, webhook_id: int, secret: str, overlap: timedelta) -> bool:
        """Keep a new secret; two sign at most."""
        entry_id = await self._connection.fetchval(_ENTRY, webhook_id)
        if entry_id is None:
            return False
        await self._connection.execute(_END_OLDER, webhook_id)
        await self._connection.execute(_END_LAST, webhook_id, overlap)
        await self._connection.execute(_ADD_KEY, webhook_id, self._seal.seal(secret, entry_id.bytes))
        return True

    async def end_old_secrets(self, webhook_id: int) -> bool:
        """Let the newest secret sign alone."""
        return rows_affected(await self._connection.execute(_END_OLDER, webhook_id)) > 0

    async def set_state(self, webhook_id: int, state: WebhookState) -> bool:
        """Pause or resume it; resumed, everything that waits is tried at once."""
        if not rows_affected(await self._connection.execute(_SET_STATE, webhook_id, state)):
            return False
        await self._connection.execute(_DUE_NOW, webhook_id)
        return True

    async def replay(self, webhook_id: int) -> bool:
        """Begin with the first person again."""
        return rows_affected(await self._connection.execute(_REPLAY, webhook_id, NO_PERSON)) > 0

    async def resend(self, webhook_id: int, choice: DeadLetterChoice) -> int:
        """Have dead letters tried again from the start."""
        return rows_affected(await self._connection.execute(_RESEND, webhook_id, *choice))

    async def leave_out(self, webhook_id: int, choice: DeadLetterChoice) -> int:
        """Forget dead letters and what is in them."""
        return int(await self._connection.fetchval(_LEAVE_OUT, webhook_id, *choice))

    async def keep_test(self, webhook_id: int, message_id: UUID, answer: SentAnswer) -> None:
        """Keep what came of a test delivery."""
        state = "delivered" if answer.status is not None and 200 <= answer.status < 300 else "failed"
        result = (answer.status, answer.problem, answer.seconds)
        await self._connection.execute(_KEEP_TEST, webhook_id, message_id, state, *result)

    async def delete(self, webhook_id: int) -> bool:
        """Delete it, with its secrets and what waits."""
        if not rows_affected(await self._connection.execute(_DELETE, webhook_id)):
            return False
        await self._connection.execute(_DELETE_CHANGES, webhook_id)
        return True

    async def note(self, webhook_id: int, act: WebhookAct, account: str) -> None:
        """Keep who did what; that stays when the webhook is deleted."""
        await self._connection.execute(_NOTE, webhook_id, act, account)
