"""From event to message and back: JSON, zstd, seal. Public events travel in the clear and hold only ids and codes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

import cramjam
from pydantic import ValidationError

from shared.contracts.events import Event, JudgementEvent
from shared.contracts.topics import Topic
from shared.errors import OnwardError, Poison
from shared.messaging.envelope import Envelope, Headers
from shared.messaging.keyring import KeyRing

E = TypeVar("E", bound=Event)

_ZSTD_LEVEL: Final = 3
MESSAGE_BYTES_MAX: Final = 3 * 1024 * 1024
"""One event at most, compressed and sealed; topics allow batches of 4 MiB (see topics_admin)."""


class MessageTooLarge(OnwardError):  # noqa: N818
    """An event is larger than its topic allows: a bug of whoever says it, found before anything is committed."""


@dataclass(frozen=True, slots=True)
class Message:
    """One Kafka record about to be produced. `value` None is a tombstone."""

    topic: str
    """The name on the broker, prefix included."""
    key: bytes
    headers: Headers
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Received(Generic[E]):
    """An event as a handler gets it."""

    event: E
    envelope: Envelope


class Wrapper:
    """Wraps what one service says, for one deployment (topic prefix)."""

    def __init__(self, service: str, prefix: str, keyring: KeyRing) -> None:
        self._source = f"/onward/{service}"
        self._prefix = prefix
        self._keyring = keyring

    async def wrap(self, event: Event) -> Message:
        """Return the message of an event, sealed unless its topic is public."""
        payload = event.model_dump_json().encode()
        key_id = None
        event_id = event.event_id
        if event.TOPIC.audience == "internal":
            packed = bytes(cramjam.zstd.compress(payload, level=_ZSTD_LEVEL))
            key_id, payload = await self._keyring.seal(packed, seal_context(event.TYPE, event_id))
        if len(payload) > MESSAGE_BYTES_MAX:
            raise MessageTooLarge(f"{event.TYPE} {event_id}: {len(payload)} bytes")
        envelope = Envelope(
            id=event_id,
            type=event.TYPE,
            source=self._source,
            subject=str(event.subject),
            said_at=datetime.now(UTC),
            key_id=key_id,
            judgement=event.judgement if isinstance(event, JudgementEvent) else None,
        )
        return Message(event.TOPIC.on(self._prefix), event.key.encode(), envelope.headers(), payload)

    def tombstone(self, topic: Topic, key: str) -> Message:
        """Return the message that makes a compacted topic forget a key."""
        return Message(topic.on(self._prefix), key.encode(), (), None)


def seal_context(event_type: str, event_id: UUID) -> bytes:
    """Return what binds a seal to its event: a payload moved under another envelope does not open."""
    return event_type.encode() + b"\x00" + event_id.bytes


async def unwrap(event_type: type[E], envelope: Envelope, value: bytes | None, keyring: KeyRing) -> E:
    """Return the event in a message. Raises Poison with a reason; Transient when its key cannot be fetched now."""
    if envelope.type != event_type.TYPE:
        raise Poison("wrong_type")
    if value is None:
        raise Poison("tombstone")
    payload = value
    if event_type.TOPIC.audience == "internal":
        if envelope.key_id is None:
            raise Poison("not_sealed")
        packed = await keyring.unseal(envelope.key_id, value, seal_context(envelope.type, envelope.id))
        payload = _unpack(packed)
    try:
        event = event_type.model_validate_json(payload)
    except ValidationError:
        raise Poison("bad_payload") from None
    if event.event_id != envelope.id:
        raise Poison("wrong_id")
    return event


def _unpack(packed: bytes) -> bytes:
    try:
        return bytes(cramjam.zstd.decompress(packed))
    except cramjam.DecompressionError:
        raise Poison("bad_compression") from None
