"""What runs, where, who may sign in, and how far behind each service is."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local.paths import StackPaths
from deploy.local.servers import kafka, postgres
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.servers.kafka_sign_in import answers
from deploy.local.services import launch
from deploy.local.services.code_version import CHANGED
from deploy.local.stack import outdated_services, supervisor_of
from deploy.local.state import addresses
from shared.contracts.rights import MONITOR
from shared.kafka.access import KafkaAccess
from shared.service_names import SERVICES

LAG_S = 10.0
DOWN = "down: make up starts it"


def show(paths: StackPaths) -> bool:
    """Print the state of the stack. Return True when everything that should run does."""
    content = addresses.read(paths)
    # What no start has come to write down may run all the same.
    known = KafkaAddress.from_json(content["kafka"]) if content["kafka"] else None
    broker = known or ((b := kafka.find(paths)) and b.address) or None
    database = content["postgres"].get("admin_url") or ((d := postgres.find(paths)) and d.admin_url) or ""
    broker_up = broker is not None and answers(broker.access(MONITOR))
    database_up = bool(database) and postgres.sign_in(database) is postgres.SignIn.WELCOME
    _line("Kafka", broker.bootstrap_servers if broker else "-", "up" if broker_up else DOWN)
    _line("PostgreSQL", database.rsplit("@", 1)[-1] or "-", "up" if database_up else DOWN)
    ready = _show_services(content, _lags(broker, content) if broker and broker_up else {})
    if content["services"]:
        _line("supervisor", "", "up" if supervisor_of(paths) else DOWN)
        if old := outdated_services(paths):
            print(CHANGED.format(", ".join(old)))
    show_sign_in(content["sign_in"])
    print(f"Addresses and passwords: {paths.addresses}\nLogs: {paths.logs}")
    return broker_up and database_up and ready


def _show_services(content: dict[str, Any], lags: dict[str, int]) -> bool:
    all_ready = bool(content["services"])
    for service in SERVICES:
        replicas = content["services"].get(service, {}).get("replicas", [])
        for index, entry in enumerate(replicas):
            ready = launch.ready(entry["url"])
            all_ready = all_ready and ready
            state = f"{'ready' if ready else 'not ready'} (pid {entry['pid']})"
            if index == 0:
                state += f", {len(replicas)} replicas" if len(replicas) > 1 else ""
                state += f", {lags[service]} messages waiting" if service in lags else ""
            _line(launch.Replica(service, index).name, entry["url"], state)
        if service not in content["services"]:
            _line(service, "-", DOWN)
    return all_ready


def show_sign_in(people: Sequence[Mapping[str, str]]) -> None:
    """Print the accounts in columns; nothing where there are none."""
    if not people:
        return
    print("\nSign in as")
    widest = max(len(person["account"]) for person in people)
    for person in people:
        print(f"  {person['account']:<{widest}}  {person['password']:<26} {person['role']}")
    print()


def _line(name: str, where: str, state: str) -> None:
    print(f"{name:<13} {where:<32} {state}")


def _lags(broker: KafkaAddress, content: dict[str, Any]) -> dict[str, int]:
    """Return the number of messages that wait for each service, over all its consumer groups."""
    prefix = content["environment"].get("ONWARD_TOPIC_PREFIX")
    if not prefix:
        return {}
    try:
        return asyncio.run(asyncio.wait_for(_ask_lags(broker.access(MONITOR), prefix), LAG_S))
    except (KafkaError, TimeoutError, OSError):
        return {}


async def _ask_lags(access: KafkaAccess, prefix: str) -> dict[str, int]:
    client = AIOKafkaAdminClient(**access.client_options())
    consumer = AIOKafkaConsumer(**access.client_options())
    await client.start()
    await consumer.start()
    lags: dict[str, int] = {}
    try:
        groups = [group for group, *_ in await client.list_consumer_groups() if group.startswith(f"{prefix}.")]
        for group in groups:
            service = group.removeprefix(f"{prefix}.").split(".")[0]
            offsets = await client.list_consumer_group_offsets(group)
            lags[service] = lags.get(service, 0) + await _behind(consumer, offsets)
    finally:
        await consumer.stop()
        await client.close()
    return lags


async def _behind(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, Any]) -> int:
    ends = await consumer.end_offsets(list(offsets)) if offsets else {}
    return sum(max(0, ends[partition] - max(0, offsets[partition].offset)) for partition in offsets)
