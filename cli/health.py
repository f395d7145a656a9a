"""Health and lag of the services, from their own `/ready` and `/metrics`."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table

from cli.addresses import Addresses, NotUpError
from cli.http_session import HttpSession
from cli.metrics_text import fetch_samples
from shared.service_names import SERVICES


@dataclass(frozen=True, slots=True)
class Health:
    """How one replica of a service is."""

    service: str
    url: str
    ready: bool
    waiting: int
    """Messages not yet handled."""
    unsent: int
    """Outbox batches committed and not yet published."""
    dead_letters: int
    kafka_away: bool
    wall_missing: bool = False
    """Schools read without a wall of the database."""


def ask_health(addresses: Addresses, session: HttpSession) -> list[Health]:
    """Ask every replica of every service; one that does not answer is not ready."""
    return [_ask(session, service, url) for service in SERVICES for url in _urls(addresses, service)]


def kafka_listens(addresses: Addresses) -> bool:
    """Return whether the broker's address accepts connections: a service needs a while to notice that Kafka is away.

    True also where the address is not known.
    """
    known = addresses.setting("KAFKA_BOOTSTRAP_SERVERS")
    return not known or any(map(_listens, known.split(",")))


def _listens(address: str) -> bool:
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except (OSError, ValueError):
        return False
    return True


def table(found: Iterable[Health]) -> Table:
    """Return the services as a table that fits a terminal of 80 columns."""
    made = Table(box=None, pad_edge=False)
    for name in ("service", "address", "state"):
        made.add_column(name, no_wrap=True)
    for name in ("waiting", "unsent", "dead letters"):
        made.add_column(name, justify="right")
    for one in found:
        state = "ready" if one.ready else "not ready"
        made.add_row(one.service, one.url, state, str(one.waiting), str(one.unsent), str(one.dead_letters))
    return made


def _urls(addresses: Addresses, service: str) -> list[str]:
    try:
        return addresses.replicas(service)
    except NotUpError:
        return []


def _ask(session: HttpSession, service: str, url: str) -> Health:
    try:
        ready = session.get(f"{url}/ready", timeout_s=5).status == 200
        samples = fetch_samples(session, url)
    except NotUpError:
        return Health(service, url, ready=False, waiting=0, unsent=0, dead_letters=0, kafka_away=False)
    return Health(
        service,
        url,
        ready=ready,
        waiting=int(samples.total("onward_consumer_lag")),
        unsent=int(samples.total("onward_outbox_batches")),
        dead_letters=int(samples.total("onward_dead_letters_total")),
        kafka_away=samples.total("onward_kafka_away") > 0,
        wall_missing=samples.total("onward_school_wall_missing") > 0,
    )
