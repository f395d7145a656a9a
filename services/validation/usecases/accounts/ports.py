"""What managing accounts and senders' keys needs from the world, and the values that pass through."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from shared.web.accounts.permissions import Role

Given = Literal["given", "delegated"]
"""given: an administrator says so. delegated: somebody who acts for it lets the account do so, for a time."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as whoever changes it must know it."""

    id: UUID
    name: str
    role: Role
    emergency: bool
    disabled: bool
    by_provider: bool
    """It signs in with the authority's provider, which says what its role is."""
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """An establishment that an account may act for."""

    account_id: UUID
    establishment: str
    from_on: date
    until_on: date | None
    how: Given


@dataclass(frozen=True, slots=True)
class EndedPlace:
    """One that it may act for no longer."""

    account_name: str
    establishment: str


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What goes into the record of changes: who did what about which account or sender. No secret."""

    act: str
    about: str
    by: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NewSenderKey:
    """A key as it is kept."""

    key_id: UUID
    sender: str
    sealed: bytes = field(repr=False)
    fingerprint: str
    may_send: frozenset[str]
    by: str
    at: datetime


class AccountStore(Protocol):
    """Accounts inside one transaction. What is found is locked until it ends."""

    async def find_named(self, name: str) -> KnownAccount | None:
        """Return the account with that name, whatever its case; None: there is none."""
        ...

    async def find(self, account_id: UUID) -> KnownAccount | None:
        """Return the account; None: there is none."""
        ...

    async def find_by_word(self, name: str, word_sha256: bytes, now: datetime) -> KnownAccount | None:
        """Return the account whose word for a new password this is; None: it is not, or its time has passed."""
        ...

    async def count_administrators(self) -> int:
        """Return how many accounts may manage accounts: not disabled, and able to sign in."""
        ...

    async def make(self, name: str, role: Role, *, emergency: bool) -> UUID:
        """Make an account that cannot sign in yet, and return its id."""
        ...

    async def keep_role(self, account_id: UUID, role: Role) -> None:
        """Change the role."""
        ...

    async def keep_disabled(self, account_id: UUID, at: datetime | None) -> None:
        """Disable it since then; None: it may sign in again."""
        ...

    async def keep_word(self, account_id: UUID, word_sha256: bytes, until: datetime) -> None:
        """Keep the word that sets a new password; the old password and an older word end."""
        ...

    async def keep_password(self, account_id: UUID, password_hash: str) -> None:
        """Keep a new password; a word that would set one ends."""
        ...

    async def end_sessions(self, account_id: UUID, at: datetime) -> int:
        """End every session of the account and return how many there were."""
        ...

    async def give(self, place: NewPlace, by: str, at: datetime) -> bool:
        """Let the account act for an establishment; False: it does so already, in that way and on those days."""
        ...

    async def end_place(self, place_id: UUID, by: str, at: datetime, *, of: str | None = None) -> EndedPlace | None:
        """End it; None: it has ended, or never was. `of`: only where somebody of this establishment delegated it."""
        ...

    async def end_places(self, account_id: UUID, by: str, at: datetime) -> None:
        """End all that it acts for."""
        ...

    async def note(self, change: AccountChange) -> None:
        """Keep the change in the record, for ever."""
        ...


class SenderKeyStore(Protocol):
    """Keys of senders inside one transaction."""

    async def lock(self, sender: str) -> None:
        """Take turns about this sender until the transaction ends."""
        ...

    async def living(self, sender: str, now: datetime) -> int:
        """Return how many of its keys are taken now."""
        ...

    async def may_send(self, sender: str, now: datetime) -> frozenset[str] | None:
        """Return what the newest living key may send; None: none lives."""
        ...

    async def keep(self, key: NewSenderKey) -> None:
        """Keep a new key; from now on what it signed is taken."""
        ...

    async def end_others(self, sender: str, but: UUID, at: datetime) -> None:
        """Have every other living key of the sender end at that time, unless it ends before."""
        ...

    async def end(self, key_id: UUID, at: datetime) -> str | None:
        """End a key now and return its sender; None: it has ended, or never was."""
        ...

    async def note(self, change: AccountChange) -> None:
        """Keep the change in the record, for ever."""
        ...


OpenAccounts = Callable[[], AbstractAsyncContextManager[AccountStore]]
OpenSenderKeys = Callable[[], AbstractAsyncContextManager[SenderKeyStore]]
