"""`./onward watch`: the public topic on this terminal, one line a change, until Ctrl-C or until nobody reads on."""

import asyncio
import json
import logging
import os
import select
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from cli.addresses import Addresses, NotUpError
from cli.tools import kafka_access
from shared.contracts.rights import JOBS
from shared.contracts.topics import STATUS_CHANGED
from shared.kafka.access import KafkaAccess

HEARTBEAT: Final = "onward_heartbeat"
POLL_MS: Final = 500

Record = ConsumerRecord[bytes, bytes]


def run(addresses: Addresses, show: Callable[[Record], str | None], *, everything: bool) -> None:
    """Follow the public topic of this stack. Raise NotUpError when that cannot be."""
    access = kafka_access(addresses, JOBS)
    if access is None:
        raise NotUpError(f"{addresses.file} names no Kafka: run `make up`, or set KAFKA_BOOTSTRAP_SERVERS.")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        asyncio.run(
            watch(
                access,
                addresses.setting("ONWARD_TOPIC_PREFIX") or "onward",
                show,
                everything=everything,
            )
        )
    except (KafkaError, OSError) as failure:
        raise NotUpError(f"Kafka at {access.bootstrap_servers} cannot be read: {type(failure).__name__}.") from None


def line_of(record: Record) -> str | None:
    """Return a change as a line for people; None for what is about nobody."""
    change = change_of(record)
    if change is None:
        return None
    published = f"{datetime.fromtimestamp(record.timestamp / 1000, UTC):%Y-%m-%d %H:%M:%S}"
    if "version" not in change:
        return f"{published}  {change['person_id']}  forgotten"
    lapsed = ", lapsed" if change["lapsed"] else ""
    code = change["code"] or "–"
    return (
        f"{published}  {change['person_id']}  v{change['version']:<3} {change['group']:<13} {code:<4}"
        f" since {change['effective_on']}{lapsed}"
    )


def json_of(record: Record) -> str | None:
    """Return a change as one line of JSON, with its event's id and where it stands; None for what is about nobody."""
    change = change_of(record)
    return None if change is None else json.dumps(change, ensure_ascii=False)


def change_of(record: Record) -> dict[str, Any] | None:
    """Return what a record says about a person; None for a heartbeat. A tombstone has `forgotten` and no version."""
    headers = dict(record.headers)
    if HEARTBEAT in headers:
        return None
    place = {"partition": record.partition, "offset": record.offset}
    if record.value is None:
        return {"person_id": (record.key or b"").decode(errors="replace"), "forgotten": True, **place}
    value: dict[str, Any] = json.loads(record.value)
    return {**value, "event_id": headers["ce_id"].decode(), **place}


async def watch(access: KafkaAccess, prefix: str, show: Callable[[Record], str | None], *, everything: bool) -> None:
    """Print what comes until interrupted; `everything`: first what the topic holds.

    Raises NotUpError without the topic; KafkaError or OSError when Kafka cannot be reached.
    """
    consumer = AIOKafkaConsumer(client_id="onward-watch", auto_offset_reset="earliest", **access.client_options())
    try:
        await consumer.start()
        topic = STATUS_CHANGED.on(prefix)
        if topic not in await consumer.topics():
            raise NotUpError(f"There is no topic {topic}, or this account may not read it.")
        places = [TopicPartition(topic, number) for number in range(STATUS_CHANGED.partitions)]
        work = asyncio.create_task(_follow(consumer, places, show, everything=everything))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        with suppress(asyncio.CancelledError):
            await work
    finally:
        await consumer.stop()


async def _follow(
    consumer: AIOKafkaConsumer,
    places: list[TopicPartition],
    show: Callable[[Record], str | None],
    *,
    everything: bool,
) -> None:
    consumer.assign(places)
    await (consumer.seek_to_beginning(*places) if everything else consumer.seek_to_end(*places))
    while _somebody_reads():
        got = await consumer.getmany(timeout_ms=POLL_MS)
        records = sorted((one for some in got.values() for one in some), key=lambda one: one.timestamp)
        if not _printed(filter(None, map(show, records))):
            return


def _printed(lines: Iterable[str]) -> bool:
    """Print lines; return False when nobody reads them any more."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _somebody_reads() -> bool:
    """Return False when the other end of a pipe was closed: else that would show at the next change only."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return not any(happened & (select.POLLERR | select.POLLHUP) for _, happened in poll.poll(0))
