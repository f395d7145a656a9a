"""The port for accounts and sessions: what pages ask of them. Tables keep both; a provider may vouch for an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from shared.web.accounts.permissions import (
    OF_EVERYBODY,
    OF_SCHOOLS,
    OF_THE_ESTABLISHMENTS_OWN,
    PERMISSIONS,
    Permission,
    Role,
)

_UKPRN_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class ActsFor:
    """An establishment that an uploader may act for today."""

    establishment: str
    """DfE number of the school or UKPRN of the college."""
    delegated: bool = False
    """Somebody who acts for it lets the account do so, for a time."""
    until_on: date | None = None
    """The last day; None: until somebody ends it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who is signed in, or could be."""

    id: UUID
    name: str
    """The name they sign in with."""
    role: Role
    establishment: str | None = None
    """DfE number or UKPRN of the one establishment that an uploader acts for in this session; None for the authority's
    staff, and for an uploader who acts for none today."""
    acts_for: tuple[ActsFor, ...] = ()
    """All that an uploader may choose from."""

    def may(self, permission: Permission) -> bool:
        """Say whether the table of permissions lets this account do it; a college does nothing that is of schools.

        An uploader who acts for no establishment today may do what everybody may and nothing else.
        """
        if self.role is Role.UPLOADER and self.establishment is None:
            return permission in OF_EVERYBODY
        if self.is_college and permission in OF_SCHOOLS:
            return False
        if self.is_delegated and permission in OF_THE_ESTABLISHMENTS_OWN:
            return False
        return permission in PERMISSIONS.get(self.role, frozenset())

    @property
    def is_college(self) -> bool:
        """Whether it sends for a college: by the eight digits of a UKPRN, where a DfE number has seven."""
        return self.establishment is not None and len(self.establishment) == _UKPRN_LENGTH

    @property
    def is_delegated(self) -> bool:
        """Whether it acts for its establishment because somebody there lets it, for a time."""
        return any(one.delegated for one in self.acts_for if one.establishment == self.establishment)

    def sees(self, establishment: str | None) -> bool:
        """Say whether what belongs to this establishment may be shown. An uploader sees its own and no other."""
        if self.role is not Role.UPLOADER:
            return True
        return self.establishment is not None and establishment == self.establishment


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser. `form_token` is what each of its forms must carry."""

    account: Account
    form_token: str
    by_provider: bool = False
    """A provider vouched for whoever it is; signing out there is a step of its own."""


@dataclass(frozen=True, slots=True)
class CameBy:
    """How somebody came in: by which provider, if any, and with what kind of browser."""

    provider: str | None = None
    browser: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session of one's own as its owner is shown it."""

    id: UUID
    provider: str | None
    browser: str
    started_at: datetime
    seen_at: datetime
    current: bool
    """It is the one that asks."""


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """The name and password do not belong together, or too many have been tried."""

    wait_s: int = 0
    """Seconds to wait before another try is looked at; 0 when it may be at once."""


class Identities(Protocol):
    """Accounts and their sessions. Passwords are checked here; a provider's word is checked elsewhere."""

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        """Return the account, or a refusal that does not tell whether the name exists. `address` is the caller's."""

    async def count_try(self, name: str, *, address: str) -> int:
        """Count an attempt to show that one is this account, by password or by word.

        Return 0 where it may be looked at, or the seconds to wait: then it is not counted.
        """

    async def forgive(self, name: str, *, address: str) -> None:
        """Take back what `count_try` counted: what was shown is right."""

    async def open_session(self, account: Account, came_by: CameBy = CameBy()) -> str:
        """Begin a session and return its secret, which only the browser's cookie keeps."""

    async def find_session(self, secret: str) -> Session | None:
        """Return the living session with this secret; None when unknown, ended, idle too long or expired."""

    async def close_session(self, secret: str) -> None:
        """End the session with this secret; an unknown one is no error."""

    async def choose_establishment(self, secret: str, establishment: str) -> bool:
        """Act for another establishment from now on, if the account may; return whether it does.

        The session's form token is drawn anew: a form that was opened for one establishment is not taken for another.
        """

    async def open_sessions(self, secret: str) -> Sequence[OpenSession]:
        """Return all living sessions of the account whose session this is, the newest first."""

    async def close_sessions(self, secret: str, session_id: UUID | None) -> None:
        """End one session of the account whose session this is; None: all of them, this one too."""
