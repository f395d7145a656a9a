"""Accounts and what they act for, in PostgreSQL, inside one transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.validation.usecases.accounts.ports import AccountChange, AccountStore, EndedPlace, KnownAccount, NewPlace
from shared.persistence.pool import Connection, Pool, rows_affected, transaction
from shared.web.accounts.permissions import PERMISSIONS, Permission, Role

NOTE: Final = "SELECT shared.note_account_change($1, $2, $3, $4, $5)"
_KNOWN: Final = """
SELECT id, name, role, emergency, disabled_at IS NOT NULL AS disabled, issuer IS NOT NULL AS by_provider, password_hash
FROM shared.accounts
"""
_NAMED: Final = f"{_KNOWN} WHERE lower(name) = lower($1) FOR UPDATE"
_WITH_ID: Final = f"{_KNOWN} WHERE id = $1 FOR UPDATE"
_BY_WORD: Final = f"""
{_KNOWN} WHERE lower(name) = lower($1) AND reset_sha256 = $2 AND reset_until > $3 AND disabled_at IS NULL FOR UPDATE
"""
_ADMINISTRATORS: Final = """
SELECT count(*) FROM (
    SELECT FROM shared.accounts
    WHERE role = ANY ($1) AND disabled_at IS NULL AND (password_hash IS NOT NULL OR issuer IS NOT NULL)
    FOR UPDATE
) living
"""
_MAKE: Final = "INSERT INTO shared.accounts (name, role, emergency) VALUES ($1, $2, $3) RETURNING id"
_ROLE: Final = "UPDATE shared.accounts SET role = $2 WHERE id = $1"
_DISABLED: Final = "UPDATE shared.accounts SET disabled_at = $2 WHERE id = $1"
_WORD: Final = """
UPDATE shared.accounts SET reset_sha256 = $2, reset_until = $3, password_hash = NULL WHERE id = $1
"""
_KEEP_HASH: Final = """
UPDATE shared.accounts SET password_hash = $2, reset_sha256 = NULL, reset_until = NULL WHERE id = $1
"""
_END_SESSIONS: Final = "UPDATE shared.sessions SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL"
_GIVE: Final = """
INSERT INTO shared.account_establishments (account_id, establishment, from_on, until_on, how, given_by, given_at)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE NOT EXISTS (
    SELECT FROM shared.account_establishments
    WHERE account_id = $1 AND establishment = $2 AND how = $5 AND ended_at IS NULL
      AND from_on <= $3 AND (until_on IS NULL OR until_on >= $4)
)
"""
_END_PLACE: Final = """
UPDATE shared.account_establishments m SET ended_by = $2, ended_at = $3
FROM shared.accounts a
WHERE m.id = $1 AND a.id = m.account_id AND m.ended_at IS NULL
  AND ($4::text IS NULL OR (m.establishment = $4 AND m.how = 'delegated'))
RETURNING a.name, m.establishment
"""
_END_PLACES: Final = """
UPDATE shared.account_establishments SET ended_by = $2, ended_at = $3 WHERE account_id = $1 AND ended_at IS NULL
"""


class PostgresAccountStore:
    """`AccountStore` over the schema `shared`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_named(self, name: str) -> KnownAccount | None:
        return _known(await self._connection.fetchrow(_NAMED, name))

    async def find(self, account_id: UUID) -> KnownAccount | None:
        return _known(await self._connection.fetchrow(_WITH_ID, account_id))

    async def find_by_word(self, name: str, word_sha256: bytes, now: datetime) -> KnownAccount | None:
        return _known(await self._connection.fetchrow(_BY_WORD, name, word_sha256, now))

    async def count_administrators(self) -> int:
        roles = [role.value for role, may in PERMISSIONS.items() if Permission.CHANGE_ACCOUNTS in may]
        return int(await self._connection.fetchval(_ADMINISTRATORS, roles))

    async def make(self, name: str, role: Role, *, emergency: bool) -> UUID:
        made = await self._connection.fetchval(_MAKE, name, role.value, emergency)
        assert isinstance(made, UUID)
        return made

    async def keep_role(self, account_id: UUID, role: Role) -> None:
        await self._connection.execute(_ROLE, account_id, role.value)

    async def keep_disabled(self, account_id: UUID, at: datetime | None) -> None:
        await self._connection.execute(_DISABLED, account_id, at)

    async def keep_word(self, account_id: UUID, word_sha256: bytes, until: datetime) -> None:
        await self._connection.execute(_WORD, account_id, word_sha256, until)

    async def keep_password(self, account_id: UUID, password_hash: str) -> None:
        await self._connection.execute(_KEEP_HASH, account_id, password_hash)

    async def end_sessions(self, account_id: UUID, at: datetime) -> int:
        return rows_affected(await self._connection.execute(_END_SESSIONS, account_id, at))

    async def give(self, place: NewPlace, by: str, at: datetime) -> bool:
        what = (place.account_id, place.establishment, place.from_on, place.until_on, place.how, by, at)
        return bool(rows_affected(await self._connection.execute(_GIVE, *what)))

    async def end_place(self, place_id: UUID, by: str, at: datetime, *, of: str | None = None) -> EndedPlace | None:
        row = await self._connection.fetchrow(_END_PLACE, place_id, by, at, of)
        return None if row is None else EndedPlace(row["name"], row["establishment"])

    async def end_places(self, account_id: UUID, by: str, at: datetime) -> None:
        await self._connection.execute(_END_PLACES, account_id, by, at)

    async def note(self, change: AccountChange) -> None:
        await note_change(self._connection, change)


async def note_change(connection: Connection, change: AccountChange) -> None:
    """Keep a change in the record."""
    await connection.execute(NOTE, change.act, change.about, change.detail, change.by, change.at)


def accounts_over(pool: Pool) -> Callable[[], AbstractAsyncContextManager[AccountStore]]:
    """Return what opens a transaction over accounts."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[AccountStore]:
        async with transaction(pool) as connection:
            yield PostgresAccountStore(connection)

    return opened


def _known(row: Any) -> KnownAccount | None:
    if row is None:
        return None
    return KnownAccount(
        row["id"],
        row["name"],
        Role(row["role"]),
        row["emergency"],
        row["disabled"],
        row["by_provider"],
        row["password_hash"],
    )
