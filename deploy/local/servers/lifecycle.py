"""Kafka and PostgreSQL together: ours, or servers that exist and are named in the environment."""

import os
import shutil
from dataclasses import dataclass

from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.servers import kafka, postgres
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.servers.kafka_sign_in import SignIn, sign_in

DISK_NEEDED_BYTES = 700_000_000


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the two servers are; a process id is there only for one that we started."""

    kafka: KafkaAddress
    kafka_pid: int | None
    admin_url: str
    postgres_pid: int | None


def start(paths: StackPaths) -> Servers:
    """Return both servers, started if need be. Raise StackError when one is not to be had."""
    given, url = KafkaAddress.given(), os.environ.get("DATABASE_URL")
    if not (given and url):
        _check_disk(paths)
    database = None if url else postgres.start(paths)
    broker = None if given else kafka.start(paths)
    if given and (found := sign_in(given.access())) is not SignIn.WELCOME:
        what = "answers" if found is SignIn.AWAY else "lets us in"
        raise StackError(f"No Kafka broker {what} at KAFKA_BOOTSTRAP_SERVERS={given.bootstrap_servers}.")
    if url and postgres.sign_in(url) is not postgres.SignIn.WELCOME:
        raise StackError("No PostgreSQL server lets us in at DATABASE_URL.")
    return _servers(given, broker, url, database)


def find(paths: StackPaths) -> Servers | None:
    """Return both servers when both are there, without starting anything."""
    given, url = KafkaAddress.given(), os.environ.get("DATABASE_URL")
    broker = None if given else kafka.find(paths)
    database = None if url else postgres.find(paths)
    if not (given or broker) or not (url or database):
        return None
    return _servers(given, broker, url, database)


def _servers(
    given: KafkaAddress | None, broker: kafka.Broker | None, url: str | None, database: postgres.Server | None
) -> Servers:
    address = given or (broker.address if broker else None)
    assert address is not None
    return Servers(
        kafka=address,
        kafka_pid=broker.process.pid if broker else None,
        admin_url=url or (database.admin_url if database else ""),
        postgres_pid=database.process.pid if database else None,
    )


def stop(paths: StackPaths) -> list[str]:
    """Stop the servers of this stack and return the names of those that ran."""
    stopped = {"Kafka": kafka.stop(paths), "PostgreSQL": postgres.stop(paths)}
    return [name for name, ran in stopped.items() if ran]


def _check_disk(paths: StackPaths) -> None:
    free = shutil.disk_usage(paths.root).free
    if free < DISK_NEEDED_BYTES:
        raise StackError(f"Only {free // 1_000_000} MB of disk are free; Kafka and PostgreSQL need 700 MB.")
