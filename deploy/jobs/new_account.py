"""Make one account, or change it: `python -m deploy.jobs.new_account NAME ROLE [ESTABLISHMENT]`."""

import argparse
import asyncio
import secrets
import sys

import asyncpg

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.observability.terminal import say
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Role


def main() -> None:
    """Make the account in the database at DATABASE_URL (an administrator's) and print its new password, once."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.new_account", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("role", type=Role, choices=list(Role), metavar="role", help=", ".join(Role))
    parser.add_argument("establishment", nargs="?", help="an uploader's seven-digit DfE number, or UKPRN of a college")
    options = parser.parse_args()
    try:
        account = NewAccount(options.name, secrets.token_urlsafe(18), options.role, options.establishment)
        asyncio.run(ensure_accounts(ServiceSettings().database_url, [account]))
    except ValueError as refusal:
        sys.exit(str(refusal))
    except (OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"the account was not made: {type(failure).__name__}")
    if not say([f"{account.name} signs in as {account.role} with {account.password}"]):
        sys.exit(f"{account.name} is made, and nobody read its password: reset it")


if __name__ == "__main__":
    main()
