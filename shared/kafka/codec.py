"""From event to message and back: JSON, zstd, encryption. Status changes are not encrypted: they hold ids and codes."""

from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

import cramjam
from pydantic import ValidationError

from shared.contracts.events import EncodedEvent, Event, JudgementEvent
from shared.contracts.topics import Topic
from shared.crypto.keyring import KeyRing
from shared.errors import Poison
from shared.kafka.envelope import Envelope, Headers, common_headers
from shared.observability import tracing

E = TypeVar("E", bound=Event)

ZSTD_LEVEL: Final = 1
MESSAGE_BYTES_MAX: Final = 3 * 1024 * 1024
"""One event at most, compressed and sealed; topics allow batches of 4 MiB (see deploy/jobs/topics.py)."""


class MessageTooLarge(Poison):
    """An event is larger than its topic allows. Raised before anything is committed; a retry cannot help."""


class MessageTemplate(NamedTuple):
    """What all messages of one type from one service share: built once for thousands."""

    topic: str
    """The name on the broker, prefix included."""
    headers: Headers


class Message(NamedTuple):
    """One Kafka record about to be produced. `value` None is a tombstone."""

    template: MessageTemplate
    key: bytes
    event_headers: Headers
    value: bytes | None

    @property
    def topic(self) -> str:
        return self.template.topic

    @property
    def headers(self) -> Headers:
        return self.template.headers + self.event_headers


class EventCodec:
    """Encodes and decodes the events of one service, for one deployment (topic prefix)."""

    def __init__(self, service: str, prefix: str, keyring: KeyRing) -> None:
        self._source = f"/onward/{service}"
        self._prefix = prefix
        self._keyring = keyring
        self._templates: dict[type[Event], MessageTemplate] = {}

    async def encode(self, event: Event, published_at: bytes | None = None) -> Message:
        """Return the message of an event, sealed where its topic is. Raises MessageTooLarge or Transient.

        `published_at` is the wall time as `time_now` gives it, where many events are published at once.
        """
        if not event.TOPIC.is_sealed:
            return self.message_of(_encoded(event), published_at or time_now())
        event_id = event.event_id
        packed = bytes(cramjam.zstd.compress(_as_json(event, exclude_none=True), level=ZSTD_LEVEL))
        key_id, sealed = await self._keyring.seal(packed, seal_context(event.TYPE, event_id))
        if len(sealed) > MESSAGE_BYTES_MAX:
            raise MessageTooLarge("message_too_large")
        envelope = Envelope(
            id=event_id,
            type=event.TYPE,
            source=self._source,
            subject=str(event.subject),
            published_at=datetime.now(UTC),
            key_id=key_id,
            judgement=event.judgement if isinstance(event, JudgementEvent) else None,
        )
        headers = envelope.event_headers() + tracing.current().headers(event.subject)
        return Message(self._template(type(event)), event.key.encode(), headers, sealed)

    def message_of(self, encoded: EncodedEvent, published_at: bytes) -> Message:
        """Return the message of an event whose topic is not sealed, in the clear."""
        # Status changes pass here by the ten thousand: no step that is not needed.
        subject = encoded.subject.encode()
        own = (("ce_id", encoded.event_id.encode()), ("ce_subject", subject), ("ce_time", published_at))
        return Message(self._template(encoded.kind), subject, own, encoded.value)

    async def decode(self, event_type: type[E], envelope: Envelope, value: bytes | None) -> E:
        """Return the event in a message. Raises Poison with a reason; Transient when its key cannot be fetched now."""
        if envelope.type != event_type.TYPE:
            raise Poison("wrong_type")
        payload = await self.payload_of(event_type.TOPIC, envelope, value)
        try:
            event = event_type.model_validate_json(payload)
        except ValidationError:
            raise Poison("bad_payload") from None
        if event.event_id != envelope.id:
            raise Poison("wrong_id")
        return event

    async def payload_of(self, topic: Topic, envelope: Envelope, value: bytes | None) -> bytes:
        """Return the JSON in a message, unsealed but not checked. Raises as `decode` does."""
        if value is None:
            raise Poison("tombstone")
        if not topic.is_sealed:
            return value
        if envelope.key_id is None:
            raise Poison("not_sealed")
        packed = await self._keyring.unseal(envelope.key_id, value, seal_context(envelope.type, envelope.id))
        return _decompress(packed)

    def tombstone(self, topic: Topic, key: str) -> Message:
        """Return the message that makes a compacted topic forget a key."""
        return Message(MessageTemplate(topic.on(self._prefix), ()), key.encode(), (), None)

    def _template(self, kind: type[Event]) -> MessageTemplate:
        template = self._templates.get(kind)
        if template is None:
            headers = common_headers(kind.TYPE, self._source, sealed=kind.TOPIC.is_sealed)
            template = MessageTemplate(kind.TOPIC.on(self._prefix), headers)
            self._templates[kind] = template
        return template


def _encoded(event: Event) -> EncodedEvent:
    return EncodedEvent(type(event), str(event.event_id), event.key, _as_json(event))


def _as_json(event: Event, *, exclude_none: bool = False) -> bytes:
    """Return what `model_dump_json` gives, without building a string first."""
    return event.__pydantic_serializer__.to_json(event, exclude_none=exclude_none)


def time_now() -> bytes:
    """Return the wall time as the header `ce_time` has it."""
    return datetime.now(UTC).isoformat().encode()


def seal_context(event_type: str, event_id: UUID) -> bytes:
    """Return what binds an encrypted payload to its event: under another envelope it does not open."""
    return event_type.encode() + b"\x00" + event_id.bytes


def _decompress(packed: bytes) -> bytes:
    try:
        return bytes(cramjam.zstd.decompress(packed))
    except cramjam.DecompressionError:
        raise Poison("bad_compression") from None
