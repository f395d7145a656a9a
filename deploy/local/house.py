"""The whole house on this machine: servers, database, topics, accounts and the services, up and down again."""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections import Counter
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka.errors import KafkaError

from deploy.local import addresses, code, credentials, kafka, postgres, processes, servers, services
from deploy.local.credentials import SERVICES
from deploy.local.errors import StackError
from deploy.local.places import CHECKOUT, Places
from deploy.local.processes import Known
from deploy.local.services import Replica
from deploy.local.state import read_json, write_json, write_private

READY_S = 180.0
DOWN_S = 60.0
HOPELESS = 5
"""A service that fell so often in a row while it was waited for will not come up."""
SCHOOL_ROW = f"{credentials.SCHOOL},Harbour View Example School,,,School,,2000-09-01,\n"
"""An invented school, so that a file can be sent before any demo wrote its register."""


def up(places: Places) -> dict[str, Any]:
    """Bring everything up and return the addresses. What runs already is left as it is."""
    content = start_servers(places)
    prepare(places, content)
    running = _desired_replicas(places)
    return run_services(places, {service: running.get(service, 1) for service in SERVICES})


def start_servers(places: Places) -> dict[str, Any]:
    """Start Kafka and PostgreSQL, if need be, and write where they are."""
    found = servers.start(places)
    return addresses.write_servers(places, found, credentials.service_passwords(places))


def prepare(places: Places, content: dict[str, Any]) -> None:
    """Migrate, create topics, and make the keys, the register and the accounts. Twice is once."""
    from deploy.jobs.migrate import MigrationRefused, migrate
    from deploy.jobs.topics import create_topics
    from shared.errors import OnwardError
    from shared.web.accounts.new_accounts import ensure_accounts

    credentials.ensure_master_key(places)
    credentials.ensure_hook_keys(places)
    _ensure_register(places)
    admin_url, bootstrap = content["postgres"]["admin_url"], content["kafka"]["bootstrap_servers"]
    accounts = credentials.accounts(places)
    prefix = os.environ.get("ONWARD_TOPIC_PREFIX") or "onward"
    try:
        asyncio.run(migrate(admin_url, passwords=credentials.service_passwords(places)))
        _, drift = asyncio.run(create_topics(bootstrap, prefix))
        asyncio.run(ensure_accounts(admin_url, accounts))
    except MigrationRefused as refusal:
        raise StackError(f"{refusal}. Where the data may go: make clean.") from None
    except (OnwardError, KafkaError, asyncpg.PostgresError, OSError) as failure:
        raise StackError(f"Preparing database and topics failed: {type(failure).__name__}: {failure}") from failure
    for one in drift:
        print(f"{one.topic}: {one.setting} is {one.found}, the table says {one.wanted}", file=sys.stderr)
    people = [{"account": a.name, "password": a.password, "role": a.role.value} for a in accounts]
    addresses.update(places, lambda file: file.update(sign_in=people))


def run_services(places: Places, replicas: dict[str, int]) -> dict[str, Any]:
    """Have the supervisor run so many of each service, wait until all are ready, and return the addresses."""
    missing = [service for service in replicas if not services.exists(service)]
    if missing:
        raise StackError(f"These services are not in this checkout: {', '.join(missing)}.")
    wanted = [Replica(service, index) for service, count in replicas.items() for index in range(count)]
    ports = services.choose_ports(places, wanted)
    content = addresses.read(places)
    common = services.common_environment(places, content, {service: ports[service] for service in replicas})
    addresses.update(places, lambda file: file.update(environment=common))
    write_json(
        places.desired,
        {
            "wish": uuid4().hex,
            "environment": common,
            "services": {
                service: {
                    "database_url": content["postgres"]["service_urls"][service],
                    "ports": [ports[Replica(service, index).name] for index in range(count)],
                }
                for service, count in replicas.items()
            },
        },
    )
    _ensure_supervisor(places)
    _wait_ready(places, wanted)
    return addresses.read(places)


def scale(places: Places, service: str, count: int) -> dict[str, Any]:
    """Run `count` replicas of a service from now on."""
    if not 0 < count <= services.REPLICAS_MAX:
        raise StackError(f"A service runs in 1 to {services.REPLICAS_MAX} replicas.")
    running = _desired_replicas(places)
    if not running:
        raise StackError("The services are not up: make up.")
    return run_services(places, running | {services.check_name(service): count})


def kill(places: Places, name: str, number: int = 1) -> None:
    """End a service's replica, Kafka or PostgreSQL by SIGKILL, as a crash would. The supervisor restarts services."""
    victim = _server(places, name) if name in ("kafka", "postgres") else _replica(places, name, number)
    victim.send(signal.SIGKILL)
    processes.wait_until(lambda: not victim.alive(), 10)


def restart_services(places: Places) -> dict[str, Any]:
    """Stop all services gracefully and start them again, with the code that stands here now; the servers stay up."""
    running = _desired_replicas(places)
    if not running:
        raise StackError("The services are not up: make up.")
    content = start_servers(places)
    stop_services(places)
    prepare(places, content)
    return run_services(places, running)


def outdated_services(places: Places) -> list[str]:
    """Return the services that run with other code than stands here now."""
    return code.outdated(read_json(places.running))


