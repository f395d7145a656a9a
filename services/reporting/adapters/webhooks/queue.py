"""What waits to be delivered, in PostgreSQL. Times are those of its clock, which all replicas share."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from services.reporting.adapters.people import PostgresPeople
from services.reporting.adapters.webhooks.secrets import SecretSeal
from services.reporting.domain.webhooks.attempts import Address, AfterAttempt, Tried
from services.reporting.usecases.webhooks.ports import (
    PersonChange,
    SentAnswer,
    WebhookMessage,
    WebhookTarget,
)
from shared.contracts.reporting import StatusChanged
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.activities import public_code

CHANGES_MAX: Final = 60
"""Of one message: 19 kB, the size up to which the specification wants messages to stay."""
TRIED_BY_TURNS: Final = 8
"""Messages that are tried by turns while an address fails."""
AT_ONCE: Final = 4
"""Messages of one webhook that are on their way together, over all replicas; while its address fails, one."""

_FILLED_TO: Final = """
SELECT filled_to FROM webhooks WHERE webhook_id = $1 AND state = 'active' AND filled_to IS NOT NULL
FOR NO KEY UPDATE
"""
_FILL: Final = """
INSERT INTO webhook_changes (webhook_id, person_id, version)
SELECT $1, person_id, version FROM unnest($2::text::uuid[], $3::text::integer[]) AS held (person_id, version)
ON CONFLICT DO NOTHING
"""
_NOTE_FILLED: Final = "UPDATE webhooks SET filled_to = $2 WHERE webhook_id = $1"

_HOLD: Final = """
SELECT failures, clock_timestamp() AS now FROM webhooks
WHERE webhook_id = $1 AND state = 'active' AND not_before <= clock_timestamp() FOR NO KEY UPDATE
"""
_ON_THEIR_WAY: Final = """
SELECT count(*) FROM webhook_messages WHERE webhook_id = $1 AND state = 'waiting' AND taken_until > $2
"""
# What somebody took and never settled is due again when nobody holds it any more.
_TAKE: Final = """
UPDATE webhook_messages SET taken_by = $3, taken_until = $4, due_at = $4, attempts = attempts + 1,
    tried_before = tried_at, tried_at = $2
WHERE message_id = (
    SELECT message_id FROM webhook_messages WHERE webhook_id = $1 AND state = 'waiting' AND due_at <= $2
    ORDER BY due_at, message_id LIMIT 1
) RETURNING message_id, made_at
"""
_WAITING: Final = "SELECT count(*) FROM webhook_messages WHERE webhook_id = $1 AND state = 'waiting'"
_NEXT: Final = """
SELECT change_id FROM webhook_changes c WHERE webhook_id = $1 AND message_id IS NULL AND NOT EXISTS (
    SELECT FROM webhook_changes earlier
    WHERE earlier.webhook_id = $1 AND earlier.person_id = c.person_id AND earlier.version < c.version
) ORDER BY change_id LIMIT $2
"""
_MAKE: Final = """
INSERT INTO webhook_messages (message_id, webhook_id, kind, changes, made_at, state, attempts, tried_at, due_at,
    taken_by, taken_until)
VALUES ($1, $2, 'changes', $3, $4, 'waiting', 1, $4, $6, $5, $6)
"""
_PUT_IN: Final = """
UPDATE webhook_changes SET message_id = $2 WHERE webhook_id = $1 AND change_id = ANY($3::text::bigint[])
"""
_CHANGES: Final = """
SELECT c.person_id, c.version, h.version IS NOT NULL AS is_kept, h.status_group, h.code, h.lapsed, h.effective_on,
    h.neet_since, h.known_at
