"""What the run left on disk, by where: the ledger, Kafka's records by topic, the sealed originals."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.contracts.topics import TOPICS
from tests.support.services import RunningServices


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes."""

    postgres: int
    internal_topics: int
    public_topic: int
    vault: int

    def since(self, before: "Disk") -> dict[str, int]:
        """Return what came since, by place."""
        return {name: getattr(self, name) - getattr(before, name) for name in self.__slots__}


async def disk_of(running: RunningServices) -> Disk:
    """Measure now. Of Kafka only records count: its indexes are allocated ahead, and hardly grow."""
    topics = {"internal": 0, "public": 0}
    for topic in TOPICS:
        logs = running.paths.kafka.rglob(f"{topic.on(running.topic_prefix)}-*/*.log")
        topics[topic.audience] = topics.get(topic.audience, 0) + _bytes(logs)
    connection = await asyncpg.connect(running.admin_url)
    try:
        postgres: int = await connection.fetchval("SELECT pg_database_size(current_database())")
    finally:
        await connection.close()
    vault = _bytes(path for path in running.paths.vault.rglob("*") if path.is_file())
    return Disk(postgres, topics["internal"], topics["public"], vault)


def _bytes(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)
