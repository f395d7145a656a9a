"""Making accounts: for the local stack, the demo and an operator's command. Needs the administrator's database role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN
from shared.web.accounts.passwords import LENGTH_MAX, hash_password, password_matches
from shared.web.accounts.permissions import Role

PASSWORD_LENGTH_MIN = 12


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
    row = await connection.fetchrow(
        "SELECT id, role, establishment, password_hash, disabled_at FROM shared.accounts "
        "WHERE lower(name) = lower($1) FOR UPDATE",
        account.name,
    )
    if row is None:
        await connection.execute(
            "INSERT INTO shared.accounts (name, role, establishment, password_hash) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT DO NOTHING",
            account.name,
            account.role.value,
            account.establishment,
            hash_password(account.password),
        )
        return
    same = (row["role"], row["establishment"], row["disabled_at"]) == (account.role.value, account.establishment, None)
    if same and row["password_hash"] and password_matches(account.password, row["password_hash"]):
        return
    await connection.execute(
        "UPDATE shared.accounts SET role = $2, establishment = $3, password_hash = $4, disabled_at = NULL"
        " WHERE id = $1",
        row["id"],
        account.role.value,
        account.establishment,
        hash_password(account.password),
    )
    await connection.execute(
        "UPDATE shared.sessions SET ended_at = now() WHERE account_id = $1 AND ended_at IS NULL", row["id"]
    )