def restart(places: Places, name: str) -> None:
    """Stop a service (all its replicas), Kafka or PostgreSQL gracefully and start it again."""
    if name in ("kafka", "postgres"):
        kafka.stop(places) if name == "kafka" else postgres.stop(places)
        start_servers(places)
        return
    desired = read_json(places.desired)
    count = len(desired.get("services", {}).get(services.check_name(name), {}).get("ports", []))
    if not count:
        raise StackError("The services are not up: make up.")
    for number in range(1, count + 1):
        processes.stop(_replica(places, name, number), grace_s=30)
    _wait_ready(places, [Replica(name, index) for index in range(count)])


def down(places: Places) -> list[str]:
    """Stop everything of this stack and return the names of what ran."""
    stopped = ["the services"] if stop_services(places) else []
    stopped += servers.stop(places)
    addresses.update(places, lambda file: file.update(kafka={}, postgres={}, services={}))
    return stopped


def remove_data(places: Places) -> None:
    """Remove everything of a stopped stack but the jars, which cost a download."""
    from deploy.local import cluster

    cluster.remove_outside(places)
    for path in places.root.iterdir():
        if path in (places.jars, places.lock):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def stop_services(places: Places) -> bool:
    """Stop the services, through their supervisor if it lives. Return False when none ran."""
    told = read_json(places.running)
    write_json(places.desired, {})
    supervisor = supervisor_of(places)
    alive = [process for process in map(processes.remembered, _entries(told)) if process]
    if supervisor:
        processes.stop(supervisor, grace_s=DOWN_S)
    for process in alive:
        if process.alive():
            processes.stop(process, grace_s=10)
    places.running.unlink(missing_ok=True)
    return bool(supervisor or alive)


def supervisor_of(places: Places) -> Known | None:
    """Return the supervisor of this stack when it runs."""
    return processes.find("deploy.local.supervisor", str(places.root))


def _ensure_supervisor(places: Places) -> None:
    if supervisor_of(places):
        return
    processes.start(
        [sys.executable, "-m", "deploy.local.supervisor", str(places.root)],
        log=places.logs / "supervisor.log",
        environment=os.environ | {"ONWARD_STATE_DIR": str(places.root)},
        folder=CHECKOUT,
    )


def _wait_ready(places: Places, wanted: list[Replica]) -> None:
    """Wait until exactly the wanted replicas run, as was wished last, and each calls itself ready."""
    print("Waiting for the services ...", flush=True)
    deadline = time.monotonic() + READY_S
    for replica in wanted:
        processes.wait_until(partial(_is_settled, places, replica), max(1.0, deadline - time.monotonic()), pause_s=0.2)
        if not _is_ready(places, replica):
            log = services.log_of(places, replica)
            raise StackError(f"{replica.name} is not ready; the end of {log}:\n{processes.tail(log)}")
    counts = dict(Counter(replica.service for replica in wanted))
    left = max(1.0, deadline - time.monotonic())
    if not processes.wait_until(lambda: _counts(places, counts) == counts, left, pause_s=0.2):
        raise StackError("Replicas that are no longer wanted have not stopped.")


def _is_settled(places: Places, replica: Replica) -> bool:
    """Say whether waiting longer is of no use: the replica is ready, or it falls again and again."""
    return _is_ready(places, replica) or _entry(places, replica).get("falls_in_a_row", 0) >= HOPELESS


def _is_ready(places: Places, replica: Replica) -> bool:
    entry = _entry(places, replica)
    return bool(entry) and processes.remembered(entry) is not None and services.ready(entry["url"])


def _entry(places: Places, replica: Replica) -> dict[str, Any]:
    """Return what is told of a replica; nothing while the supervisor has not read the last wish, or it is to stop."""
    told = read_json(places.running)
    if told.get("wish") != read_json(places.desired).get("wish"):
        return {}
    entries = told.get("services", {}).get(replica.service, [])
    return next((entry for entry in entries if entry["index"] == replica.index and not entry.get("stopping")), {})


def _counts(places: Places, asked: dict[str, int]) -> dict[str, int]:
    told = read_json(places.running).get("services", {})
    return {service: len(told.get(service, [])) for service in asked}


def _desired_replicas(places: Places) -> dict[str, int]:
    entries = read_json(places.desired).get("services", {})
    return {service: len(entry["ports"]) for service, entry in entries.items()}


def _entries(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entries in told.get("services", {}).values() for entry in entries]


def _replica(places: Places, service: str, number: int) -> Known:
    entries = read_json(places.running).get("services", {}).get(services.check_name(service), [])
    found = [processes.remembered(entry) for entry in entries if entry["index"] == number - 1]
    if not found or found[0] is None:
        raise StackError(f"{service} {number} does not run.")
    return found[0]


def _server(places: Places, name: str) -> Known:
    found = kafka.find(places) if name == "kafka" else postgres.find(places)
    if found is None:
        raise StackError(f"{name} of this stack does not run.")
    return found.process


def _ensure_register(places: Places) -> None:
    """Write the register that comes with the product and one invented school, unless a demo wrote another."""
    from shared.vocabulary.establishments import bundled_register_csv

    if not places.establishments.exists() or places.establishments.stat().st_size == 0:
        write_private(places.establishments, bundled_register_csv().rstrip("\n") + "\n" + SCHOOL_ROW)
