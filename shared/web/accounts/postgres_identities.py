"""Accounts and sessions in PostgreSQL, schema `shared`. Wall clock throughout: sessions are never simulated."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from shared.persistence.listing import view_of
from shared.persistence.pool import Connection, Pool, rows_affected, transaction
from shared.vocabulary.london import london_day
from shared.web.accounts.attempts import QUIET, Limit, limits_on, wait_after
from shared.web.accounts.identities import Account, ActsFor, CameBy, OpenSession, Session, SignInRefused
from shared.web.accounts.passwords import hash_password, password_matches, sha256_of
from shared.web.accounts.permissions import Role

_KEPT: Final = timedelta(days=30)
"""Sessions stay this long after their end, to tell who was signed in when."""
_SEEN_EVERY: Final = timedelta(minutes=1)
_HASHES_AT_ONCE: Final = 2
"""Each takes 32 MiB and a processor."""
_UNSTATED: Final = CameBy()


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """When a session ends by itself."""

    idle: timedelta = timedelta(hours=1)
    life: timedelta = timedelta(hours=12)


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
_ACTING: Final = """
    SELECT array_agg(m.establishment ORDER BY m.how = 'delegated', m.given_at, m.establishment) AS establishments,
           array_agg(m.how = 'delegated' ORDER BY m.how = 'delegated', m.given_at, m.establishment) AS delegated,
           array_agg(m.until_on ORDER BY m.how = 'delegated', m.given_at, m.establishment) AS until_on
    FROM shared.account_establishments m
    WHERE m.account_id = a.id AND a.role = 'uploader' AND m.ended_at IS NULL
      AND m.from_on <= $1 AND (m.until_on IS NULL OR m.until_on >= $1)
"""
_FIND_BY_NAME: Final = f"""
    SELECT a.id, a.name, a.role, a.password_hash, NULL AS establishment, acting.*
    FROM shared.accounts a CROSS JOIN LATERAL ({_ACTING}) acting
    WHERE lower(a.name) = lower($2) AND a.disabled_at IS NULL AND a.password_hash IS NOT NULL
      AND (a.emergency OR NOT $3)
"""  # noqa: S608 (our own words)
_FIND_SESSION: Final = f"""
    SELECT s.form_token, s.seen_at, s.provider, s.establishment, a.id, a.name, a.role, acting.*
    FROM shared.sessions s JOIN shared.accounts a ON a.id = s.account_id CROSS JOIN LATERAL ({_ACTING}) acting
    WHERE s.secret_sha256 = $2 AND s.ended_at IS NULL AND s.expires_at > $3 AND s.seen_at > $4
      AND a.disabled_at IS NULL
"""  # noqa: S608 (our own words)
_OPEN: Final = """
    INSERT INTO shared.sessions
        (secret_sha256, account_id, form_token, started_at, seen_at, expires_at, provider, browser)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7)
"""
_CHOOSE: Final = """
    UPDATE shared.sessions s SET establishment = $2, form_token = $3
    WHERE s.secret_sha256 = $1 AND s.ended_at IS NULL AND EXISTS (
        SELECT FROM shared.account_establishments m JOIN shared.accounts a ON a.id = m.account_id
        WHERE a.id = s.account_id AND a.role = 'uploader' AND m.establishment = $2 AND m.ended_at IS NULL
          AND m.from_on <= $4 AND (m.until_on IS NULL OR m.until_on >= $4)
    )
"""
_OPEN_SESSIONS: Final = """
    SELECT s.id, s.provider, s.browser, s.started_at, s.seen_at, s.secret_sha256 = $1 AS current
    FROM shared.sessions s JOIN shared.sessions own ON own.account_id = s.account_id AND own.secret_sha256 = $1
    WHERE s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3
    ORDER BY s.started_at DESC, s.id LIMIT 100
"""
_CLOSE_SESSIONS: Final = """
    UPDATE shared.sessions s SET ended_at = $2
    FROM shared.sessions own
    WHERE own.secret_sha256 = $1 AND own.account_id = s.account_id AND s.ended_at IS NULL
      AND ($3::uuid IS NULL OR s.id = $3)
