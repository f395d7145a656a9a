"""Every default of FastStream and aiokafka that loses data is overridden; this test holds each of them."""

import dataclasses
import inspect
import logging
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from aiokafka.producer.message_accumulator import BatchBuilder
from faststream import AckPolicy
from faststream.kafka.subscriber import usecase
from faststream.kafka.subscriber.usecase import BatchSubscriber

from deploy.jobs.topics import all_topics, durability_of, settings_of
from shared.concurrency.backoff import Backoff
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted
from shared.contracts.topics import CLOSURE_DAYS, DAY_MS, TOPICS
from shared.kafka import producer as producing
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import MESSAGE_BYTES_MAX
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.event_consumer import EventConsumer
from shared.kafka.consumer.faststream_adapter import (
    GRACEFUL_S,
    TOPICS_NOTICE,
    is_worth_logging,
    next_records,
    open_broker,
    raw_records,
    tolerant_parser,
)
from shared.kafka.consumer.rebalance import RebalanceListener
from shared.kafka.consumer.subscription import POLL_RECORDS_MAX
from shared.kafka.consumer.watchdog import HANDLER_MAX_S
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from shared.outbox.inbox import KEEP_DAYS
from shared.runtime.service import KEYS_KEPT_DAYS
from tests.support.memory_gaps import MemoryGaps
from tests.support.subscribing import each


async def nothing(_received: object) -> None:
    return


@pytest.fixture
async def event_consumer() -> EventConsumer:
    context = ConsumerContext(None, None, MemoryGaps(), Metrics(), lambda _reason: None)  # type: ignore[arg-type]
    event_consumer = EventConsumer(KafkaAccess("127.0.0.1:9"), "onward", "validation", context)
    event_consumer.subscribe(each(RowsExtracted, nothing))
    event_consumer.subscribe(each(SubmissionExtracted, nothing))
    return event_consumer


def _subscribers(event_consumer: EventConsumer) -> list[Any]:
    return [reader._subscriber for reader in event_consumer.readers]


async def test_one_subscriber_a_type_each_in_a_group_of_its_own(event_consumer: EventConsumer) -> None:
    assert [subscriber.topic_names for subscriber in _subscribers(event_consumer)] == [
        ["onward.ingest.rows-extracted.v1"],
        ["onward.ingest.submission-extracted.v1"],
    ]
    assert [subscriber.group_id for subscriber in _subscribers(event_consumer)] == [
        "onward.validation.ingest.rows-extracted.v1",
        "onward.validation.ingest.submission-extracted.v1",
    ]


async def test_offsets_are_committed_after_the_handler_and_only_if_it_ends_well(event_consumer: EventConsumer) -> None:
    assert set(event_consumer.broker.subscribers) == set(_subscribers(event_consumer))
    for subscriber in _subscribers(event_consumer):
        assert subscriber.ack_policy is AckPolicy.NACK_ON_ERROR
        assert isinstance(subscriber, BatchSubscriber)  # one batch at a time, in the partitions' order
        assert subscriber.max_records == POLL_RECORDS_MAX
        assert subscriber.get_msg is next_records
        assert subscriber._connection_args.get("enable_auto_commit") is False
        assert subscriber._no_reply is True
        assert isinstance(subscriber._listener, RebalanceListener)
        assert not subscriber.topics_to_create


async def test_consumers_are_configured_to_lose_nothing(event_consumer: EventConsumer) -> None:
    for subscriber in _subscribers(event_consumer):
        arguments = subscriber._connection_args
        assert arguments["auto_offset_reset"] == "earliest"
        assert arguments["isolation_level"] == "read_committed"
        assert arguments["max_partition_fetch_bytes"] <= 2 * 1024 * 1024
        assert arguments["fetch_max_bytes"] <= 16 * 1024 * 1024
        assert arguments["heartbeat_interval_ms"] * 3 <= arguments["session_timeout_ms"]
        assert arguments["rebalance_timeout_ms"] > arguments["session_timeout_ms"]
        assert arguments["max_poll_interval_ms"] / 1000 > HANDLER_MAX_S > Backoff().total_s
        assert arguments.get("group_instance_id") is None


