"""Open messages and show them on this terminal: `python -m deploy.jobs.peek TOPIC`. Every opening is recorded.

Needed are the deployment's master key (ONWARD_MASTER_KEY_FILE), the administrator's database (DATABASE_URL), and an
account that may see people's records (ONWARD_ACCOUNT and ONWARD_PASSWORD).
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiokafka.errors import KafkaError

from deploy.jobs.messages import Wanted, describe, read_messages
from deploy.jobs.privacy.callers import Caller, caller_of_environment, sign_in
from deploy.jobs.topics import all_topics
from shared.contracts.topics import TOPICS, Topic
from shared.crypto.keyring import KeyRing
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import EventCodec
from shared.kafka.envelope import Record
from shared.observability import logs
from shared.persistence.pool import Pool, close_pool, open_pool, transaction
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Permission

LIMIT_MAX: Final = 20
NEEDS: Final = (Permission.SEE_PEOPLE, Permission.SEE_CONFIDENTIAL)
"""Messages hold all of people's records, and of none can be told whether it is about somebody who is confidential."""
_RECORD: Final = """
INSERT INTO shared.opened_messages (account, login, topic, "partition", "offset") VALUES ($1, $2, $3, $4, $5)
"""


async def peek(settings: ServiceSettings, caller: Caller, wanted: Wanted, show: Callable[[str], None]) -> int:
    """Open messages of a topic for whoever may: `open_messages`. KafkaError when Kafka is away."""
    access = KafkaAccess.of(settings)
    return await open_messages(
        settings, caller, wanted.topic, lambda: read_messages(access, settings.topic_prefix, wanted), show
    )


async def open_messages(
    settings: ServiceSettings,
    caller: Caller,
    topic: Topic,
    read: Callable[[], Awaitable[Sequence[Record]]],
    show: Callable[[str], None],
) -> int:
    """Record who opens which messages, then open them and pass each to `show`, as text. Return how many.

    Nothing is read before the account and the key have been checked, and nothing is shown before the record is
    committed. Raises CallerRefused, MasterKeyError or Transient.
    """
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-peek")
    try:
        account = await sign_in(pool, caller, *NEEDS)
        codec = EventCodec("peek", settings.topic_prefix, KeyRing.from_file(settings.master_key_file, pool))
        records = await read()
        await _record(pool, account, caller.login, records)
        for record in records:
            show(await describe(topic, record, codec))
        return len(records)
    finally:
        await close_pool(pool)


async def _record(pool: Pool, account: str, login: str, records: Sequence[Record]) -> None:
    async with transaction(pool) as connection:
        await connection.executemany(
            _RECORD, [(account, login, record.topic, record.partition, record.offset) for record in records]
        )


def main() -> None:
    """Show what was asked for. Refused where the output is not a terminal: contents must not come to lie in a file."""
    options = _parse()
    if not sys.stdout.isatty():
        sys.exit("messages are shown on a terminal only, not in a file or a pipe")
    logs.configure("peek", "CRITICAL", stream=sys.stderr)
    wanted = Wanted(options.topic, options.partition, options.offset, options.limit)
    try:
        shown = asyncio.run(peek(ServiceSettings(), caller_of_environment(), wanted, print))
    except (KafkaError, OnwardError, OSError) as failure:
        sys.exit(f"nothing was shown: {type(failure).__name__}: {failure}")
    if not shown:
        sys.exit("there is no such message")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.peek", description=__doc__)
    parser.add_argument("topic", type=_topic, help="such as validation.rows-judged.v1, or with .dead")
    parser.add_argument("--partition", type=int, help="left out: all")
    parser.add_argument("--offset", type=int, help="the first message wanted; left out: the newest. Needs --partition")
    parser.add_argument("--limit", type=int, default=1, help=f"how many messages, at most {LIMIT_MAX}")
    options = parser.parse_args()
    if not 1 <= options.limit <= LIMIT_MAX:
        parser.error(f"--limit is 1 to {LIMIT_MAX}")
    if options.offset is not None and options.partition is None:
        parser.error("--offset needs --partition")
    return options


def _topic(name: str) -> Topic:
    for topic in all_topics():
        if topic.name == name and topic.audience != "restricted":
            return topic
    names = ", ".join(topic.name for topic in TOPICS if topic.audience != "restricted")
    raise argparse.ArgumentTypeError(f"there is no topic {name}; there are {names}, each also with .dead")


if __name__ == "__main__":
    main()
