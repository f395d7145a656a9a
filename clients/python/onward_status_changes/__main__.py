"""`python -m onward_status_changes CONSUMER.PROPERTIES TABLE.DB`: keep a table of everybody's status in SQLite."""

import argparse
import asyncio
import logging
import signal
import sys
from contextlib import suppress
from pathlib import Path

from aiokafka.errors import KafkaError

from onward_status_changes.connection import Connection, ConnectionFileError
from onward_status_changes.following import FORGET_MAX, TOPIC, Follower
from onward_status_changes.kafka_log import AccountRefusedError, TopicMissingError
from onward_status_changes.message import UnreadableMessageError
from onward_status_changes.sqlite_table import SqliteTable

_TOLD = (AccountRefusedError, ConnectionFileError, TopicMissingError, UnreadableMessageError, KafkaError, OSError)
"""What ends it with a sentence."""


def main() -> None:
    """Keep the table until Ctrl-C, or with --once until it is up to date; what cannot be mended ends it with 1."""
    options = _parse()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        asyncio.run(_keep(options))
    except _TOLD as failure:
        sys.exit(f"{type(failure).__name__}: {failure}")


async def _keep(options: argparse.Namespace) -> None:
    with SqliteTable(options.table) as table:
        connection = Connection.from_file(options.connection)
        follower = Follower(connection, table, group=options.group, topic=options.topic, forget_max=options.forget_max)
        work = asyncio.create_task(follower.read_to_end() if options.once else follower.run())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        with suppress(asyncio.CancelledError):
            await work
        print(f"{await table.count()} people in {options.table}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="onward-status-changes", description=__doc__)
    parser.add_argument("connection", type=Path, help="file of properties, as Kafka's own programs take it")
    parser.add_argument("table", type=Path, help="file of the SQLite database; made when it is not there")
    parser.add_argument("--topic", default=TOPIC, help="default: %(default)s")
    parser.add_argument("--group", help="one for each table; default: group.id of the file of properties")
    parser.add_argument("--once", action="store_true", help="stop when the table is up to date")
    parser.add_argument(
        "--forget-max",
        type=float,
        default=FORGET_MAX,
        metavar="SHARE",
        help="the share of the table that may vanish when all is read anew; 1: whatever the topic says"
        " (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
