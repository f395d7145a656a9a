"""Making accounts: for the local stack, the demo and an operator's command. Needs the administrator's database role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN
from shared.web.accounts.password_rules import PASSWORD_LENGTH_MIN
from shared.web.accounts.passwords import LENGTH_MAX, hash_password, password_matches
from shared.web.accounts.permissions import Role

_KNOWN = """
SELECT id, role, password_hash, disabled_at,
       ARRAY(SELECT establishment FROM shared.account_establishments m WHERE m.account_id = a.id AND ended_at IS NULL
             ORDER BY 1) AS establishments
FROM shared.accounts a WHERE lower(name) = lower($1) FOR UPDATE
"""
_MAKE = "INSERT INTO shared.accounts (name, role, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
_CHANGE = """
UPDATE shared.accounts SET role = $2, password_hash = $3, disabled_at = NULL, reset_sha256 = NULL, reset_until = NULL
WHERE id = $1
"""
_UNBIND = """
UPDATE shared.account_establishments m SET ended_at = now(), ended_by = 'operator'
FROM shared.accounts a
WHERE a.id = m.account_id AND lower(a.name) = lower($1) AND m.ended_at IS NULL AND m.establishment IS DISTINCT FROM $2
"""
_BIND = """
INSERT INTO shared.account_establishments (account_id, establishment, from_on, how, given_by, given_at)
SELECT a.id, $2, (now() AT TIME ZONE 'Europe/London')::date, 'given', 'operator', now()
FROM shared.accounts a WHERE lower(a.name) = lower($1) AND NOT EXISTS (
    SELECT FROM shared.account_establishments m
    WHERE m.account_id = a.id AND m.establishment = $2 AND m.ended_at IS NULL AND m.until_on IS NULL
)
"""
_NOTE = "SELECT shared.note_account_change('made or changed', $1, $2, 'operator', now())"
_SIGN_OUT = "UPDATE shared.sessions SET ended_at = now() WHERE account_id = $1 AND ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it should be."""

    name: str
    password: str = field(repr=False)
    role: Role
    establishment: str | None = None
    """Seven digits of a school's DfE number or eight of a college's UKPRN; for an uploader, and for nobody else."""

    def __post_init__(self) -> None:
        if (self.role is Role.UPLOADER) != (self.establishment is not None):
            raise ValueError("an uploader is bound to one establishment, and nobody else is")
        if self.establishment is not None and not re.fullmatch(ESTABLISHMENT_PATTERN, self.establishment):
            raise ValueError("an establishment is seven digits of a DfE number or eight of a UKPRN")
        if not PASSWORD_LENGTH_MIN <= len(self.password) <= LENGTH_MAX:
            raise ValueError(f"a password has {PASSWORD_LENGTH_MIN} to {LENGTH_MAX} characters")


async def ensure_accounts(dsn: str, accounts: Sequence[NewAccount]) -> None:
    """Create these accounts, or make them so: doing it twice changes nothing. A changed account is signed out."""
    connection = await asyncpg.connect(dsn)
    try:
        for account in accounts:
            async with connection.transaction():
                await _ensure(connection, account)
    finally:
        await connection.close()


async def _ensure(connection: "asyncpg.Connection", account: NewAccount) -> None:
    row = await connection.fetchrow(_KNOWN, account.name)
    if row is None:
        await connection.execute(_MAKE, account.name, account.role.value, hash_password(account.password))
        await _bind(connection, account)
        return
    places = [account.establishment] if account.establishment else []
    same = (row["role"], row["establishments"], row["disabled_at"]) == (account.role.value, places, None)
    if same and row["password_hash"] and password_matches(account.password, row["password_hash"]):
        return
    await connection.execute(_CHANGE, row["id"], account.role.value, hash_password(account.password))
    await _bind(connection, account)
    await connection.execute(_SIGN_OUT, row["id"])


async def _bind(connection: "asyncpg.Connection", account: NewAccount) -> None:
    """Have the account act for its establishment and no other, and keep in the record who said so."""
    await connection.execute(_UNBIND, account.name, account.establishment)
    if account.establishment is not None:
        await connection.execute(_BIND, account.name, account.establishment)
    await connection.execute(_NOTE, account.name, f"{account.role} {account.establishment or ''}".strip())