FROM webhook_changes c LEFT JOIN status_history h USING (person_id, version)
WHERE c.message_id = $1 ORDER BY c.change_id
"""

_TARGET: Final = "SELECT address, entry_id FROM webhooks WHERE webhook_id = $1"
_SECRETS: Final = """
SELECT sealed FROM webhook_secrets WHERE webhook_id = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())
ORDER BY secret_id DESC
"""

# The webhook is held first, as everywhere.
_ADDRESS: Final = """
SELECT failures, failing_since, delivered_at FROM webhooks
WHERE webhook_id = (SELECT webhook_id FROM webhook_messages WHERE message_id = $1) FOR NO KEY UPDATE
"""
_TRIED: Final = """
SELECT changes, strikes, tried_before, clock_timestamp() AS now FROM webhook_messages
WHERE message_id = $1 AND taken_by = $2 AND state = 'waiting' FOR NO KEY UPDATE
"""
_KEEP: Final = """
UPDATE webhook_messages SET state = $2, strikes = $3, due_at = clock_timestamp() + $4::interval, taken_by = NULL,
    taken_until = NULL, status = $5, problem = $6, seconds = $7, settled_at = clock_timestamp()
WHERE message_id = $1 RETURNING webhook_id
"""
_KEEP_ADDRESS: Final = """
UPDATE webhooks SET failures = $2, failing_since = $3, delivered_at = $4, not_before = clock_timestamp() + $5::interval,
    state = CASE WHEN state = 'active' THEN coalesce($6, state) ELSE state END
