"""Addresses of the stack and accounts, from `.onward/addresses.json` or from environment variables."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

CHECKOUT: Final = Path(__file__).resolve().parents[1]


class NotUpError(Exception):
    """Something needed is not running, or its address is not known. The message gives the remedy."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the local stack."""

    name: str
    password: str = field(repr=False)
    role: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """The content of `.onward/addresses.json`."""

    file: Path
    content: dict[str, Any] = field(repr=False)

    def service(self, name: str) -> str:
        """Return the address of a service; ONWARD_<NAME>_URL wins over the file. Raise NotUpError when unknown."""
        given = os.environ.get(f"ONWARD_{name.upper()}_URL")
        found = given or self.content.get("services", {}).get(name, {}).get("url")
        if not found:
            raise NotUpError(
                f"{self.file} names no address of {name}: run `make up`, or set ONWARD_{name.upper()}_URL."
            )
        return str(found).rstrip("/")

    def replicas(self, name: str) -> list[str]:
        """Return the addresses of all replicas of a service."""
        listed = self.content.get("services", {}).get(name, {}).get("replicas", [])
        return [str(entry["url"]) for entry in listed] or [self.service(name)]

    def account(self, role: str) -> Account:
        """Return an account of that role; ONWARD_ACCOUNT and ONWARD_PASSWORD win over the file.

        Raise NotUpError for one of the two without the other, and where there is no such account.
        """
        name, password = os.environ.get("ONWARD_ACCOUNT"), os.environ.get("ONWARD_PASSWORD")
        if name and password:
            return Account(name, password, role)
        if name or password:
            raise NotUpError("ONWARD_ACCOUNT and ONWARD_PASSWORD belong together: set both, or neither.")
        for entry in self.content.get("sign_in", []):
            if entry["role"] == role:
                return Account(entry["account"], entry["password"], role)
        raise NotUpError(f"{self.file} names no {role}: run `make up`, or set ONWARD_ACCOUNT and ONWARD_PASSWORD.")

    def named_account(self, role: str) -> Account:
        """Return the account that the environment names, for what nobody may do without a word. Raise NotUpError."""
        if "ONWARD_ACCOUNT" not in os.environ:
            raise NotUpError("Say who confirms: set ONWARD_ACCOUNT and ONWARD_PASSWORD.")
        return self.account(role)

    def setting(self, name: str) -> str | None:
        """Return a variable of the environment or, failing that, of the stack."""
        return os.environ.get(name) or self.content.get("environment", {}).get(name)


def read_addresses() -> Addresses:
    """Return the addresses of this checkout's stack, or of the one that ONWARD_STATE_DIR names; empty when not up."""
    file = Path(os.environ.get("ONWARD_STATE_DIR") or CHECKOUT / ".onward") / "addresses.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    return Addresses(file, content if isinstance(content, dict) else {})
