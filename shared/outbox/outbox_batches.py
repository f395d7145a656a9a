"""Outbox batches: all messages of one transaction, encoded into one outbox row (or a few, when there are very many)."""

import json
import struct
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cramjam

from shared.errors import OnwardError
from shared.kafka.codec import Message, MessageTemplate

MESSAGES_MAX: Final = 5_000
BYTES_MAX: Final = 4 * 1024 * 1024

_PLAIN: Final = b"\x01"
_COMPRESSED: Final = b"\x02"
_SIZES: Final = struct.Struct(">II")
"""Bytes of the index, and number of pieces."""


class BrokenOutboxBatch(OnwardError):  # noqa: N818
    """An outbox row does not hold a batch."""


@dataclass(frozen=True, slots=True)
class OutboxBatch:
    """Messages that are sent together. `in_order`: earlier batches of the schema must reach Kafka before it."""

    messages: tuple[Message, ...]
    in_order: bool

    def encode(self) -> bytes:
        """Return the batch as bytes: an index as JSON, the length of every piece of every message, then all pieces.

        The pieces of a message are its key, the values of its event headers and its value. Messages with the same
        template share an entry of the index. Sealed values are compressed already; batches in order hold many small
        messages and shrink tenfold.
        """
        kinds: dict[tuple[MessageTemplate, tuple[str, ...]], int] = {}
        order: list[int] = []
        pieces: list[bytes] = []
        tombstones: list[int] = []
        for position, (template, key, event_headers, value) in enumerate(self.messages):
            names, values = zip(*event_headers, strict=True) if event_headers else ((), ())
            order.append(kinds.setdefault((template, names), len(kinds)))
            pieces += (key, *values, value or b"")
            if value is None:
                tombstones.append(position)
        known = [
            (topic, [(name, value.decode()) for name, value in headers], names) for (topic, headers), names in kinds
        ]
        head = json.dumps([known, order, tombstones], separators=(",", ":")).encode()
        lengths = array("I", map(len, pieces)).tobytes()
        body = b"".join((_SIZES.pack(len(head), len(pieces)), head, lengths, *pieces))
        if self.in_order:
            return _COMPRESSED + bytes(cramjam.zstd.compress(body, level=1))
        return _PLAIN + body


def batches_of(messages: Iterable[Message], *, in_order: bool) -> Iterator[OutboxBatch]:
    """Yield the messages, in their order, in batches bounded in messages and bytes."""
    batch: list[Message] = []
    size = 0
    for message in messages:
        length = len(message.value or b"") + len(message.key)
        if batch and (len(batch) == MESSAGES_MAX or size + length > BYTES_MAX):
            yield OutboxBatch(tuple(batch), in_order)
            batch, size = [], 0
        batch.append(message)
        size += length
    if batch:
        yield OutboxBatch(tuple(batch), in_order)


def decode_batch(encoded: bytes) -> tuple[Message, ...]:
    """Return the messages of an encoded batch in their order. Raises BrokenOutboxBatch."""
    try:
        body = encoded[1:] if encoded[:1] == _PLAIN else bytes(cramjam.zstd.decompress(encoded[1:]))
        head, count = _SIZES.unpack_from(body)
        known, order, tombstones = json.loads(body[_SIZES.size : _SIZES.size + head])
        lengths = array("I", body[_SIZES.size + head : _SIZES.size + head + 4 * count])
        pieces = _pieces(body, _SIZES.size + head + 4 * count, lengths)
        return tuple(_messages(known, order, frozenset(tombstones), pieces))
    except (struct.error, ValueError, IndexError, TypeError, StopIteration, cramjam.DecompressionError) as error:
        raise BrokenOutboxBatch(f"an outbox row is not a batch: {type(error).__name__}") from None


def _pieces(body: bytes, position: int, lengths: Iterable[int]) -> Iterator[bytes]:
    for length in lengths:
        if position + length > len(body):
            raise ValueError("cut short")
        yield body[position : position + length]
        position += length


def _messages(
    known: Sequence[Any], order: Sequence[int], tombstones: Collection[int], pieces: Iterator[bytes]
) -> Iterator[Message]:
    kinds = [
        (MessageTemplate(topic, tuple((name, text.encode()) for name, text in headers)), names)
        for topic, headers, names in known
    ]
    for position, kind in enumerate(order):
        template, names = kinds[kind]
        key, *values, value = (next(pieces) for _ in range(len(names) + 2))
        event_headers = tuple(zip(names, values, strict=True))
        yield Message(template, key, event_headers, None if position in tombstones else value)
