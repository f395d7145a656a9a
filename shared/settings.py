"""What an operator may change, common to all services. Each service's `settings.py` adds its own."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from shared.clock import BusinessDate
from shared.web.settings import SignInSettings

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
_NAMES: Final = Path(__file__).with_name("setting_names.txt")
KafkaSecurity = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


def _business_date(given: Any) -> Any:
    return BusinessDate.parse(given) if isinstance(given, str) else given


class ServiceSettings(SignInSettings):
    """Read once, by a service's `main`, from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="ONWARD_",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    kafka_bootstrap_servers: str = Field("127.0.0.1:9092", validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    """Where Kafka is: host and port, several with commas between them."""
    database_url: str = Field("postgresql://127.0.0.1:5432/onward", validation_alias="DATABASE_URL", repr=False)
    """Address of the database under the service's own role. It holds a password: never log it."""
    topic_prefix: str = Field("onward", pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")
    """What the topics of this deployment begin with, so that several may share a broker."""
    topic_replication: int | None = Field(None, ge=1, le=5)
    """Copies of each topic, for the command that makes them; None: three, or as many as there are brokers."""
    master_key_file: Path = Path(".onward/master.key")
    """The master key: 32 random bytes as base64. Without it no original and no message can be opened."""
    vault_dir: Path = Path(".onward/vault")
    """The folder of the originals, sealed."""
    erasures_file: Path = Path(".onward/erasures.jsonl")
    """The list of what was erased for good, which a restore of an older backup erases again. Keep a copy where the
    keys are kept."""
    http_host: str = "127.0.0.1"
    """The address on which pages, hook, probes and metrics are served."""
    http_port: int = Field(0, ge=0, le=65535)
    """Their port; 0: any that is free."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas between them, whose X-Forwarded-For is believed. Empty: nobody's."""
    establishments_file: Path | None = None
    """The register of establishments as CSV. None: the one that comes with the product."""
    business_date: Annotated[date | BusinessDate | None, BeforeValidator(_business_date)] = None
    """A simulated today, 2026-10-05, or with the real day on which it was set, 2026-10-05@2026-11-22: so time goes on
    over restarts and all processes agree. None means the real date."""
    log_level: LogLevel = "INFO"
    """What is logged: this level and above."""
    traces_url: str | None = Field(None, pattern=r"^(|https?://.+)$")
    """Where traces are sent by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces. None or blank: none are made.
    Needs the optional packages `traces`."""
    commit: str = Field("unknown", pattern=r"^(unknown|[0-9a-f]{7,40}\+?)$")
    """Of which commit the code is, a plus behind it: with changes; for the metric `onward_build_info`."""
    compiled: str = "yes"
    """no: everything runs as plain Python. Read before any module of a service (shared/compiled/settings.py)."""
    ingest_url: str = "http://127.0.0.1:8001"
    """Where browsers reach ingest; so with the three below."""
    validation_url: str = "http://127.0.0.1:8002"
    """Where browsers reach validation."""
    matching_url: str = "http://127.0.0.1:8003"
    """Where browsers reach matching."""
    reporting_url: str = "http://127.0.0.1:8004"
    """Where browsers reach reporting; messages link to its sign-in."""
    pool_size: int = Field(12, ge=2, le=50)
    """Database connections of one process: services x replicas x this must stay below `max_connections`."""
    kafka_session_s: int = Field(15, ge=6, le=120)
    """Seconds without heartbeat after which a consumer counts as dead: a killed one holds its partitions that long."""
    kafka_security: KafkaSecurity = "PLAINTEXT"
    """How Kafka is spoken to. With SASL, the mechanism is SCRAM-SHA-512."""
    kafka_username: str | None = None
    """The user at Kafka, with SASL."""
    kafka_password_file: Path | None = None
    """The file of that user's password."""
    kafka_ca_file: Path | None = None
    """Certificates of those who vouch for the brokers. None: those that the machine trusts."""
    kafka_passwords_dir: Path | None = None
    """Where the administrator's jobs find the password of each account, a file each; None: they make no accounts."""

    kafka_outside_address: str | None = None
    """Where consumers of status changes reach Kafka, for those who tell them; None: where everybody does."""

    @field_validator("kafka_username", "kafka_password_file", "kafka_ca_file", "kafka_passwords_dir", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        """A variable that is there and blank, as a compose file passes it on, is not set."""
        return None if value == "" else value


def unknown_settings(environment: Iterable[str] = os.environ) -> list[str]:
    """Return the variables that begin as ours and are none of any service or command: somebody mistyped one."""
    known = set(_NAMES.read_text(encoding="utf-8").split())
    return sorted(name for name in environment if name.startswith("ONWARD_") and name not in known)


S = TypeVar("S", bound=ServiceSettings)


def read_settings(kind: type[S]) -> S:
    """Return the settings that the environment gives; where one is wrong, leave with a sentence that names it.

    The sentence never repeats what was given: it may be a password.
    """
    try:
        return kind()
    except ValidationError as error:
        raise SystemExit(f"The settings are wrong. {_faults(error)}") from None


def _faults(error: ValidationError) -> str:
    """Return what is wrong, a sentence each: ONWARD_MAIL_PORT: input should be less than or equal to 65535."""
    faults = []
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        variable = name if name.isupper() else f"ONWARD_{name.upper()}"
        words = one["msg"].removeprefix("Value error, ").rstrip(".")
        faults.append(f"{variable}: {words[:1].lower()}{words[1:]}." if name else f"{words}.")
    return " ".join(faults)
