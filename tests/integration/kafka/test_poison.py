"""Hopeless messages of every kind are set aside; the healthy ones behind them are handled."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import cramjam
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.contracts.topics import SUBMISSION_EXTRACTED, SUBMISSION_RECEIVED
from shared.kafka.codec import EventCodec, Message, seal_context
from shared.kafka.envelope import read_envelope
from shared.runtime.service import ServiceRuntime
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted, not_yet_committed, runtime_of
from tests.integration.kafka.conftest import received as a_receipt
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Stack
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]
RawHeaders = list[tuple[str, bytes | None]]
Spoil = Callable[[ServiceRuntime, Message], Awaitable[tuple[RawHeaders, bytes | None]]]


def without(message: Message, name: str) -> RawHeaders:
    return [(header, value) for header, value in message.headers if header != name]


def having(message: Message, name: str, value: bytes | None) -> RawHeaders:
    return [*without(message, name), (name, value)]


async def tombstone(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return list(message.headers), None


async def bare_tombstone(_house: ServiceRuntime, _message: Message) -> tuple[RawHeaders, bytes | None]:
    return [], None


async def not_an_event(_house: ServiceRuntime, _message: Message) -> tuple[RawHeaders, bytes | None]:
    return [], b'{"surname": "no event of ours"}'


async def null_header(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return having(message, "ce_id", None), message.value


async def header_not_text(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return having(message, "ce_type", b"\xff\xfe"), message.value


async def wrong_type(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return having(message, "ce_type", b"onward.other.v9"), message.value


async def not_sealed(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return without(message, "onward_key"), b"{}"


async def key_destroyed(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return having(message, "onward_key", str(uuid4()).encode()), message.value


async def cut_short(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    assert message.value is not None
    return list(message.headers), message.value[:-3]


async def empty(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return list(message.headers), b""


async def moved_under_another_id(_house: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return having(message, "ce_id", str(uuid4()).encode()), message.value


async def sealed_rubbish(runtime: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return await sealed(runtime, message, b"not compressed")


async def sealed_json_of_another_shape(runtime: ServiceRuntime, message: Message) -> tuple[RawHeaders, bytes | None]:
    return await sealed(runtime, message, bytes(cramjam.zstd.compress(b'{"submission_id": 7}')))


async def id_that_the_payload_does_not_give(
    runtime: ServiceRuntime, message: Message
) -> tuple[RawHeaders, bytes | None]:
    payload = bytes(cramjam.zstd.compress(extracted().model_dump_json().encode()))
    return await sealed(runtime, message, payload)


async def sealed(runtime: ServiceRuntime, message: Message, payload: bytes) -> tuple[RawHeaders, bytes | None]:
    envelope = read_envelope(message.headers)
    key_id, value = await runtime.keyring.seal(payload, seal_context(envelope.type, envelope.id))
    return having(message, "onward_key", str(key_id).encode()), value


REASONS: dict[Spoil, str] = {
    tombstone: "tombstone",
    bare_tombstone: "not_an_event",
    not_an_event: "not_an_event",
    null_header: "bad_envelope",
    header_not_text: "bad_envelope",
    wrong_type: "wrong_type",
    not_sealed: "not_sealed",
    key_destroyed: "key_destroyed",
    cut_short: "bad_seal",
    empty: "bad_seal",
    moved_under_another_id: "bad_seal",
    sealed_rubbish: "bad_compression",
    sealed_json_of_another_shape: "bad_payload",
    id_that_the_payload_does_not_give: "wrong_id",
}


async def produce_raw(stack: Stack, topic: str, key: bytes, headers: RawHeaders, value: bytes | None) -> None:
    async with AIOKafkaProducer(**stack.kafka_client(), max_request_size=4_000_000) as producer:
        await producer.send_and_wait(topic, value, key=key, headers=headers, partition=0)


async def test_each_kind_is_set_aside_with_its_reason_and_the_healthy_ones_are_handled(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    topic = SUBMISSION_EXTRACTED.on(topic_prefix)
    handled: list[SubmissionExtracted] = []
    healthy = [extracted() for _ in REASONS]
    async with runtime_of(settings("validation"), "validation") as runtime:
        codec = EventCodec("ingest", topic_prefix, runtime.keyring)
        for spoil, event in zip(REASONS, healthy, strict=True):
            message = await codec.encode(extracted())
            await produce_raw(stack, topic, message.key, *await spoil(runtime, message))
            good = await codec.encode(event)
            await produce_raw(stack, topic, good.key, list(good.headers), good.value)

        async def handle(event: SubmissionExtracted) -> None:
            handled.append(event)

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        async with consuming(runtime):
            await eventually(lambda: len(handled) == len(healthy))
            rows = await runtime.pool.fetch("SELECT * FROM dead_letters ORDER BY id")
            assert not runtime.fatal.is_set()
            assert runtime.event_consumer.ready()
    assert handled == healthy
    assert [row["reason"] for row in rows] == list(REASONS.values())
    assert all((row["topic"], row["partition"]) == (topic, 0) for row in rows)
    assert [row["offset"] for row in rows] == sorted({row["offset"] for row in rows})
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 0
    letters = await read_all(stack, SUBMISSION_EXTRACTED.dead_letters.on(topic_prefix))
    assert [dict(letter.headers)["dead_reason"].decode() for letter in letters] == list(REASONS.values())
    assert [letter.value for letter in letters] == [row["value"] for row in rows]
    assert dict(letters[0].headers)["dead_coordinates"].decode() == f"{topic}/0/{rows[0]['offset']}"


async def test_what_no_column_or_no_message_can_hold_is_set_aside_and_stops_nobody(
    settings: Settings, topic_prefix: str, stack: Stack
) -> None:
    """A null character that got through, an answer too large to send: tried for ever, they would end a service."""
    events = [a_receipt(100) for _ in range(3)]
    handled: list[SubmissionReceived] = []
    async with runtime_of(settings("matching"), "matching") as runtime:

        async def handle(event: SubmissionReceived) -> None:
            async with begin_of(runtime)(USE_CASE, [event]) as work:
                if event == events[0]:
                    await work.tables.execute("SELECT $1::text", "Sheet\0")
                if event == events[1]:
                    work.publish(a_receipt(9_000_000))
            handled.append(event)

        runtime.event_consumer.subscribe(each(SubmissionReceived, handle))
        async with consuming(runtime):
            codec = EventCodec("ingest", topic_prefix, runtime.keyring)
            for event in events:
                message = await codec.encode(event)
                await produce_raw(
                    stack, SUBMISSION_RECEIVED.on(topic_prefix), message.key, list(message.headers), message.value
                )
            await eventually(lambda: events[2] in handled)
            reasons = await runtime.pool.fetch("SELECT reason FROM dead_letters ORDER BY id DESC LIMIT 2")
            assert not runtime.fatal.is_set()
    assert [row["reason"] for row in reasons] == ["message_too_large", "data_22021"]
    assert events[0] not in handled


async def test_a_reply_to_header_makes_nobody_publish(settings: Settings, stack: Stack, topic_prefix: str) -> None:
    event, handled = extracted(), []
    elsewhere = SUBMISSION_EXTRACTED.dead_letters.on(topic_prefix)
    before = len(await read_all(stack, elsewhere))
    async with runtime_of(settings("validation"), "validation") as runtime:
        message = await EventCodec("ingest", topic_prefix, runtime.keyring).encode(event)
        headers: RawHeaders = [*message.headers, ("reply_to", elsewhere.encode()), ("correlation_id", b"1")]
        await produce_raw(stack, SUBMISSION_EXTRACTED.on(topic_prefix), message.key, headers, message.value)

        async def handle(event: SubmissionExtracted) -> str:
            handled.append(event)
            return "an answer"

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        async with consuming(runtime):
            await eventually(lambda: event in handled)
    assert len(await read_all(stack, elsewhere)) == before


async def test_a_run_of_hopeless_messages_halts_the_consumer_before_the_offset_of_the_last(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    run = 20
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        handled: list[SubmissionExtracted] = []

        async def handle(event: SubmissionExtracted) -> None:
            handled.append(event)

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        [subscription] = runtime.event_consumer.subscriptions
        async with consuming(runtime):
            await eventually(
                lambda: _caught_up(stack, topic_prefix),
            )
            before = await runtime.pool.fetchval("SELECT count(*) FROM dead_letters")
            for _ in range(run + 2):
                await produce_raw(stack, SUBMISSION_EXTRACTED.on(topic_prefix), b"k", [], b"rubbish")
            await eventually(lambda: subscription.halted)
            assert not runtime.event_consumer.ready()
            assert not runtime.fatal.is_set()
            assert runtime.health.not_live_because() == []
        assert await runtime.pool.fetchval("SELECT count(*) FROM dead_letters") == before + run
    assert await not_yet_committed(stack, topic_prefix, "reporting", SUBMISSION_EXTRACTED) == 2


async def _caught_up(stack: Stack, prefix: str) -> bool:
    return await not_yet_committed(stack, prefix, "reporting", SUBMISSION_EXTRACTED) == 0


async def read_all(stack: Stack, topic: str) -> list[Any]:
    """Return the records of partition 0 of a topic."""
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        end = (await consumer.end_offsets([place]))[place]
        records: list[Any] = []
        while await consumer.position(place) < end:
            records += (await consumer.getmany(place, timeout_ms=500)).get(place, [])
        return records
    finally:
        await consumer.stop()
