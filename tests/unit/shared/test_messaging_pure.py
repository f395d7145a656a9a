"""Parcels, partitions, envelopes, patience and limits: what needs no server."""

import os
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.partitioner import murmur2 as reference

from shared.concurrency.retry import Backoff
from shared.errors import Poison
from shared.kafka.codec import Message, MessageTemplate
from shared.kafka.consumer.failure_limits import DeadLetterLimits, FailureRate
from shared.kafka.envelope import Envelope, common_headers, read_envelope
from shared.kafka.partitions import murmur2, partitions_of
from shared.outbox.outbox_batches import (
    BYTES_MAX,
    MESSAGES_MAX,
    BrokenOutboxBatch,
    OutboxBatch,
    batches_of,
    decode_batch,
)


def envelope(**changes: object) -> Envelope:
    whole: dict[str, object] = {
        "id": uuid4(),
        "type": "onward.test.v1",
        "source": "/onward/test",
        "subject": str(uuid4()),
        "published_at": datetime(2026, 10, 5, 9, 30, 1, 250_000, tzinfo=UTC),
    }
    return Envelope(**(whole | changes))  # type: ignore[arg-type]


def message(value: bytes | None = b"value", key: str = "key", topic: str = "onward.a.v1") -> Message:
    common = common_headers("onward.test.v1", "/onward/test", sealed=False)
    return Message(MessageTemplate(topic, common), key.encode(), envelope().event_headers(), value)


@pytest.mark.parametrize("in_order", [True, False])
def test_a_parcel_comes_out_as_it_went_in(in_order: bool) -> None:
    messages = (
        message(os.urandom(300), key="ä-key"),
        message(None, topic="onward.b.v1"),
        message(b""),
        Message(MessageTemplate("onward.c.v1", ()), b"k", (), None),
    )
    assert decode_batch(OutboxBatch(messages, in_order).encode()) == messages


@pytest.mark.parametrize(
    "broken", [b"", b"\x01", b"\x02nonsense", b"\x01\x00\x00\x00\x05[1,2]", b"\x01\xff\xff\xff\xff"]
)
def test_a_broken_parcel_is_named_as_such(broken: bytes) -> None:
    with pytest.raises(BrokenOutboxBatch):
        decode_batch(broken)


def test_parcels_are_bounded_in_messages_and_bytes_and_keep_the_order() -> None:
    many = [message(key=str(number)) for number in range(2 * MESSAGES_MAX + 1)]
    batches = list(batches_of(many, in_order=True))
    assert [len(batch.messages) for batch in batches] == [MESSAGES_MAX, MESSAGES_MAX, 1]
    assert [one for batch in batches for one in batch.messages] == many
    large = [message(bytes(BYTES_MAX // 2)) for _ in range(3)]
    assert [len(batch.messages) for batch in batches_of(large, in_order=False)] == [1, 1, 1]


def test_a_message_larger_than_a_parcel_travels_alone() -> None:
    assert [len(p.messages) for p in batches_of([message(bytes(BYTES_MAX + 1)), message()], in_order=False)] == [1, 1]


def test_partitions_agree_with_kafkas_own_clients() -> None:
    partitioner = DefaultPartitioner()
    for length in (*range(1, 41), 36, 255):
        keys = [os.urandom(length) for _ in range(20)]
        assert partitions_of(keys, 12) == [partitioner(key, list(range(12)), []) for key in keys]
        assert murmur2(keys[0]) == reference(keys[0])
    mixed = [b"a", b"ab", b"abc", b"", str(uuid4()).encode()]
    assert partitions_of(mixed, 6) == [partitioner(key, list(range(6)), []) for key in mixed]
    assert partitions_of([], 6) == []


def test_an_envelope_is_read_as_it_was_written() -> None:
    for written in (envelope(), envelope(key_id=uuid4(), judgement=3, traceparent="00-abc-def-01")):
        assert read_envelope(written.headers()) == written


def test_strange_headers_beside_the_needed_ones_do_no_harm() -> None:
    written = envelope()
    strange = (("x-null", None), ("x-binary", b"\xff\xfe"), ("reply_to", b"elsewhere"))
    assert read_envelope((*strange, *written.headers())) == written


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject"])
@pytest.mark.parametrize("value", [None, b"\xff", "missing"])
def test_a_needed_header_that_is_missing_or_unreadable_is_poison(name: str, value: bytes | str | None) -> None:
    headers = dict[str, bytes | None](envelope().headers())
    if isinstance(value, str):
        del headers[name]
    else:
        headers[name] = value
    with pytest.raises(Poison):
        read_envelope(tuple(headers.items()))


@pytest.mark.parametrize(("name", "value"), [("ce_id", b"7"), ("ce_time", b"noon"), ("onward_key", b"x")])
def test_a_header_of_the_wrong_form_is_poison(name: str, value: bytes) -> None:
    with pytest.raises(Poison, match="bad_envelope"):
        read_envelope((*envelope(key_id=uuid4()).headers(), (name, value)))


def test_patience_grows_stays_bounded_and_ends() -> None:
    pauses = list(Backoff(first_s=0.1, pause_max_s=5, total_s=60).pauses())
    assert all(0.05 <= pause <= 5 for pause in pauses)
    assert pauses[0] <= 0.1
    assert 30 <= sum(pauses) <= 65


def test_patience_outlasts_a_restart_and_ends_before_the_group_gives_up() -> None:
    from shared.kafka.consumer.faststream_adapter import MAX_POLL_INTERVAL_MS

    longest = sum(Backoff().pauses())
    assert 60 < longest < MAX_POLL_INTERVAL_MS / 1000


def test_a_run_of_hopeless_messages_stops_the_consumer() -> None:
    tally = FailureRate(DeadLetterLimits(run_max=3, ratio_from=100))
    assert [tally.allows_dead_letter() for _ in range(4)] == [True, True, True, False]


def test_a_good_message_ends_the_run() -> None:
    tally = FailureRate(DeadLetterLimits(run_max=1, ratio_from=100))
    assert tally.allows_dead_letter()
    tally.record_success()
    assert tally.allows_dead_letter()


def test_too_large_a_share_of_hopeless_messages_stops_the_consumer() -> None:
    tally = FailureRate(DeadLetterLimits(run_max=100, ratio_max=0.2, ratio_from=10, window=20))
    for _ in range(9):
        tally.record_success()
    assert [tally.allows_dead_letter() for _ in range(3)] == [True, True, False]
