"""An administrator makes accounts, disables them, gives them roles and establishments, and lets a password be set anew.

Nobody is given a password: a word that is shown once sets one, once, within a day.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

from services.validation.usecases.accounts.ports import (
    AccountChange,
    AccountStore,
    KnownAccount,
    NewPlace,
    OpenAccounts,
)
from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN
from shared.vocabulary.london import london_day
from shared.web.accounts.passwords import sha256_of
from shared.web.accounts.permissions import PERMISSIONS, Permission, Role

WORD_LASTS: Final = timedelta(hours=24)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@_+'-]{0,199}")


@dataclass(frozen=True, slots=True)
class MakeAccount:
    """Make an account; an uploader's with the first establishment that it acts for."""

    name: str
    role: Role
    establishment: str | None = None
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class DisableAccount:
    """Nobody signs in with it any more; whoever is, is signed out."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class EnableAccount:
    """It may sign in again."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """End its password and its sessions, and make a word that sets a new one."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """Give it another role; whoever is signed in with it is signed out."""

    account_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class GiveEstablishment:
    """Let an uploader act for a school or college, from a day, until a day or for good."""

    account_id: UUID
    establishment: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class EndEstablishment:
    """It acts for it no longer, from now on."""

    account_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class EndSessions:
    """Sign it out everywhere."""

    account_id: UUID


KnownOrder = (
    DisableAccount | EnableAccount | ResetPassword | ChangeRole | GiveEstablishment | EndEstablishment | EndSessions
)
AccountOrder = MakeAccount | KnownOrder
AccountRefusal = Literal[
    "unknown", "name", "name taken", "establishment", "days", "uploaders only", "own account", "last administrator",
    "provider's", "so already",
]  # fmt: skip
"""name, establishment, days: it is not one, or they do not make sense. uploaders only: nobody else acts for an
establishment, and an uploader needs one. own account: somebody else must do that. last administrator: nobody could
manage accounts any more. provider's: the provider says it. so already: it would change nothing."""

_ACTS: Final[Mapping[type[KnownOrder], str]] = MappingProxyType(
    {
        DisableAccount: "disabled",
        EnableAccount: "enabled",
        ResetPassword: "password reset",
        ChangeRole: "role",
        GiveEstablishment: "establishment",
        EndEstablishment: "establishment ended",
        EndSessions: "sessions ended",
    }
)
_SIGNING_OUT: Final = (DisableAccount, ResetPassword, ChangeRole, EndSessions)


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """It is done. `word`: what sets a password, to be shown once and never again."""

    account_id: UUID
    word: str | None = None


class ChangeAccount:
    """Carry one order out, with its line in the record of changes."""

    def __init__(self, open_accounts: OpenAccounts, wall: Callable[[], datetime]) -> None:
        self._open = open_accounts
        self._wall = wall

    async def __call__(self, order: AccountOrder, by: str) -> AccountChanged | AccountRefusal:
        """Do it, or return why not. `by`: the account that orders it. Raises Transient."""
        async with self._open() as store:
            if isinstance(order, MakeAccount):
                return await self._make(store, order, by)
            known = await store.find(order.account_id)
            if known is None:
                return "unknown"
            refusal = await _why_not(store, order, known, by)
            return refusal or await self._change(store, order, known, by)

    async def _make(self, store: AccountStore, order: MakeAccount, by: str) -> AccountChanged | AccountRefusal:
        if not _NAME.fullmatch(order.name):
            return "name"
        if (order.role is Role.UPLOADER) != (order.establishment is not None):
            return "uploaders only"
        if order.establishment is not None and not re.fullmatch(ESTABLISHMENT_PATTERN, order.establishment):
            return "establishment"
        if await store.find_named(order.name) is not None:
            return "name taken"
        now = self._wall()
        account_id = await store.make(order.name, order.role, emergency=order.emergency)
        detail = f"{order.role}{', for emergencies' if order.emergency else ''}"
        await store.note(AccountChange("made", order.name, by, now, detail))
        if order.establishment is not None:
            place = NewPlace(account_id, order.establishment, london_day(now), None, "given")
            await store.give(place, by, now)
            await store.note(AccountChange("establishment", order.name, by, now, order.establishment))
        return AccountChanged(account_id, await self._word(store, account_id, now))

    async def _change(
        self, store: AccountStore, order: KnownOrder, known: KnownAccount, by: str
    ) -> AccountChanged | AccountRefusal:
        now, word, detail = self._wall(), None, ""
        match order:
            case DisableAccount() | EnableAccount():
                await store.keep_disabled(known.id, now if isinstance(order, DisableAccount) else None)
            case ResetPassword():
                word = await self._word(store, known.id, now)
            case ChangeRole(role=role):
                detail = role.value
                await store.keep_role(known.id, role)
                await store.end_places(known.id, by, now)
            case GiveEstablishment():
                detail = f"{order.establishment} from {order.from_on} until {order.until_on or 'it is ended'}"
                place = NewPlace(known.id, order.establishment, order.from_on, order.until_on, "given")
                if not await store.give(place, by, now):
                    return "so already"
            case EndEstablishment(place_id=place_id):
                ended = await store.end_place(place_id, by, now)
                if ended is None:
                    return "so already"
                detail = ended.establishment
        if isinstance(order, _SIGNING_OUT):
            await store.end_sessions(known.id, now)
        await store.note(AccountChange(_ACTS[type(order)], known.name, by, now, detail))
        return AccountChanged(known.id, word)

    async def _word(self, store: AccountStore, account_id: UUID, now: datetime) -> str:
        word = secrets.token_urlsafe(18)
        await store.keep_word(account_id, sha256_of(word), now + WORD_LASTS)
        return word


async def _why_not(store: AccountStore, order: KnownOrder, known: KnownAccount, by: str) -> AccountRefusal | None:
    """Return why the order about a known account is not carried out; None: it may be."""
    match order:
        case DisableAccount() | EnableAccount() if known.disabled == isinstance(order, DisableAccount):
            return "so already"
        case ResetPassword() | ChangeRole() if known.by_provider:
            return "provider's"
        case ChangeRole(role=role) if role is known.role:
            return "so already"
        case GiveEstablishment() | EndEstablishment():
            return _why_no_place(order, known)
        case DisableAccount() | ChangeRole():
            return await _why_not_out(store, known, by)
    return None


def _why_no_place(order: GiveEstablishment | EndEstablishment, known: KnownAccount) -> AccountRefusal | None:
    if known.role is not Role.UPLOADER:
        return "uploaders only"
    if isinstance(order, EndEstablishment):
        return None
    if not re.fullmatch(ESTABLISHMENT_PATTERN, order.establishment):
        return "establishment"
    return "days" if order.until_on is not None and order.until_on < order.from_on else None


async def _why_not_out(store: AccountStore, known: KnownAccount, by: str) -> AccountRefusal | None:
    """Return why this account may not lose what it may do."""
    if known.name == by:
        return "own account"
    if known.disabled or Permission.CHANGE_ACCOUNTS not in PERMISSIONS[known.role]:
        return None
    return None if await store.count_administrators() > 1 else "last administrator"
