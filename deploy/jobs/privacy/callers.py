"""Who asks for a job about people: an account that may, signed in from a shell."""

import os

from deploy.jobs.peek import Caller, caller_of
from shared.errors import OnwardError
from shared.persistence.pool import Pool
from shared.web.accounts.identities import SignInRefused
from shared.web.accounts.permissions import Permission
from shared.web.accounts.postgres_identities import PostgresIdentities


class CallerRefused(OnwardError):  # noqa: N818
    """The account is not known, or may not do this."""


def caller_of_environment() -> Caller:
    """Return who the environment names (ONWARD_ACCOUNT and ONWARD_PASSWORD)."""
    return caller_of(os.environ)


async def sign_in(pool: Pool, caller: Caller, needs: Permission) -> str:
    """Return the name of the account as it is written. Raises CallerRefused.

    Where no account or no password was given nothing is tried, so nothing counts as a wrong sign-in.
    """
    if not (caller.account and caller.password):
        raise CallerRefused("an account has to do this: set ONWARD_ACCOUNT and ONWARD_PASSWORD")
    account = await PostgresIdentities(pool).check_password(caller.account, caller.password, address="shell")
    if isinstance(account, SignInRefused):
        raise CallerRefused("this account and password do not belong together, or too many have been tried")
    if not account.may(needs):
        raise CallerRefused(f"{account.name} is {account.role} and may not {needs}")
    return account.name
