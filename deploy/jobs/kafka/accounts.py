"""Kafka's accounts and rights, brought to what the table says; `python -m deploy.jobs.kafka.accounts rotate NAME`."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.passwords import EVERYBODY, draw_password, read_passwords, write_password
from shared.contracts.rights import ACCOUNTS, UNLIMITED, Right, account_on_kafka, rights
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.observability.terminal import say
from shared.settings import ServiceSettings

_OURS = account_on_kafka("")


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed so that the broker allows what the table says."""

    allowed: frozenset[Right] = frozenset()
    forbidden: frozenset[Right] = frozenset()
    removed: frozenset[str] = frozenset()
    """Accounts of the project that the table no longer names."""


def keep_accounts(administration: Administration, passwords: Mapping[str, str]) -> frozenset[str]:
    """Make the accounts with these passwords (by name in the project), and remove those the table does not name.

    Twice is once. Returns what was removed. Raises AccountsRefused.
    """
    administration.set_passwords({account_on_kafka(name): text for name, text in passwords.items()})
    named = {account_on_kafka(name) for name in (*ACCOUNTS, *UNLIMITED)}
    gone = frozenset(name for name in administration.accounts() if name.startswith(_OURS)) - named
    administration.remove_accounts(gone)
    return gone


def keep_rights(administration: Administration, prefix: str) -> Changes:
    """Allow the project's accounts what the table says of a deployment, and nothing else. Raises AccountsRefused.

    What consumers of status changes may do is left as it is: their own command keeps it.
    """
    found = {one for one in _rights_under(administration, prefix) if one.account.startswith(_OURS)}
    wanted = rights(prefix)
    administration.allow(wanted - found)
    administration.forbid(found - wanted)
    return Changes(frozenset(wanted - found), frozenset(found - wanted))


def remove_rights(administration: Administration, prefix: str) -> None:
    """Forbid everybody everything in a deployment that is no more. Raises AccountsRefused."""
    administration.forbid(_rights_under(administration, prefix))


def keep_everything(access: KafkaAccess, prefix: str, passwords_dir: Path) -> Changes:
    """Make accounts, with the passwords of a folder, and their rights. Raises AccountsRefused."""
    administration = Administration(access)
    removed = keep_accounts(administration, read_passwords(passwords_dir, ACCOUNTS))
    changes = keep_rights(administration, prefix)
    return Changes(changes.allowed, changes.forbidden, removed)


def rotate(access: KafkaAccess, passwords_dir: Path, name: str) -> None:
    """Give an account a new password, on Kafka and in its file. Raises AccountsRefused.

    The new one lies beside the old one, with `.new` behind its name, until Kafka has taken it.
    """
    text = draw_password()
    write_password(passwords_dir, f"{name}.new", text)
    Administration(access).set_passwords({account_on_kafka(name): text})
    (passwords_dir / f"{name}.new").replace(passwords_dir / name)


def _rights_under(administration: Administration, prefix: str) -> set[Right]:
    return {one for one in administration.rights() if one.name.startswith(f"{prefix}.")}


def main() -> None:
    """Rotate one account's password, as the administrator. The password is shown nowhere."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.kafka.accounts", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    rotating = verbs.add_parser("rotate", help="give an account a new password")
    rotating.add_argument("name", choices=EVERYBODY)
    options, settings = parser.parse_args(), ServiceSettings()
    if settings.kafka_passwords_dir is None:
        sys.exit("ONWARD_KAFKA_PASSWORDS_DIR does not say where the passwords are")
    try:
        rotate(KafkaAccess.of(settings), settings.kafka_passwords_dir, options.name)
    except (OnwardError, OSError) as failure:
        sys.exit(f"the password was not changed: {type(failure).__name__}: {failure}")
    say([f"{account_on_kafka(options.name)} has a new password; start again what signs in with it"])


if __name__ == "__main__":
    main()