async def test_the_broker_neither_makes_topics_nor_logs_each_message_nor_waits_for_ever(
    event_consumer: EventConsumer,
) -> None:
    config = event_consumer.broker.config.broker_config
    assert config.allow_auto_create_topics is False
    assert config.consumer_only is True
    assert config.graceful_timeout == GRACEFUL_S
    assert config.broker_parser is tolerant_parser
    assert config.broker_decoder is raw_records
    assert config.fd_config.use_fastdepends is False


async def test_a_record_with_strange_headers_is_parsed_and_handed_on_as_it_came() -> None:
    from faststream.kafka.message import KafkaAckableMessage
    from faststream.kafka.parser import AioKafkaBatchParser

    headers: Sequence[Any] = (("null", None), ("binary", b"\xff"), ("text", b"yes"))
    record: ConsumerRecord[bytes, bytes] = ConsumerRecord("t", 0, 5, 1, 0, b"k", None, 0, 1, 0, headers)
    parser = AioKafkaBatchParser(KafkaAckableMessage, None)
    message = await tolerant_parser((record,), parser.parse_batch)  # type: ignore[arg-type]
    assert message.headers == {"text": "yes"}
    (handed_on,) = await raw_records(message)
    assert handed_on is record
    assert dataclasses.is_dataclass(record)


async def test_the_producer_waits_for_all_replicas_and_lingers_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def noting(**arguments: Any) -> object:
        asked.update(arguments)
        return object()

    monkeypatch.setattr(producing, "AIOKafkaProducer", noting)
    Producer(KafkaAccess("127.0.0.1:9"), Metrics(), lambda _reason: None)._make()
    assert asked["acks"] == "all"
    assert asked["enable_idempotence"] is True
    assert asked["linger_ms"] == 0
    assert asked["max_batch_size"] < 1024 * 1024
    assert "transactional_id" not in asked


def test_a_message_larger_than_a_batch_still_fits_into_one_of_its_own() -> None:
    batch = BatchBuilder(1000, 0, is_transactional=0)
    assert batch.append(timestamp=None, key=b"k", value=bytes(MESSAGE_BYTES_MAX)) is not None
    assert batch.append(timestamp=None, key=b"k", value=b"") is None


def test_topics_keep_what_the_table_says() -> None:
    for topic in all_topics():
        settings = settings_of(topic)
        assert int(settings["max.message.bytes"]) > MESSAGE_BYTES_MAX
        assert settings["cleanup.policy"] == topic.cleanup
        kept = "delete.retention.ms" if topic.cleanup == "compact" else "retention.ms"
        assert settings[kept] == str(topic.retention_ms)


def test_d1_internal_topics_keep_records_longer_than_the_longest_closure() -> None:
    assert CLOSURE_DAYS >= 11
    internal = [topic for topic in all_topics() if topic.audience == "internal"]
    assert all(topic.retention_ms > CLOSURE_DAYS * DAY_MS for topic in internal)


def test_d1_keys_outlive_a_record_that_is_set_aside_on_its_last_day() -> None:
    for topic in TOPICS:
        if topic.audience == "internal":
            assert topic.retention_ms + topic.dead_letters.retention_ms < KEYS_KEPT_DAYS * DAY_MS


def test_an_inbox_remembers_longer_than_any_topic_keeps_a_record() -> None:
    segment_days = 7  # of a broker's segments, which are removed as a whole
    assert all(topic.retention_ms < (KEEP_DAYS - segment_days) * DAY_MS for topic in all_topics())


def test_with_three_copies_two_must_have_a_record_and_a_laggard_is_never_elected() -> None:
    assert durability_of(3) == {"min.insync.replicas": "2", "unclean.leader.election.enable": "false"}
    assert durability_of(1)["min.insync.replicas"] == "1"


def test_only_the_notice_about_topics_is_left_out_of_the_log() -> None:
    open_broker(KafkaAccess("127.0.0.1:9"), "reporting")
    assert TOPICS_NOTICE in inspect.getsource(usecase)
    assert is_worth_logging in logging.getLogger("faststream").filters
    assert not is_worth_logging(logging.makeLogRecord({"msg": TOPICS_NOTICE}))
    assert is_worth_logging(logging.makeLogRecord({"msg": "Something else"}))
