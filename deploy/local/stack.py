"""Starts and stops the whole stack on this machine: servers, database, topics, accounts and services."""

import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from deploy.local.errors import StackError
from deploy.local.machine import processes
from deploy.local.machine.processes import Known
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.preparing import prepare
from deploy.local.servers import kafka, lifecycle, postgres
from deploy.local.services import code_version, launch
from deploy.local.services.kept_settings import differing, keep_settings, kept_settings, say_differing
from deploy.local.services.launch import Replica
from deploy.local.services.replicas import check_replicas
from deploy.local.state import addresses, credentials
from deploy.local.state.files import read_json, write_json
from shared.service_names import SERVICES

READY_S = 180.0
DOWN_S = 60.0
HOPELESS = 5
"""A service that crashed so often in a row while it was waited for will not come up."""


def up(paths: StackPaths, *, taken_over: Collection[str] = ()) -> dict[str, Any]:
    """Bring everything up and return the addresses. What runs already is left as it is, with its settings.

    Of the caller's variables, only those named `taken_over` replace what the services run with.
    """
    content = start_servers(paths)
    here = launch.settings_here()
    settings = kept_settings(paths) | {name: here[name] for name in taken_over if name in here}
    say_differing(paths, content, settings)
    prepare(paths, content, settings)
    running = _desired_replicas(paths)
    return run_services(paths, {service: running.get(service, 1) for service in SERVICES}, settings)


def start_servers(paths: StackPaths) -> dict[str, Any]:
    """Start Kafka and PostgreSQL, if need be, and write where they are."""
    found = lifecycle.start(paths)
    return addresses.write_servers(paths, found, credentials.service_passwords(paths))


def run_services(paths: StackPaths, replicas: dict[str, int], settings: Mapping[str, str]) -> dict[str, Any]:
    """Have the supervisor run this many of each service, wait until all are ready, and return the addresses.

    Only then the settings are kept for the next time.
    """
    missing = [service for service in replicas if not launch.exists(service)]
    if missing:
        raise StackError(f"These services are not in this checkout: {', '.join(missing)}.")
    wanted = [Replica(service, index) for service, count in replicas.items() for index in range(count)]
    ports = launch.choose_ports(paths, wanted)
    content = addresses.read(paths)
    common = launch.common_environment(paths, content, {service: ports[service] for service in replicas}, settings)
    addresses.update(paths, lambda file: file.update(environment=common))
    write_json(
        paths.desired,
        {
            "generation": uuid4().hex,
            "environment": common,
            "settings": read_json(paths.desired).get("settings"),
            "services": {
                service: {
                    "environment": launch.own_environment(content, service),
                    "ports": [ports[Replica(service, index).name] for index in range(count)],
                }
                for service, count in replicas.items()
            },
        },
    )
    _ensure_supervisor(paths)
    try:
        _wait_ready(paths, wanted)
    except StackError:
        launch.forget_remembered(paths, content)
        raise
    keep_settings(paths, settings)
    return addresses.read(paths)


def scale(paths: StackPaths, service: str, count: int) -> dict[str, Any]:
    """Run `count` replicas of a service from now on, with the settings that the stack has; the others go on."""
    wanted = _desired_replicas(paths)
    if not wanted:
        raise StackError("The services are not up: make up.")
    wanted |= {launch.check_name(service): count}
    check_replicas(paths, wanted)
    desired, content = read_json(paths.desired), addresses.read(paths)
    replicas = [Replica(service, index) for index in range(count)]
    ports = launch.choose_ports(paths, replicas)
    own = desired["services"].get(service) or {"environment": launch.own_environment(content, service)}
    entry = own | {"ports": [ports[replica.name] for replica in replicas]}
    services = desired["services"] | {service: entry}
    write_json(paths.desired, desired | {"generation": uuid4().hex, "services": services})
    _ensure_supervisor(paths)
    _wait_ready(paths, replicas)
    return addresses.read(paths)


def kill(paths: StackPaths, name: str, number: int = 1) -> None:
    """End a service's replica, Kafka or PostgreSQL by SIGKILL, as a crash would. The supervisor restarts services."""
    victim = _server(paths, name) if name in ("kafka", "postgres") else _replica(paths, name, number)
    victim.send(signal.SIGKILL)
    processes.wait_until(lambda: not victim.alive(), 10)


def restart_services(paths: StackPaths) -> dict[str, Any]:
    """Stop all services gracefully and start them again, with the present code and the caller's settings.

    The servers stay up.
    """
    running = _desired_replicas(paths)
    if not running:
        raise StackError("The services are not up: make up.")
    content = start_servers(paths)
    if names := differing(paths, content, kept_settings(paths)):
        print(f"Settings taken over: {', '.join(names)}.", flush=True)
    stop_services(paths)
    settings = launch.settings_here()
    prepare(paths, content, settings)
    return run_services(paths, running, settings)


def outdated_services(paths: StackPaths) -> list[str]:
    """Return the services that run with other code than the present one."""
    return code_version.outdated(read_json(paths.running))


def restart(paths: StackPaths, name: str) -> None:
    """Stop a service (all its replicas), Kafka or PostgreSQL gracefully and start it again."""
    if name in ("kafka", "postgres"):
        kafka.stop(paths) if name == "kafka" else postgres.stop(paths)
        start_servers(paths)
        return
    desired = read_json(paths.desired)
    count = len(desired.get("services", {}).get(launch.check_name(name), {}).get("ports", []))
    if not count:
        raise StackError("The services are not up: make up.")
    for number in range(1, count + 1):
        processes.stop(_replica(paths, name, number), grace_s=30)
    _wait_ready(paths, [Replica(name, index) for index in range(count)])


