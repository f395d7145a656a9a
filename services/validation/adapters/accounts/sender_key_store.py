"""Keys of senders, in PostgreSQL, inside one transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from services.validation.adapters.accounts.account_store import note_change
from services.validation.usecases.accounts.ports import AccountChange, NewSenderKey, SenderKeyStore
from shared.persistence.pool import Connection, Pool, transaction

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('sender key ' || $1, 0))"
_LIVING: Final = "SELECT count(*) FROM shared.sender_keys WHERE sender = $1 AND (ends_at IS NULL OR ends_at > $2)"
_MAY_SEND: Final = """
SELECT may_send FROM shared.sender_keys WHERE sender = $1 AND (ends_at IS NULL OR ends_at > $2)
ORDER BY made_at DESC LIMIT 1
"""
_KEEP: Final = """
INSERT INTO shared.sender_keys (key_id, sender, sealed, fingerprint, may_send, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_END_OTHERS: Final = """
UPDATE shared.sender_keys SET ends_at = $3 WHERE sender = $1 AND key_id <> $2 AND (ends_at IS NULL OR ends_at > $3)
"""
_END: Final = """
UPDATE shared.sender_keys SET ends_at = $2 WHERE key_id = $1 AND (ends_at IS NULL OR ends_at > $2) RETURNING sender
"""


class PostgresSenderKeyStore:
    """`SenderKeyStore` over the schema `shared`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, sender: str) -> None:
        await self._connection.execute(_LOCK, sender)

    async def living(self, sender: str, now: datetime) -> int:
        return int(await self._connection.fetchval(_LIVING, sender, now))

    async def may_send(self, sender: str, now: datetime) -> frozenset[str] | None:
        found = await self._connection.fetchval(_MAY_SEND, sender, now)
        return None if found is None else frozenset(found)

    async def keep(self, key: NewSenderKey) -> None:
        what = (key.key_id, key.sender, key.sealed, key.fingerprint, sorted(key.may_send), key.by, key.at)
        await self._connection.execute(_KEEP, *what)

    async def end_others(self, sender: str, but: UUID, at: datetime) -> None:
        await self._connection.execute(_END_OTHERS, sender, but, at)

    async def end(self, key_id: UUID, at: datetime) -> str | None:
        sender: str | None = await self._connection.fetchval(_END, key_id, at)
        return sender

    async def note(self, change: AccountChange) -> None:
        await note_change(self._connection, change)


def sender_keys_over(pool: Pool) -> Callable[[], AbstractAsyncContextManager[SenderKeyStore]]:
    """Return what opens a transaction over senders' keys."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[SenderKeyStore]:
        async with transaction(pool) as connection:
            yield PostgresSenderKeyStore(connection)

    return opened