"""


class PostgresIdentities:
    """The port `Identities` over tables of the schema `shared`."""

    def __init__(
        self,
        pool: Pool,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: SessionLimits = SessionLimits(),
        emergency_only: bool = False,
    ) -> None:
        """`emergency_only`: of the accounts with a password, only those for emergencies may sign in."""
        self._pool = pool
        self._wall = wall
        self._limits = limits
        self._emergency_only = emergency_only
        self._purged_at = datetime.min.replace(tzinfo=UTC)
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        """The attempt is counted before it is looked at, so that a hundred at once are a hundred."""
        wait_s = await self.count_try(name, address=address)
        if wait_s:
            return SignInRefused(wait_s=wait_s)
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_FIND_BY_NAME, london_day(self._wall()), name, self._emergency_only)
        # A name that does not exist costs as much as one that does, or the time taken would tell them apart.
        stored = row["password_hash"] if row else _hash_of_nothing()
        async with self._hashing:
            matches = await asyncio.to_thread(password_matches, password, stored)
        if row is None or not matches:
            return SignInRefused()
        await self.forgive(name, address=address)
        return account_of_row(row)

    async def count_try(self, name: str, *, address: str) -> int:
        await self._purge_attempts()
        wait = await self._count_attempt(_keys(name, address))
        return max(1, int(wait.total_seconds())) if wait else 0

    async def forgive(self, name: str, *, address: str) -> None:
        """Only the first key is cleared: one good account must not clear its address."""
        keys = list(_keys(name, address))
        async with transaction(self._pool) as connection:
            await _lock(connection, keys)
            await connection.execute(
                "UPDATE shared.sign_in_attempts SET failures = CASE WHEN key_sha256 = $1 THEN 0 "
                "ELSE greatest(failures - 1, 0) END WHERE key_sha256 = ANY($2)",
                keys[0],
                keys,
            )

    async def open_session(self, account: Account, came_by: CameBy = _UNSTATED) -> str:
        secret, now = secrets.token_urlsafe(32), self._wall()
        async with transaction(self._pool) as connection:
            await connection.execute("DELETE FROM shared.sessions WHERE expires_at < $1", now - _KEPT)
            await connection.execute(
                _OPEN,
                sha256_of(secret),
                account.id,
                secrets.token_urlsafe(32),
                now,
                now + self._limits.life,
                came_by.provider,
                came_by.browser,
            )
            await connection.execute("UPDATE shared.accounts SET signed_in_at = $2 WHERE id = $1", account.id, now)
        return secret

    async def find_session(self, secret: str) -> Session | None:
        """That it was seen is noted at most once a minute."""
        now, key = self._wall(), sha256_of(secret)
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_FIND_SESSION, london_day(now), key, now, now - self._limits.idle)
            if row is None:
                return None
            if row["seen_at"] < now - _SEEN_EVERY:
                await connection.execute("UPDATE shared.sessions SET seen_at = $2 WHERE secret_sha256 = $1", key, now)
        return Session(account_of_row(row), row["form_token"], by_provider=row["provider"] is not None)

    async def close_session(self, secret: str) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(
                "UPDATE shared.sessions SET ended_at = $2 WHERE secret_sha256 = $1 AND ended_at IS NULL",
                sha256_of(secret),
                self._wall(),
            )

    async def choose_establishment(self, secret: str, establishment: str) -> bool:
        token, day = secrets.token_urlsafe(32), london_day(self._wall())
        async with transaction(self._pool) as connection:
            return bool(rows_affected(await connection.execute(_CHOOSE, sha256_of(secret), establishment, token, day)))

    async def open_sessions(self, secret: str) -> Sequence[OpenSession]:
        now = self._wall()
        async with transaction(self._pool) as connection:
            rows = await connection.fetch(_OPEN_SESSIONS, sha256_of(secret), now, now - self._limits.idle)
        return [view_of(OpenSession, row) for row in rows]

    async def close_sessions(self, secret: str, session_id: UUID | None) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(_CLOSE_SESSIONS, sha256_of(secret), self._wall(), session_id)

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


def _keys(name: str, address: str) -> dict[bytes, Limit]:
    return {sha256_of(key): limit for key, limit in limits_on(name, address).items()}


async def _lock(connection: Connection, keys: Iterable[bytes]) -> None:
    """Take turns for each key until the transaction ends, also where it has no row yet."""
    for number in sorted(int.from_bytes(key[:8], signed=True) for key in keys):
        await connection.execute("SELECT pg_advisory_xact_lock($1)", number)


def account_of_row(row: Any) -> Account:
    """Return an account with what it acts for; the establishment that its session has chosen, else its first."""
    columns = (row[name] or () for name in ("establishments", "delegated", "until_on"))
    acts_for: dict[str, ActsFor] = {}
    for establishment, delegated, until_on in zip(*columns, strict=True):
        acts_for.setdefault(establishment, ActsFor(establishment, delegated, until_on))
    chosen = row["establishment"] if row["establishment"] in acts_for else next(iter(acts_for), None)
    return Account(row["id"], row["name"], Role(row["role"]), chosen, tuple(acts_for.values()))


@cache
def _hash_of_nothing() -> str:
    return hash_password("no account has this password")
