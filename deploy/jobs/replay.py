"""Publish dead letters again to the topics they came from: `python -m deploy.jobs.replay`, then the same with `--go`.

Without `--go` it only counts. DATABASE_URL is the administrator's: dead letters of all services are looked at.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from deploy.jobs.privacy.callers import login
from shared.contracts.topics import TOPICS
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.kafka.dead_letters import DeadLetterCount, DeadLetterFilter, DeadLetters
from shared.kafka.producer import Producer
from shared.observability import logs
from shared.observability.metrics import Metrics
from shared.observability.terminal import say
from shared.persistence.pool import close_pool, open_pool
from shared.service_names import SERVICES
from shared.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class ServiceLetters:
    """The dead letters of one service that a filter means."""

    service: str
    counts: Sequence[DeadLetterCount]
    replayed: int = 0

    @property
    def letters(self) -> int:
        """Return how many there are, over consumers and reasons."""
        return sum(count.letters for count in self.counts)


async def replay(
    settings: ServiceSettings, wanted: DeadLetterFilter, services: Sequence[str] = SERVICES, *, go: bool
) -> list[ServiceLetters]:
    """Count the dead letters wanted by service and, with `go`, publish each again and mark it replayed.

    Safe to repeat: a letter is replayed once, and an event that arrives twice is handled once. Raises Transient.
    """
    producer = Producer(KafkaAccess.of(settings), Metrics(), _give_up, client_id="onward-replay")
    try:
        return [await _replay_service(settings, producer, service, wanted, go=go) for service in services]
    finally:
        await producer.stop()


async def _replay_service(
    settings: ServiceSettings, producer: Producer, service: str, wanted: DeadLetterFilter, *, go: bool
) -> ServiceLetters:
    pool = await open_pool(settings.database_url, schema=service, size_max=2, application="onward-replay")
    try:
        letters = DeadLetters(pool, producer, settings.topic_prefix)
        counts = await letters.counts(wanted)
        return ServiceLetters(service, counts, await letters.replay(wanted, by=login()) if go and counts else 0)
    finally:
        await close_pool(pool)


def report(found: Sequence[ServiceLetters], *, go: bool) -> list[str]:
    """Return what was found and done, as lines: no contents, only counts, codes and times."""
    lines = [
        f"{one.service:<11} {count.consumer:<24} {count.topic:<44} {count.reason:<22} {count.letters:>7}"
        f"  {count.oldest:%Y-%m-%d %H:%M} to {count.newest:%Y-%m-%d %H:%M}"
        for one in found
        for count in one.counts
    ]
    total = sum(one.letters for one in found)
    if not total:
        return ["There are no such dead letters that have not been replayed."]
    if not go:
        return [*lines, f"{total} would be published again: the same with --go does it."]
    return [*lines, f"{sum(one.replayed for one in found)} published again and marked."]


def main() -> None:
    """Count, or with --go replay, what the options mean."""
    options = _parse()
    logs.configure("replay", "CRITICAL", stream=sys.stderr)
    settings = ServiceSettings()
    topic = f"{settings.topic_prefix}.{options.topic}" if options.topic else None
    wanted = DeadLetterFilter(options.reason, topic, options.since, options.until)
    services = [options.service] if options.service else SERVICES
    try:
        found = asyncio.run(replay(settings, wanted, services, go=options.go))
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"not replayed, or not all of it: {type(failure).__name__}. It is safe to repeat")
    say(report(found, go=options.go))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.replay", description=__doc__)
    parser.add_argument("--service", choices=SERVICES, help="left out: all")
    parser.add_argument("--reason", help="such as unknown_submission")
    parser.add_argument(
        "--topic", choices=[topic.name for topic in TOPICS], metavar="TOPIC", help="where they came from"
    )
    parser.add_argument("--since", type=_moment, help="set aside then or later: 2026-11-30, or 2026-11-30T14:00 (UTC)")
    parser.add_argument("--until", type=_moment, help="set aside before then")
    parser.add_argument("--go", action="store_true", help="publish them again; left out: only count")
    return parser.parse_args()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write 2026-11-30 or 2026-11-30T14:00 (UTC)") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _give_up(reason: str) -> None:
    """Leave it to the exception that the producer raises as well."""


if __name__ == "__main__":
    main()
