"""What an operator may change about reporting."""

from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from shared.settings import ServiceSettings


class ReportingSettings(ServiceSettings):
    """Read once, by `main`."""

    recompute_batch: int = Field(1_000, ge=1, le=5_000)
    """People whose statuses are computed and published in one transaction."""
    recompute_poll_s: float = Field(2.0, gt=0, le=60)
    """How often to look for work that nobody was woken for: what a crash left behind, what another replica made due."""
    publication_threshold: int = Field(6, ge=2, le=100)
    """Numbers below it are left out of the NEET report for publication, with whatever would give them away."""
    status_codes_in_full: bool = False
    """Whether status changes are published a second time, with sensitive codes in full, on the topic that only
    consumers made with `--in-full` may read. After a change: `./onward republish`, which fills or empties it."""
    mail_host: str | None = None
    """The mail server by which reminders are sent. None: nothing is sent, and the pages of reminders say so."""
    mail_port: int = Field(587, ge=1, le=65535)
    """The mail server's port."""
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    """none: without encryption, for a server on the same machine; it takes no sign-in then."""
    mail_from: str | None = Field(None, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
    """The address that reminders come from, in ASCII: a mail server need not take any other."""
    mail_username: str | None = None
    """The sign-in at the mail server, if it wants one."""
    mail_password_file: Path | None = None
    """The file of its password."""
    mail_ca_file: Path | None = None
    """Certificates of those who vouch for the mail server; None: those that the machine trusts."""
    mail_timeout_s: float = Field(10.0, gt=0, le=60)
    """Seconds that the mail server may take."""
    reminders_from: time = time(9)
    """From when reminders are sent on a working day, in London time."""
    reminders_until: time = time(16)
    """Until when."""

    nightly_snapshot_from: int | None = Field(1, ge=0, le=23)
    """The hour, in London, from which everybody as at today is put together once a day. None (blank): never."""

    webhook_private_networks: str = ""
    """Networks, with commas between them, in which receivers of webhooks may be; all others must be public."""
    webhook_http_on_loopback: bool = False
    """For development: webhooks may be sent to this machine itself, without encryption."""
    webhook_ca_file: Path | None = None
    """Certificates of those who vouch for receivers of webhooks, beside those that the machine trusts."""
    webhook_timeout_s: float = Field(15.0, gt=0, le=30)
    """How long a receiver may take to answer."""
    webhook_poll_s: float = Field(1.0, gt=0, le=60)
    """How often to look for what webhooks are to be sent."""
    known_consumers: str = "*"
    """Consumer groups of the public topic whose lag is shown, with commas between them; one that ends in * stands for
    all that begin so."""

    @property
    def sign_in_address(self) -> str:
        """The address of the sign-in page, as messages give it."""
        return f"{self.reporting_url.rstrip('/')}/sign-in"

    @field_validator(
        *("mail_host", "mail_from", "mail_username", "mail_password_file", "webhook_ca_file", "nightly_snapshot_from"),
        mode="before",
    )
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        """A variable that is there and blank, as a compose file passes it on, is not set."""
        return None if value == "" else value

    @field_validator("webhook_private_networks")
    @classmethod
    def _names_networks(cls, value: str) -> str:
        networks_of(value)
        return value

    @model_validator(mode="after")
    def _mail_is_whole(self) -> "ReportingSettings":
        if self.mail_host is not None and self.mail_from is None:
            raise ValueError("ONWARD_MAIL_HOST needs ONWARD_MAIL_FROM")
        if self.mail_username is not None and self.mail_security == "none":
            raise ValueError("ONWARD_MAIL_USERNAME needs encryption: ONWARD_MAIL_SECURITY")
        if self.mail_host is not None and self.mail_security == "none" and not _is_loopback(self.mail_host):
            raise ValueError("ONWARD_MAIL_SECURITY none is for a server on the same machine: ONWARD_MAIL_HOST")
        if (self.mail_username is None) != (self.mail_password_file is None):
            raise ValueError("ONWARD_MAIL_USERNAME and ONWARD_MAIL_PASSWORD_FILE go together")
        if self.reminders_from >= self.reminders_until:
            raise ValueError("ONWARD_REMINDERS_FROM must come before ONWARD_REMINDERS_UNTIL")
        return self


def networks_of(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks that a list with commas names. Raises ValueError for what is none."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
