"""The file that a consumer of status changes is given."""

from pathlib import Path

from tests.support.services import RunningServices


def write_consumer_properties(running: RunningServices, folder: Path) -> Path:
    """Write how a stack is reached, in the form of Kafka's own programs; return the file."""
    file = folder / "consumer.properties"
    group = f"{running.topic_prefix}.consumers.test.statuses"
    file.write_text(f"bootstrap.servers={running.bootstrap_servers}\ngroup.id={group}\n", encoding="utf-8")
    return file
