"""Who asks for a job about people: an account that may, signed in from a shell."""

import getpass
import os
from dataclasses import dataclass, field

from shared.errors import OnwardError
from shared.persistence.pool import Pool
from shared.web.accounts.identities import SignInRefused
from shared.web.accounts.permissions import Permission
from shared.web.accounts.postgres_identities import PostgresIdentities


class CallerRefused(OnwardError):  # noqa: N818
    """The account is not known, or may not do this."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an account with its password, and the login on this machine."""

    account: str
    password: str = field(repr=False)
    login: str


def caller_of_environment() -> Caller:
    """Return who the environment names (ONWARD_ACCOUNT and ONWARD_PASSWORD), and the login on this machine."""
    return Caller(os.environ.get("ONWARD_ACCOUNT", ""), os.environ.get("ONWARD_PASSWORD", ""), login())


def login() -> str:
    """Return the login on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


async def sign_in(pool: Pool, caller: Caller, *needs: Permission) -> str:
    """Return the name of the account as it is written. Raises CallerRefused unless it may do all that this needs.

    Where no account or no password was given nothing is tried, so nothing counts as a wrong sign-in.
    """
    if not (caller.account and caller.password):
        raise CallerRefused("an account has to do this: set ONWARD_ACCOUNT and ONWARD_PASSWORD")
    account = await PostgresIdentities(pool).check_password(caller.account, caller.password, address="shell")
    if isinstance(account, SignInRefused):
        raise CallerRefused("this account and password do not belong together, or too many have been tried")
    if (lacks := next((one for one in needs if not account.may(one)), None)) is not None:
        raise CallerRefused(f"{account.name} is {account.role} and may not {lacks}")
    return account.name
