"""How to reach Kafka: read from the same file of properties that Kafka's own programs take."""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

_ACCOUNT: Final = re.compile(r'\b(username|password)\s*=\s*"((?:[^"\\]|\\.)*)"')
_SECURITY: Final = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")


class ConnectionFileError(Exception):
    """The file of properties lacks something, or says what this client cannot do. The text names the property."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Servers and credentials. The password is never printed."""

    bootstrap_servers: str
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Certificates to trust, as PEM; None: those that the machine trusts."""
    group: str | None = None
    """The group that the file names: with accounts, only names that begin in a certain way are allowed."""

    @classmethod
    def from_file(cls, file: Path | str) -> Self:
        """Read a file such as `consumer.properties`. Raise ConnectionFileError, or OSError when it cannot be read."""
        given = _properties(Path(file).read_text(encoding="utf-8"))
        if not given.get("bootstrap.servers"):
            raise ConnectionFileError(f"{file} has no bootstrap.servers")
        security = given.get("security.protocol", "PLAINTEXT")
        if security not in _SECURITY:
            raise ConnectionFileError(f"{file}: security.protocol is one of {', '.join(_SECURITY)}")
        found = _ACCOUNT.findall(given.get("sasl.jaas.config", ""))
        account = {name: _unescaped(value) for name, value in found}
        if security.startswith("SASL") and not {"username", "password"} <= account.keys():
            raise ConnectionFileError(f"{file}: sasl.jaas.config names no username and password")
        trusted = given.get("ssl.truststore.location")
        if trusted and given.get("ssl.truststore.type", "JKS") != "PEM":
            raise ConnectionFileError(f"{file}: ssl.truststore.type must be PEM")
        return cls(
            given["bootstrap.servers"],
            security,
            given.get("sasl.mechanism", "SCRAM-SHA-512"),
            account.get("username"),
            account.get("password"),
            Path(trusted) if trusted else None,
            given.get("group.id"),
        )

    def client_options(self) -> dict[str, Any]:
        """Return the connection arguments of aiokafka's clients."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers.split(","),
            "security_protocol": self.security_protocol,
        }
        if self.security_protocol in ("SSL", "SASL_SSL"):
            options["ssl_context"] = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        if self.security_protocol.startswith("SASL"):
            options |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return options


def _properties(text: str) -> dict[str, str]:
    """Return the properties of a file: lines of name and value; a line that begins with # or ! is a comment."""
    lines = (line.strip() for line in text.replace("\\\n", "").splitlines())
    pairs = (line.partition("=") for line in lines if line and line[0] not in "#!" and "=" in line)
    return {name.strip(): _unescaped(value.strip()) for name, _, value in pairs}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