WHERE webhook_id = $1
"""
_FORGET: Final = "DELETE FROM webhook_changes WHERE message_id = $1"
_ALL_DUE: Final = """
UPDATE webhook_messages SET due_at = clock_timestamp()
WHERE webhook_id = $1 AND state = 'waiting' AND strikes = 0 AND taken_until IS NULL AND due_at > clock_timestamp()
"""
_OF_MESSAGE: Final = "SELECT change_id FROM webhook_changes WHERE message_id = $1 ORDER BY change_id"
_MAKE_PART: Final = """
INSERT INTO webhook_messages (message_id, webhook_id, kind, changes, made_at, state, due_at, tried_at, status, problem)
SELECT $2, webhook_id, 'changes', $3, made_at, 'waiting', clock_timestamp(), tried_at, $4, $5
FROM webhook_messages WHERE message_id = $1
"""
_REMOVE: Final = "DELETE FROM webhook_messages WHERE message_id = $1"


class _Taking(NamedTuple):
    webhook_id: int
    taken_by: UUID
    now: datetime
    until: datetime


class PostgresWebhookQueue:
    """The tables `webhook_changes` and `webhook_messages`."""

    def __init__(self, connection: Connection, seal: SecretSeal) -> None:
        self._connection = connection
        self._seal = seal

    async def fill(self, webhook_id: int, limit: int) -> bool:
        """Queue the current status of the next people, and note how far that has come."""
        after = await self._connection.fetchval(_FILLED_TO, webhook_id)
        if after is None:
            return False
        last, people = await PostgresPeople(self._connection).hold_next(after, limit)
        versions = array_of(one.version for one in people)
        await self._connection.execute(_FILL, webhook_id, array_of(one.person_id for one in people), versions)
        await self._connection.execute(_NOTE_FILLED, webhook_id, last)
        return last is not None

    async def take(self, webhook_id: int, taken_by: UUID, held_for: timedelta) -> WebhookMessage | None:
        """Take the next message, under the lock of its webhook: one at a time is put together."""
        held = await self._connection.fetchrow(_HOLD, webhook_id)
        if held is None:
            return None
        now, alone = held["now"], held["failures"] > 0
        if await self._connection.fetchval(_ON_THEIR_WAY, webhook_id, now) >= (1 if alone else AT_ONCE):
            return None
        taking = _Taking(webhook_id, taken_by, now, now + held_for)
        if not alone:
            return await self._take_again(taking) or await self._take_new(taking)
        # Another message than the one that failed is tried first: it may be that one alone that is not taken.
        few = await self._connection.fetchval(_WAITING, webhook_id) < TRIED_BY_TURNS
        return (await self._take_new(taking) if few else None) or await self._take_again(taking)

    async def _take_again(self, taking: "_Taking") -> WebhookMessage | None:
        webhook_id, taken_by, now, until = taking
        row = await self._connection.fetchrow(_TAKE, webhook_id, now, taken_by, until)
        return None if row is None else await self._message(row["message_id"], taken_by, row["made_at"], now)

    async def _take_new(self, taking: "_Taking") -> WebhookMessage | None:
        webhook_id, taken_by, now, until = taking
        changes = [one["change_id"] for one in await self._connection.fetch(_NEXT, webhook_id, CHANGES_MAX)]
        if not changes:
            return None
        message_id = uuid4()
        await self._connection.execute(_MAKE, message_id, webhook_id, len(changes), now, taken_by, until)
        await self._connection.execute(_PUT_IN, webhook_id, message_id, array_of(changes))
        return await self._message(message_id, taken_by, now, now)

    async def _message(self, message_id: UUID, taken_by: UUID, made_at: datetime, now: datetime) -> WebhookMessage:
        rows = await self._connection.fetch(_CHANGES, message_id)
        return WebhookMessage(message_id, taken_by, made_at, now, [_change_of(row) for row in rows])

    async def target(self, webhook_id: int) -> WebhookTarget | None:
        """Return where its messages go, with every secret that signs just now."""
        row = await self._connection.fetchrow(_TARGET, webhook_id)
        if row is None:
            return None
        sealed = [one["sealed"] for one in await self._connection.fetch(_SECRETS, webhook_id)]
        return WebhookTarget(row["address"], [self._seal.open(one, row["entry_id"].bytes) for one in sealed])

    async def tried(self, message: WebhookMessage) -> tuple[Address, Tried, datetime] | None:
        """Hold message and address, unless somebody else has taken the message meanwhile."""
        address = await self._connection.fetchrow(_ADDRESS, message.message_id)
        row = await self._connection.fetchrow(_TRIED, message.message_id, message.taken_by)
        if address is None or row is None:
            return None
        return Address(*address), Tried(row["changes"], row["strikes"], row["tried_before"]), row["now"]

    async def keep(self, message: WebhookMessage, answer: SentAnswer, after: AfterAttempt) -> None:
        """Keep what becomes of message and address."""
        state = {"delivered": "delivered", "dead": "dead"}.get(after.fate, "waiting")
        result = (answer.status, answer.problem, answer.seconds)
        webhook_id = await self._connection.fetchval(
            _KEEP, message.message_id, state, after.strikes, after.wait, *result
        )
        await self._connection.execute(_KEEP_ADDRESS, webhook_id, *after.address, after.address_wait, after.stop)
        if after.fate == "delivered":
            await self._connection.execute(_FORGET, message.message_id)
            await self._connection.execute(_ALL_DUE, webhook_id)
        if after.fate == "taken apart":
            await self._take_apart(message.message_id, webhook_id, answer)

    async def _take_apart(self, message_id: UUID, webhook_id: int, answer: SentAnswer) -> None:
        changes = [row["change_id"] for row in await self._connection.fetch(_OF_MESSAGE, message_id)]
        half = len(changes) // 2
        for part in (changes[:half], changes[half:]):
            part_id = uuid4()
            arguments = (message_id, part_id, len(part), answer.status, answer.problem)
            await self._connection.execute(_MAKE_PART, *arguments)
            await self._connection.execute(_PUT_IN, webhook_id, part_id, array_of(part))
        await self._connection.execute(_REMOVE, message_id)


def _change_of(row: Any) -> PersonChange:
    if not row["is_kept"]:
        return PersonChange(row["person_id"], row["version"], None)
    status = StatusChanged(
        person_id=row["person_id"],
        version=row["version"],
        group=row["status_group"],
        code=public_code(row["code"]) if row["code"] else None,
        lapsed=row["lapsed"],
        effective_on=row["effective_on"],
        neet_since=row["neet_since"],
        known_at=row["known_at"],
    )
    return PersonChange(row["person_id"], row["version"], status)
