"""How to reach Kafka: one description for producer, consumers and administration."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.settings import KafkaSecurity, ServiceSettings


@dataclass(frozen=True, slots=True)
class KafkaAccess:
    """Servers and credentials. The password comes from a file and is never printed."""

    bootstrap_servers: str
    security: KafkaSecurity = "PLAINTEXT"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    @classmethod
    def of(cls, settings: ServiceSettings) -> "KafkaAccess":
        """Return the access that the settings describe."""
        password_file = settings.kafka_password_file
        return cls(
            settings.kafka_bootstrap_servers,
            settings.kafka_security,
            settings.kafka_username,
            password_file.read_text(encoding="utf-8").strip() if password_file else None,
            settings.kafka_ca_file,
        )

    def client_options(self) -> dict[str, Any]:
        """Return the connection arguments of aiokafka's clients."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers.split(","),
            "security_protocol": self.security,
        }
        if self.uses_tls:
            options["ssl_context"] = self.tls()
        if self.security.startswith("SASL"):
            options |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return options

    def librdkafka_options(self) -> dict[str, Any]:
        """Return the connection arguments of librdkafka's clients, which do what aiokafka's have no calls for."""
        options: dict[str, Any] = {
            "bootstrap.servers": self.bootstrap_servers,
            "security.protocol": self.security,
            "log_level": 0,  # what goes wrong is raised
        }
        if self.security.startswith("SASL"):
            options |= {
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.username": self.username,
                "sasl.password": self.password,
            }
        if self.ca_file is not None:
            options["ssl.ca.location"] = str(self.ca_file)
        return options

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return "SSL" in self.security.split("_")

    def tls(self) -> ssl.SSLContext:
        """Return a context that trusts the given authority, or the system's."""
        return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
