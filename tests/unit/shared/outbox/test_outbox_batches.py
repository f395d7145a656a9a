"""An outbox batch is decoded as it was encoded, and bounded in messages and bytes."""

import os
from uuid import uuid4

import pytest

from shared.kafka.codec import Message, MessageTemplate
from shared.kafka.envelope import common_headers
from shared.outbox.outbox_batches import (
    BYTES_MAX,
    MESSAGES_MAX,
    BrokenOutboxBatch,
    OutboxBatch,
    batches_of,
    decode_batch,
)


def message(value: bytes | None = b"value", key: str = "key", topic: str = "onward.a.v1") -> Message:
    common = common_headers("onward.test.v1", "/onward/test", sealed=False)
    event_headers = (("ce_id", str(uuid4()).encode()), ("ce_time", b"2026-10-05T09:30:01+00:00"))
    return Message(MessageTemplate(topic, common), key.encode(), event_headers, value)


@pytest.mark.parametrize("in_order", [True, False])
def test_a_batch_comes_out_as_it_went_in(in_order: bool) -> None:
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
def test_a_broken_batch_is_named_as_such(broken: bytes) -> None:
    with pytest.raises(BrokenOutboxBatch):
        decode_batch(broken)


def test_batches_are_bounded_in_messages_and_bytes_and_keep_the_order() -> None:
    many = [message(key=str(number)) for number in range(2 * MESSAGES_MAX + 1)]
    batches = list(batches_of(many, in_order=True))
    assert [len(batch.messages) for batch in batches] == [MESSAGES_MAX, MESSAGES_MAX, 1]
    assert [one for batch in batches for one in batch.messages] == many
    large = [message(bytes(BYTES_MAX // 2)) for _ in range(3)]
    assert [len(batch.messages) for batch in batches_of(large, in_order=False)] == [1, 1, 1]


def test_a_message_larger_than_a_batch_travels_alone() -> None:
    assert [len(p.messages) for p in batches_of([message(bytes(BYTES_MAX + 1)), message()], in_order=False)] == [1, 1]
