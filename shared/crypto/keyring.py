"""Data keys, one a day: they encrypt messages, and deleting one makes that day's messages unreadable for ever."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.crypto.master_key import KEY_BYTES, derive, read_master_key
from shared.errors import Poison
from shared.persistence.pool import Pool, connection_of

_NONCE_BYTES: Final = 12
_CACHE_S: Final = 3600.0
AUDIT_KEY: Final = "audit"
"""Purpose of the key that seals the anchors of the audit."""


@dataclass(frozen=True, slots=True)
class _DayKey:
    id: UUID
    cipher: AESGCM
    loaded_at: float


class KeyRing:
    """Seals and unseals with the key of the day (UTC, wall clock); keys are kept wrapped in `shared.day_keys`."""

    def __init__(self, master_key: bytes, pool: Pool) -> None:
        self.blind_secret: bytes = derive(master_key, "blind keys")
        """The deployment's secret for `shared.crypto.blind_index`."""
        self.audit_secret: bytes = derive(master_key, AUDIT_KEY)
        """The deployment's secret for `shared.audit.anchors`."""
        self._key_cipher = AESGCM(derive(master_key, "day keys"))
        self._pool = pool
        self._by_day: dict[date, _DayKey] = {}
        self._by_id: dict[UUID, _DayKey] = {}
        self._loading = asyncio.Lock()

    @classmethod
    def from_file(cls, path: Path, pool: Pool) -> "KeyRing":
        """Return a key ring under the master key in `path`. Raises MasterKeyError."""
        return cls(read_master_key(path), pool)

    async def seal(self, data: bytes, context: bytes) -> tuple[UUID, bytes]:
        """Return the id of today's key and nonce + ciphertext + tag; `context` must be given again to unseal."""
        day = _today()
        key = self._by_day.get(day) or await self._key_of(day)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return key.id, nonce + key.cipher.encrypt(nonce, data, context)

    async def unseal(self, key_id: UUID, sealed: bytes, context: bytes) -> bytes:
        """Return what was sealed. Raises Poison when the key was destroyed or the seal does not fit its context."""
        key = self._by_id.get(key_id)
        if key is None or time.monotonic() - key.loaded_at > _CACHE_S:
            key = await self._key_with(key_id)
        try:
            return key.cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise Poison("bad_seal") from None

    async def prepare(self) -> None:
        """Load the keys of today and tomorrow, so that midnight causes no wait. Call it every few minutes."""
        for day in (_today(), _today() + timedelta(days=1)):
            if day not in self._by_day:
                await self._key_of(day)
        self._by_day = {day: key for day, key in self._by_day.items() if day >= _today()}
        old = time.monotonic() - _CACHE_S
        self._by_id = {key_id: key for key_id, key in self._by_id.items() if key.loaded_at > old}

    async def destroy_older_than(self, days: int) -> int:
        """Delete keys of days more than `days` ago and return how many; what they sealed can never be read again."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(
                "DELETE FROM shared.day_keys WHERE day < $1 RETURNING key_id", _today() - timedelta(days=days)
            )
        for row in rows:
            self._by_id.pop(row["key_id"], None)
        return len(rows)

    async def _key_of(self, day: date) -> _DayKey:
        async with self._loading:
            if day in self._by_day:
                return self._by_day[day]
            key_id, data_key = uuid4(), secrets.token_bytes(KEY_BYTES)
            async with connection_of(self._pool) as connection:
                await connection.execute(
                    "INSERT INTO shared.day_keys (day, key_id, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    day,
                    key_id,
                    self._encrypt_key(key_id, data_key),
                )
                row = await connection.fetchrow("SELECT key_id, wrapped FROM shared.day_keys WHERE day = $1", day)
            if row is None:
                raise Poison("key_destroyed")
            self._by_day[day] = self._remember(row["key_id"], row["wrapped"])
            return self._by_day[day]

    async def _key_with(self, key_id: UUID) -> _DayKey:
        async with connection_of(self._pool) as connection:
            wrapped = await connection.fetchval("SELECT wrapped FROM shared.day_keys WHERE key_id = $1", key_id)
        if wrapped is None:
            self._by_id.pop(key_id, None)
            raise Poison("key_destroyed")
        return self._remember(key_id, wrapped)

    def _encrypt_key(self, key_id: UUID, data_key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._key_cipher.encrypt(nonce, data_key, key_id.bytes)

    def _remember(self, key_id: UUID, wrapped: bytes) -> _DayKey:
        try:
            data_key = self._key_cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], key_id.bytes)
        except InvalidTag:
            raise Poison("key_of_another_master") from None
        key = _DayKey(key_id, AESGCM(data_key), time.monotonic())
        self._by_id[key_id] = key
        return key


def _today() -> date:
    return datetime.now(UTC).date()
