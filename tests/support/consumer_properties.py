"""The file that a consumer of status changes is given."""

from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.consumers import Consumers, properties
from deploy.local.servers.kafka_address import KafkaAddress
from tests.support.services import RunningServices


def write_consumer_properties(running: RunningServices, folder: Path) -> Path:
    """Write how a stack is reached, in the form of Kafka's own programs; return the file."""
    file = folder / "consumer.properties"
    file.write_text(consumer_properties(running.kafka_address, running.topic_prefix), encoding="utf-8")
    return file


def consumer_properties(address: KafkaAddress, prefix: str) -> str:
    """Return what a consumer is given: an account of its own, where Kafka has accounts."""
    outside = address.outside or address.bootstrap_servers
    if address.passwords_dir is None:
        return f"bootstrap.servers={outside}\ngroup.id={prefix}.consumers.test.statuses\n"
    made = Consumers(Administration(address.access()), prefix).add(name := f"test-{token_hex(4)}")
    lines = properties(replace(address.access(), bootstrap_servers=outside), made, name, prefix)
    return "\n".join(lines) + "\n"