def down(paths: StackPaths) -> list[str]:
    """Stop everything of this stack and return the names of what ran."""
    stopped = ["the services"] if stop_services(paths) else []
    stopped += lifecycle.stop(paths)
    addresses.update(paths, lambda file: file.update(kafka={}, postgres={}, services={}))
    return stopped


def remove_data(paths: StackPaths) -> None:
    """Remove everything of a stopped stack but the jars, which cost a download."""
    from deploy.local.servers import cluster

    cluster.remove_outside(paths)
    for path in paths.root.iterdir():
        if path in (paths.jars, paths.lock):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def stop_services(paths: StackPaths) -> bool:
    """Stop the services, through their supervisor if it lives. Return False when none ran."""
    observed = read_json(paths.running)
    write_json(paths.desired, {})
    supervisor = supervisor_of(paths)
    alive = [process for process in map(processes.remembered, _entries(observed)) if process]
    if supervisor:
        processes.stop(supervisor, grace_s=DOWN_S)
    for process in alive:
        if process.alive():
            processes.stop(process, grace_s=10)
    paths.running.unlink(missing_ok=True)
    return bool(supervisor or alive)


def stop_service(paths: StackPaths, service: str) -> None:
    """Stop the replicas of one service that the supervisor keeps running, if any; the others go on."""
    desired = read_json(paths.desired)
    services = desired.get("services", {})
    if services.pop(service, None) is None:
        return
    if not services:
        stop_services(paths)
        return
    # Their environment stays as it is, or the supervisor would restart them.
    write_json(paths.desired, desired | {"generation": uuid4().hex})
    if not processes.wait_until(lambda: not _counts(paths, {service: 1})[service], DOWN_S, pause_s=0.2):
        raise StackError(f"{service} has not stopped.")


def supervisor_of(paths: StackPaths) -> Known | None:
    """Return the supervisor of this stack when it runs."""
    return processes.find("deploy.local.services.supervisor", str(paths.root))


def _ensure_supervisor(paths: StackPaths) -> None:
    if supervisor_of(paths):
        return
    processes.start(
        [sys.executable, "-m", "deploy.local.services.supervisor", str(paths.root)],
        log=paths.logs / "supervisor.log",
        environment=os.environ | {"ONWARD_STATE_DIR": str(paths.root)},
        folder=CHECKOUT,
    )


def _wait_ready(paths: StackPaths, wanted: list[Replica]) -> None:
    """Wait until exactly the replicas of the last wanted state run, and each reports ready."""
    print("Waiting for the services ...", flush=True)
    deadline = time.monotonic() + READY_S
    for replica in wanted:
        processes.wait_until(partial(_is_settled, paths, replica), max(1.0, deadline - time.monotonic()), pause_s=0.2)
        if not _is_ready(paths, replica):
            log = launch.log_of(paths, replica)
            raise StackError(f"{replica.name} is not ready; the end of {log}:\n{processes.tail(log)}")
    counts = dict(Counter(replica.service for replica in wanted))
    left = max(1.0, deadline - time.monotonic())
    if not processes.wait_until(lambda: _counts(paths, counts) == counts, left, pause_s=0.2):
        raise StackError("Replicas that are no longer wanted have not stopped.")


def _is_settled(paths: StackPaths, replica: Replica) -> bool:
    """Return whether to stop waiting: the replica is ready, or it crashes again and again."""
    return _is_ready(paths, replica) or _entry(paths, replica).get("crashes_in_a_row", 0) >= HOPELESS


def _is_ready(paths: StackPaths, replica: Replica) -> bool:
    entry = _entry(paths, replica)
    return bool(entry) and processes.remembered(entry) is not None and launch.ready(entry["url"])


def _entry(paths: StackPaths, replica: Replica) -> dict[str, Any]:
    """Return a replica's recorded state; empty before the supervisor has read the last change, or if it is to stop."""
    observed = read_json(paths.running)
    if observed.get("generation") != read_json(paths.desired).get("generation"):
        return {}
    entries = observed.get("services", {}).get(replica.service, [])
    return next((entry for entry in entries if entry["index"] == replica.index and not entry.get("stopping")), {})


def _counts(paths: StackPaths, asked: dict[str, int]) -> dict[str, int]:
    observed = read_json(paths.running).get("services", {})
    return {service: len(observed.get(service, [])) for service in asked}


def _desired_replicas(paths: StackPaths) -> dict[str, int]:
    entries = read_json(paths.desired).get("services", {})
    return {service: len(entry["ports"]) for service, entry in entries.items()}


def _entries(observed: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entries in observed.get("services", {}).values() for entry in entries]


def _replica(paths: StackPaths, service: str, number: int) -> Known:
    entries = read_json(paths.running).get("services", {}).get(launch.check_name(service), [])
    found = [processes.remembered(entry) for entry in entries if entry["index"] == number - 1]
    if not found or found[0] is None:
        raise StackError(f"{service} {number} does not run.")
    return found[0]


def _server(paths: StackPaths, name: str) -> Known:
    found = kafka.find(paths) if name == "kafka" else postgres.find(paths)
    if found is None:
        raise StackError(f"{name} of this stack does not run.")
    return found.process
