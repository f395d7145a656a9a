"""Parcels: all that one transaction says, packed into one outbox row (or a few, when it says very much)."""

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cramjam

from shared.errors import OnwardError
from shared.messaging.envelope import Headers
from shared.messaging.wrapping import Message, Origin

MESSAGES_MAX: Final = 5_000
BYTES_MAX: Final = 4 * 1024 * 1024

_PLAIN: Final = b"\x01"
_COMPRESSED: Final = b"\x02"
_LENGTH: Final = struct.Struct(">I")
_TOMBSTONE: Final = -1


class BrokenParcel(OnwardError):  # noqa: N818
    """An outbox row does not hold a parcel."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Messages to be sent together. `in_order`: earlier parcels of the schema must reach Kafka before it."""

    messages: tuple[Message, ...]
    in_order: bool


def split(messages: Iterable[Message], *, in_order: bool) -> Iterator[Parcel]:
    """Yield parcels that are bounded in messages and bytes and keep the order."""
    batch: list[Message] = []
    size = 0
    for message in messages:
        length = len(message.value or b"") + len(message.key)
        if batch and (len(batch) == MESSAGES_MAX or size + length > BYTES_MAX):
            yield Parcel(tuple(batch), in_order)
            batch, size = [], 0
        batch.append(message)
        size += length
    if batch:
        yield Parcel(tuple(batch), in_order)


def pack(parcel: Parcel) -> bytes:
    """Return the bytes of a parcel: an index as JSON, then all values.

    Sealed values are compressed already; parcels in order hold many small public messages and shrink tenfold.
    """
    origins: dict[Origin, int] = {}
    index = [
        [
            origins.setdefault(message.origin, len(origins)),
            message.key.decode(),
            [(name, value.decode()) for name, value in message.own_headers],
            _TOMBSTONE if message.value is None else len(message.value),
        ]
        for message in parcel.messages
    ]
    known = [(topic, [(name, value.decode()) for name, value in headers]) for topic, headers in origins]
    head = json.dumps([known, index], separators=(",", ":"), ensure_ascii=False).encode()
    body = b"".join((_LENGTH.pack(len(head)), head, *(message.value or b"" for message in parcel.messages)))
    if parcel.in_order:
        return _COMPRESSED + bytes(cramjam.zstd.compress(body, level=1))
    return _PLAIN + body


def unpack(packed: bytes) -> tuple[Message, ...]:
    """Return the messages of a parcel in their order. Raises BrokenParcel."""
    try:
        body = packed[1:] if packed[:1] == _PLAIN else bytes(cramjam.zstd.decompress(packed[1:]))
        (length,) = _LENGTH.unpack_from(body)
        known, index = json.loads(body[_LENGTH.size : _LENGTH.size + length])
        origins = [Origin(topic, _headers(headers)) for topic, headers in known]
        return tuple(_messages(origins, index, memoryview(body)[_LENGTH.size + length :]))
    except (struct.error, ValueError, IndexError, TypeError, cramjam.DecompressionError) as error:
        raise BrokenParcel(f"an outbox row is not a parcel: {type(error).__name__}") from None


def _messages(origins: Sequence[Origin], index: Sequence[Any], values: memoryview) -> Iterator[Message]:
    position = 0
    for origin, key, headers, length in index:
        value = None if length == _TOMBSTONE else bytes(values[position : position + length])
        position += max(length, 0)
        yield Message(origins[origin], key.encode(), _headers(headers), value)


def _headers(pairs: Sequence[Sequence[str]]) -> Headers:
    return tuple((name, text.encode()) for name, text in pairs)
