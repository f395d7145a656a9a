"""Accounts and sessions in PostgreSQL, schema `shared`. Wall clock throughout: sessions are never simulated."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from shared.persistence.pool import Connection, Pool, transaction
from shared.web.accounts.attempts import QUIET, Limit, limits_on, wait_after
from shared.web.accounts.identities import Account, Session, SignInRefused
from shared.web.accounts.passwords import hash_password, password_matches
from shared.web.accounts.permissions import Role

IDLE_MAX: Final = timedelta(hours=1)
LIFE_MAX: Final = timedelta(hours=12)
_KEPT: Final = timedelta(days=30)
"""Sessions stay this long after their end, to tell who was signed in when."""
_SEEN_EVERY: Final = timedelta(minutes=1)
_HASHES_AT_ONCE: Final = 2
"""Each takes 32 MiB and a processor."""

_ATTEMPT: Final = """
    INSERT INTO shared.sign_in_attempts AS a (key_sha256, failures, failed_at) VALUES ($1, 1, $2)
    ON CONFLICT (key_sha256) DO UPDATE
        SET failures = CASE WHEN a.failed_at < $3 THEN 1 ELSE a.failures + 1 END, failed_at = $2
"""
_PURGE_EVERY: Final = timedelta(hours=1)
_PURGED_MAX: Final = 10_000
_PURGE: Final = """
    DELETE FROM shared.sign_in_attempts WHERE key_sha256 IN (
        SELECT key_sha256 FROM shared.sign_in_attempts WHERE failed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    )
"""
_FIND_SESSION: Final = """
    SELECT s.form_token, s.seen_at, a.id, a.name, a.role, a.establishment
    FROM shared.sessions s JOIN shared.accounts a ON a.id = s.account_id
    WHERE s.secret_sha256 = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 AND a.disabled_at IS NULL
"""


class PostgresIdentities:
    """The port `Identities` over tables of the schema `shared`."""

    def __init__(self, pool: Pool, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._pool = pool
        self._wall = wall
        self._purged_at = datetime.min.replace(tzinfo=UTC)
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        """The attempt is counted before it is looked at, so that a hundred at once are a hundred."""
        await self._purge_attempts()
        limits = {sha256_of(key): limit for key, limit in limits_on(name, address).items()}
        wait = await self._count_attempt(limits)
        if wait:
            return SignInRefused(wait_s=max(1, int(wait.total_seconds())))
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(
                "SELECT id, name, role, establishment, password_hash FROM shared.accounts "
                "WHERE lower(name) = lower($1) AND disabled_at IS NULL AND password_hash IS NOT NULL",
                name,
            )
        # A name that does not exist costs as much as one that does, or the time taken would tell them apart.
        stored = row["password_hash"] if row else _hash_of_nothing()
        async with self._hashing:
            matches = await asyncio.to_thread(password_matches, password, stored)
        if row is None or not matches:
            return SignInRefused()
        await self._forgive(list(limits))
        return _account(row)

    async def open_session(self, account: Account) -> str:
        secret, now = secrets.token_urlsafe(32), self._wall()
        async with transaction(self._pool) as connection:
            await connection.execute("DELETE FROM shared.sessions WHERE expires_at < $1", now - _KEPT)
            await connection.execute(
                "INSERT INTO shared.sessions (secret_sha256, account_id, form_token, started_at, seen_at, expires_at) "
                "VALUES ($1, $2, $3, $4, $4, $5)",
                sha256_of(secret),
                account.id,
                secrets.token_urlsafe(32),
                now,
                now + LIFE_MAX,
            )
        return secret

    async def find_session(self, secret: str) -> Session | None:
        """That it was seen is noted at most once a minute."""
        now, key = self._wall(), sha256_of(secret)
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_FIND_SESSION, key, now, now - IDLE_MAX)
            if row is None:
                return None
            if row["seen_at"] < now - _SEEN_EVERY:
                await connection.execute("UPDATE shared.sessions SET seen_at = $2 WHERE secret_sha256 = $1", key, now)
        return Session(account=_account(row), form_token=row["form_token"])

    async def close_session(self, secret: str) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(
                "UPDATE shared.sessions SET ended_at = $2 WHERE secret_sha256 = $1 AND ended_at IS NULL",
                sha256_of(secret),
                self._wall(),
            )

    async def _forgive(self, keys: list[bytes]) -> None:
        """Take back what was counted. Only the first key is cleared: one good account must not clear its address."""
        async with transaction(self._pool) as connection:
            await _lock(connection, keys)
            await connection.execute(
                "UPDATE shared.sign_in_attempts SET failures = CASE WHEN key_sha256 = $1 THEN 0 "
                "ELSE greatest(failures - 1, 0) END WHERE key_sha256 = ANY($2)",
                keys[0],
                keys,
            )

    async def _count_attempt(self, limits: dict[bytes, Limit]) -> timedelta:
        """Count one attempt under each key and return zero, or write nothing and return how long to wait."""
        now, longest = self._wall(), timedelta(0)
        async with transaction(self._pool) as connection:
            await _lock(connection, limits)
            rows = await connection.fetch(
                "SELECT key_sha256, failures, failed_at FROM shared.sign_in_attempts "
                "WHERE key_sha256 = ANY($1) AND failed_at > $2",
                list(limits),
                now - QUIET,
            )
            for row in rows:
                limit = limits[row["key_sha256"]]
                wait = wait_after(row["failures"], limit.free, limit.longest)
                longest = max(longest, row["failed_at"] + wait - now)
            if longest > timedelta(0):
                return longest
            await connection.executemany(_ATTEMPT, [(key, now, now - QUIET) for key in limits])
        return timedelta(0)

    async def _purge_attempts(self) -> None:
        """Delete some counts that have lapsed, at most once an hour: names that nobody has would pile up for ever."""
        now = self._wall()
        if now < self._purged_at + _PURGE_EVERY:
            return
        self._purged_at = now
        async with transaction(self._pool) as connection:
            await connection.execute(_PURGE, now - QUIET, _PURGED_MAX)


async def _lock(connection: Connection, keys: Iterable[bytes]) -> None:
    """Take turns for each key until the transaction ends, also where it has no row yet."""
    for number in sorted(int.from_bytes(key[:8], signed=True) for key in keys):
        await connection.execute("SELECT pg_advisory_xact_lock($1)", number)


def _account(row: Any) -> Account:
    return Account(id=row["id"], name=row["name"], role=Role(row["role"]), establishment=row["establishment"])


def sha256_of(text: str) -> bytes:
    """Return the hash under which a secret or a key is kept."""
    return hashlib.sha256(text.encode()).digest()


@cache
def _hash_of_nothing() -> str:
    return hash_password("no account has this password")
