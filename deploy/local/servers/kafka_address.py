"""Where Kafka is and how each account signs in: ours, or one that exists and is named in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from deploy.local.errors import StackError
from shared.contracts.rights import ACCOUNTS, ADMINISTRATOR, account_on_kafka
from shared.kafka.access import KafkaAccess
from shared.settings import KafkaSecurity

SIGN_IN = ("ONWARD_KAFKA_USERNAME", "ONWARD_KAFKA_PASSWORD_FILE")


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """One Kafka. Passwords stand in files; here is where the files are."""

    bootstrap_servers: str
    security: KafkaSecurity = "PLAINTEXT"
    ca_file: Path | None = None
    passwords_dir: Path | None = None
    """A file for each account; None: there is one account for everything, or none at all."""
    username: str | None = None
    password_file: Path | None = None
    outside: str | None = None
    """The address for consumers of status changes, where it is another."""

    @classmethod
    def given(cls) -> "KafkaAddress | None":
        """Return what the environment names, None where it names none. Raise StackError where it is no address."""
        servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
        if not servers:
            return None
        security: Any = os.environ.get("ONWARD_KAFKA_SECURITY") or "PLAINTEXT"
        if security not in get_args(KafkaSecurity):
            raise StackError(f"ONWARD_KAFKA_SECURITY is one of {', '.join(get_args(KafkaSecurity))}, not {security}.")
        username = os.environ.get("ONWARD_KAFKA_USERNAME") or None
        files = {name: _path(f"ONWARD_KAFKA_{name}") for name in ("CA_FILE", "PASSWORDS_DIR", "PASSWORD_FILE")}
        if security.startswith("SASL") and not (files["PASSWORDS_DIR"] or (username and files["PASSWORD_FILE"])):
            raise StackError(
                "Kafka with accounts needs ONWARD_KAFKA_PASSWORDS_DIR, or ONWARD_KAFKA_USERNAME and _PASSWORD_FILE."
            )
        return cls(servers, security, files["CA_FILE"], files["PASSWORDS_DIR"], username, files["PASSWORD_FILE"])

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "KafkaAddress":
        """Return what `as_json` gave."""
        common, admin = content["environment"], content["accounts"][ADMINISTRATOR]
        files = {
            name: Path(value) if (value := (common | admin).get(f"ONWARD_KAFKA_{name}")) else None
            for name in ("CA_FILE", "PASSWORDS_DIR", "PASSWORD_FILE")
        }
        return cls(
            content["bootstrap_servers"],
            common["ONWARD_KAFKA_SECURITY"],
            files["CA_FILE"],
            files["PASSWORDS_DIR"],
            admin.get("ONWARD_KAFKA_USERNAME"),
            files["PASSWORD_FILE"],
            content["outside"],
        )

    def access(self, account: str = ADMINISTRATOR) -> KafkaAccess:
        """Return how an account, by its name in the project, reaches Kafka. Raise StackError without its password."""
        name, file = self._sign_in(account)
        try:
            password = file.read_text(encoding="utf-8").strip() if file else None
        except OSError:
            raise StackError(f"The password of Kafka's account {name} is not there: {file}.") from None
        return KafkaAccess(self.bootstrap_servers, self.security, name, password, self.ca_file)

    def as_json(self) -> dict[str, Any]:
        """Return what `addresses.json` holds: variables for every process, and those that differ by account."""
        return {
            "bootstrap_servers": self.bootstrap_servers,
            "outside": self.outside or self.bootstrap_servers,
            "environment": {
                "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
                "ONWARD_KAFKA_SECURITY": self.security,
                **({"ONWARD_KAFKA_CA_FILE": str(self.ca_file)} if self.ca_file else {}),
            },
            "accounts": {name: self._variables(name) for name in (*ACCOUNTS, ADMINISTRATOR)},
        }

    def _variables(self, account: str) -> Mapping[str, str]:
        name, file = self._sign_in(account)
        own = {SIGN_IN[0]: name, SIGN_IN[1]: str(file)} if name and file else {}
        if account != ADMINISTRATOR:
            return own
        more = {"ONWARD_KAFKA_PASSWORDS_DIR": self.passwords_dir, "ONWARD_KAFKA_OUTSIDE_ADDRESS": self.outside}
        return own | {variable: str(value) for variable, value in more.items() if value}

    def _sign_in(self, account: str) -> tuple[str | None, Path | None]:
        if self.passwords_dir is not None:
            return account_on_kafka(account), self.passwords_dir / account
        return self.username, self.password_file


def _path(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value).resolve() if value else None
