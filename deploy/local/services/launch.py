"""The services as processes: which there are, and the environment that each is started with."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.errors import StackError
from deploy.local.machine import ports
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.state import addresses
from deploy.local.state.files import read_json, write_json
from shared.clock import BusinessDate, SystemClock
from shared.service_names import SERVICES

SIMULATED = "ONWARD_BUSINESS_DATE"
REMEMBERED = (SIMULATED, "ONWARD_ESTABLISHMENTS_FILE")
WITH_PAGES = ("ingest", "validation", "matching", "reporting")
_NOT_PASSED_ON = {
    f"ONWARD_{name}"
    for name in (
        *("ASSETS", "HTTP_PORT", "ROLE_PASSWORDS", "STATE_DIR", "KAFKA_TLS"),
        # These come with the address of Kafka, each process its own.
        *(
            "KAFKA_SECURITY",
            "KAFKA_USERNAME",
            "KAFKA_PASSWORD_FILE",
            "KAFKA_CA_FILE",
            "KAFKA_PASSWORDS_DIR",
            "KAFKA_OUTSIDE_ADDRESS",
        ),
        *("CHAOS", "INSTALL_BROWSER", "REQUIRE_STACK", "TEST_FIGURES"),
    )
}
"""What is meant for our own commands, or differs from process to process."""


@dataclass(frozen=True, slots=True, order=True)
class Replica:
    """One process of a service; index 0 is the one whose address the pages use."""

    service: str
    index: int

    @property
    def name(self) -> str:
        """Return the name used for its log and its port: `matching`, `matching-2`."""
        return self.service if self.index == 0 else f"{self.service}-{self.index + 1}"


def command(replica: Replica) -> list[str]:
    """Return the command that starts it."""
    return [sys.executable, "-m", f"services.{replica.service}.main"]


def exists(service: str) -> bool:
    """Return whether this checkout holds the service's `main.py`."""
    return (CHECKOUT / "services" / service / "main.py").exists()


def choose_ports(paths: StackPaths, replicas: list[Replica]) -> dict[str, int]:
    """Return a port for each replica by name: the one it had, while it is free or its own, else another."""
    state = read_json(paths.state)
    mine = {entry["url"] for entries in _running(paths).values() for entry in entries}
    chosen: dict[str, int] = dict(state.get("ports", {}))
    for replica in replicas:
        had = chosen.get(replica.name)
        if had is None or url(had) not in mine:
            others = {number for name, number in chosen.items() if name != replica.name}
            chosen[replica.name] = ports.choose(had, taken=others)
    write_json(paths.state, state | {"ports": chosen})
    return chosen


def _running(paths: StackPaths) -> dict[str, list[dict[str, Any]]]:
    observed: dict[str, list[dict[str, Any]]] = read_json(paths.running).get("services", {})
    return observed


def settings_here() -> dict[str, str]:
    """Return the ONWARD_* variables of the caller that are for the services; empty ones are left out."""
    given = {name: value for name, value in os.environ.items() if name.startswith("ONWARD_") and value}
    return {name: value for name, value in given.items() if name not in _NOT_PASSED_ON}


def common_environment(
    paths: StackPaths, content: dict[str, Any], web_ports: dict[str, int], settings: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables that every process gets.

    `settings`, which are the caller's ONWARD_* variables if left out, win over ours. The simulated date and the
    register of a demonstration are remembered, so that `make down` and `make up` show the same county again, as many
    days later as have passed.
    """
    before = content["environment"]
    ours = {
        **content["kafka"]["environment"],
        "ONWARD_TOPIC_PREFIX": "onward",
        "ONWARD_MASTER_KEY_FILE": str(paths.master_key),
        "ONWARD_HOOK_KEYS_FILE": str(paths.hook_keys),
        "ONWARD_VAULT_DIR": str(paths.vault),
        "ONWARD_ERASURES_FILE": str(paths.erasures),
        "ONWARD_WATCHED_FOLDER": str(paths.watched),
        "ONWARD_ESTABLISHMENTS_FILE": str(paths.establishments),
        "ONWARD_HTTP_HOST": ports.LOOPBACK,
        "ONWARD_LOG_LEVEL": "INFO",
        "ONWARD_WEBHOOK_HTTP_ON_LOOPBACK": "yes",
    }
    ours |= {f"ONWARD_{service.upper()}_URL": url(web_ports[service]) for service in WITH_PAGES if service in web_ports}
    ours |= {name: before[name] for name in REMEMBERED if _still_holds(name, before.get(name))}
    common = ours | dict(settings_here() if settings is None else settings)
    if SIMULATED in common:
        common[SIMULATED] = _anchored(common[SIMULATED], before.get(SIMULATED))
    return common


def forget_remembered(paths: StackPaths, before: Mapping[str, Any]) -> None:
    """Remember what was remembered before, of which the addresses tell: the services did not come up with what is."""
    kept = {name: value for name, value in before["environment"].items() if name in REMEMBERED}

    def change(file: dict[str, Any]) -> None:
        now = {name: value for name, value in file["environment"].items() if name not in REMEMBERED}
        file["environment"] = now | kept

    addresses.update(paths, change)


def _anchored(wanted: str, before: str | None) -> str:
    """Return the simulated date with the real day on which it was first wanted: time goes on over `down` and `up`."""
    try:
        date, had = BusinessDate.parse(wanted), BusinessDate.parse(before or wanted)
    except ValueError:
        raise StackError(f"{SIMULATED} is a date such as 2026-10-05, not {wanted}.") from None
    if date.since is not None:
        return wanted
    return str(BusinessDate(date.on, (had.since if had.on == date.on else None) or SystemClock().today()))


def _still_holds(name: str, value: str | None) -> bool:
    return bool(value) and (not name.endswith("_FILE") or Path(str(value)).exists())


def own_environment(content: dict[str, Any], service: str) -> dict[str, str]:
    """Return the variables with which a service signs in to the servers under its own accounts."""
    accounts: dict[str, dict[str, str]] = content["kafka"]["accounts"]
    return {"DATABASE_URL": content["postgres"]["service_urls"][service], **accounts[service]}


def environment(common: dict[str, str], own: dict[str, str], number: int) -> dict[str, str]:
    """Return the whole environment of one process: the machine's, the common variables, its service's and its port."""
    machine = {name: value for name, value in os.environ.items() if not name.startswith(("ONWARD_", "KAFKA_", "PG"))}
    return machine | common | own | {"ONWARD_HTTP_PORT": str(number), "PYTHONUNBUFFERED": "1"}


def url(number: int) -> str:
    """Return the address of a service on this port."""
    return f"http://{ports.LOOPBACK}:{number}"


def ready(address: str, *, timeout_s: float = 3.0) -> bool:
    """Return whether the service at this address reports ready."""
    try:
        with urllib.request.urlopen(f"{address}/ready", timeout=timeout_s) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def check_name(service: str) -> str:
    """Return the name if it is a service's. Raise StackError with the names there are."""
    if service not in SERVICES:
        raise StackError(f"There is no service {service}; there are {', '.join(SERVICES)}.")
    return service


def log_of(paths: StackPaths, replica: Replica) -> Path:
    """Return the replica's log file."""
    return paths.logs / f"{replica.name}.log"
