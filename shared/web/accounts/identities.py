"""The port for accounts and sessions: tables today, the authority's single sign-on later."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from shared.web.accounts.permissions import OF_SCHOOLS, PERMISSIONS, Permission, Role

_UKPRN_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who is signed in, or could be."""

    id: UUID
    name: str
    """The name they sign in with."""
    role: Role
    establishment: str | None = None
    """DfE number of the school or UKPRN of the college that an uploader is bound to; None for the authority's staff."""

    def may(self, permission: Permission) -> bool:
        """Say whether the table of permissions lets this account do it; a college does nothing that is of schools."""
        if self.is_college and permission in OF_SCHOOLS:
            return False
        return permission in PERMISSIONS.get(self.role, frozenset())

    @property
    def is_college(self) -> bool:
        """Whether it sends for a college: by the eight digits of a UKPRN, where a DfE number has seven."""
        return self.establishment is not None and len(self.establishment) == _UKPRN_LENGTH

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


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """The name and password do not belong together, or too many have been tried."""

    wait_s: int = 0
    """Seconds to wait before another try is looked at; 0 when it may be at once."""


class Identities(Protocol):
    """Accounts and their sessions. Passwords are checked here; single sign-on would open sessions itself."""

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        """Return the account, or a refusal that does not tell whether the name exists. `address` is the caller's."""

    async def open_session(self, account: Account) -> str:
        """Begin a session and return its secret, which only the browser's cookie keeps."""

    async def find_session(self, secret: str) -> Session | None:
        """Return the living session with this secret; None when unknown, ended, idle too long or expired."""

    async def close_session(self, secret: str) -> None:
        """End the session with this secret; an unknown one is no error."""
