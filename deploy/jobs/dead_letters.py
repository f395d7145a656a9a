"""List dead letters: `python -m deploy.jobs.dead_letters`; open one for whoever may: `… --service matching --open 17`.

Opening needs what `deploy.jobs.peek` needs, and is recorded as it is.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import asyncpg

from deploy.jobs.peek import open_messages
from deploy.jobs.privacy.callers import CallerRefused, caller_of_environment
from deploy.jobs.topics import all_topics
from shared.contracts.topics import TOPICS, Topic
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.kafka.dead_letter_reasons import reason_of
from shared.kafka.dead_letters import DeadLetter, DeadLetterCount, DeadLetterFilter, DeadLetters
from shared.kafka.envelope import Record
from shared.kafka.producer import Producer
from shared.observability import logs
from shared.observability.metrics import Metrics
from shared.observability.terminal import say
from shared.persistence.pool import close_pool, open_pool
from shared.service_names import SERVICES
from shared.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EACH_MAX: Final = 100
Counts = dict[str, Sequence[DeadLetterCount]]


async def count(settings: ServiceSettings, wanted: DeadLetterFilter, services: Sequence[str] = SERVICES) -> Counts:
    """Return how many there are that were not published again, by service. Raises Transient."""
    found: Counts = {}
    for service in services:
        async with _letters(settings, service) as letters:
            found[service] = await letters.counts(wanted)
    return found


async def each(settings: ServiceSettings, wanted: DeadLetterFilter, service: str) -> Sequence[DeadLetter]:
    """Return those of a service one by one, newest first. Raises Transient."""
    async with _letters(settings, service) as letters:
        return await letters.each(wanted, EACH_MAX)


async def open_one(settings: ServiceSettings, service: str, letter: int) -> int:
    """Show one on the terminal, on record; return how many that were. Raises what `open_messages` raises."""
    async with _letters(settings, service) as letters:
        record = await letters.find(letter)
    if record is None:
        return 0
    topic = _topic_of(record.topic, settings.topic_prefix)

    async def read() -> Sequence[Record]:
        return [record]

    return await open_messages(settings, caller_of_environment(), topic, read, print)


def report(found: Counts, now: datetime) -> Iterator[str]:
    """Yield what there is, as lines: no contents, only counts, codes, times and what to do."""
    for service, counts in found.items():
        for one in counts:
            about = reason_of(one.reason)
            yield (
                f"{service:<11} {one.topic:<44} {one.reason:<22} {one.letters:>7}"
                f"  {one.oldest:%Y-%m-%d %H:%M} to {one.newest:%Y-%m-%d %H:%M}, {(now - one.oldest).days} days old"
            )
            yield f"            {about.meaning} {about.remedy} ({one.consumer})"
    if not any(found.values()):
        yield "There are no dead letters that were not published again."


def _topic_of(name: str, prefix: str) -> Topic:
    return next((topic for topic in all_topics() if topic.on(prefix) == name), TOPICS[0])


@asynccontextmanager
async def _letters(settings: ServiceSettings, service: str) -> "AsyncIterator[DeadLetters]":
    pool = await open_pool(settings.database_url, schema=service, size_max=2, application="onward-dead-letters")
    try:
        producer = Producer(KafkaAccess.of(settings), Metrics(), lambda _: None, client_id="onward-dead-letters")
        yield DeadLetters(pool, producer, settings.topic_prefix)
    finally:
        await close_pool(pool)


def main() -> None:
    """List, or open one. Contents are shown on a terminal only."""
    options = _parse()
    if options.open is not None and not sys.stdout.isatty():
        sys.exit("messages are shown on a terminal only, not in a file or a pipe")
    logs.configure("dead-letters", "CRITICAL", stream=sys.stderr)
    settings = ServiceSettings()
    topic = f"{settings.topic_prefix}.{options.topic}" if options.topic else None
    wanted = DeadLetterFilter(options.reason, topic)
    try:
        if options.open is not None:
            if not asyncio.run(open_one(settings, options.service, options.open)):
                sys.exit("there is no such dead letter")
        elif options.each:
            lines = asyncio.run(each(settings, wanted, options.service))
            say(map(_line, lines))
        else:
            services = [options.service] if options.service else SERVICES
            say(report(asyncio.run(count(settings, wanted, services)), datetime.now(UTC)))
    except CallerRefused as refusal:
        sys.exit(f"nothing was shown: {refusal}")
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"nothing was shown: {type(failure).__name__}")


def _line(one: DeadLetter) -> str:
    place = f"{one.topic}/{one.partition}/{one.offset}"
    return f"{one.id:>9}  {one.added_at:%Y-%m-%d %H:%M:%S}  {one.reason:<22} {place}  {one.consumer}"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.dead_letters", description=__doc__)
    parser.add_argument("--service", choices=SERVICES, help="left out: all; --each and --open need it")
    parser.add_argument("--reason", help="such as unknown_submission")
    parser.add_argument(
        "--topic", choices=[topic.name for topic in TOPICS], metavar="TOPIC", help="where they came from"
    )
    parser.add_argument("--each", action="store_true", help=f"one by one, with ids; the newest {EACH_MAX}")
    parser.add_argument("--open", type=int, metavar="ID", help="show one; who opened which is recorded")
    options = parser.parse_args()
    if (options.each or options.open is not None) and not options.service:
        parser.error("--each and --open need --service")
    return options


if __name__ == "__main__":
    main()
