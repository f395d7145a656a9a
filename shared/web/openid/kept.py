"""A sign-in between leaving for the provider and coming back, and the account of whom it vouches for. PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from shared.persistence.pool import Pool, transaction
from shared.vocabulary.london import london_day
from shared.web.accounts.identities import Account
from shared.web.accounts.passwords import sha256_of
from shared.web.accounts.permissions import Role
from shared.web.openid.claims import ProvidedUser, SignInProblem

LASTS: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""

_PURGE: Final = "DELETE FROM shared.sign_ins_begun WHERE begun_at < $1"
_KEEP: Final = """
    INSERT INTO shared.sign_ins_begun (token_sha256, state, nonce, verifier, target, begun_at)
    VALUES ($1, $2, $3, $4, $5, $6)
"""
_TAKE: Final = """
    DELETE FROM shared.sign_ins_begun WHERE token_sha256 = $1 RETURNING state, nonce, verifier, target, begun_at
"""
_ACCOUNT: Final = """
    SELECT account_id, problem FROM shared.provided_account($1, $2, $3, $4, $5, $6, $7)
"""


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """What the answer must fit, and where to go afterwards. None of it is ever shown or logged."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    target: str = ""


class ProvidedSignIns(Protocol):
    """Sign-ins that were begun, and the accounts of those who are vouched for."""

    async def keep(self, token: str, begun: BegunSignIn) -> None:
        """Keep it under a token that only the browser has. Raises Transient."""

    async def take(self, token: str) -> BegunSignIn | None:
        """Return what was kept and forget it; None when there is none, or it is too old. Raises Transient."""

    async def account_of(self, user: ProvidedUser) -> Account | SignInProblem:
        """Return the account, made when it is first seen and brought up to date each time. Raises Transient."""


class PostgresProvidedSignIns:
    """`ProvidedSignIns` over tables of the schema `shared`."""

    def __init__(self, pool: Pool, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._pool = pool
        self._wall = wall

    async def keep(self, token: str, begun: BegunSignIn) -> None:
        now = self._wall()
        async with transaction(self._pool) as connection:
            await connection.execute(_PURGE, now - LASTS)
            await connection.execute(
                _KEEP, sha256_of(token), begun.state, begun.nonce, begun.verifier, begun.target, now
            )

    async def take(self, token: str) -> BegunSignIn | None:
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_TAKE, sha256_of(token))
        if row is None or row["begun_at"] < self._wall() - LASTS:
            return None
        return BegunSignIn(row["state"], row["nonce"], row["verifier"], row["target"])

    async def account_of(self, user: ProvidedUser) -> Account | SignInProblem:
        now = self._wall()
        places = None if user.establishments is None else list(user.establishments)
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(
                _ACCOUNT, user.issuer, user.subject, user.name, user.role.value, places, london_day(now), now
            )
        assert row is not None
        if row["problem"] is not None:
            return SignInProblem(row["problem"])
        return Account(row["account_id"], user.name, Role(user.role))
