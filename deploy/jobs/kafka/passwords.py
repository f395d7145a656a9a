"""Passwords of Kafka's accounts: a folder with a file for each account, readable by its owner alone.

Files are written without a line end: the broker reads its own by Kafka's DirectoryConfigProvider, which keeps one.
"""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from deploy.jobs.whole_files import write_whole
from shared.contracts.rights import ACCOUNTS, UNLIMITED

EVERYBODY: Final = (*ACCOUNTS, *UNLIMITED)


def draw_password() -> str:
    """Return a new password: 192 bits at random, in letters that no configuration file has to quote."""
    return secrets.token_urlsafe(24)


def ensure_passwords(folder: Path, names: Iterable[str] = EVERYBODY) -> dict[str, str]:
    """Draw the passwords that the folder does not hold yet; return all of these by the account's name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        if not read_password(folder, name):
            write_password(folder, name, draw_password())
    return read_passwords(folder, names)


def read_passwords(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the passwords of those of these accounts that the folder holds."""
    found = {name: read_password(folder, name) for name in names}
    return {name: text for name, text in found.items() if text}


def read_password(folder: Path, name: str) -> str:
    """Return the password of one account; empty where there is none."""
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def write_password(folder: Path, name: str, text: str) -> None:
    """Keep a password, whole or not at all, mode 0600."""
    write_whole(folder / name, text)
