"""The envelope: CloudEvents 1.0 attributes in Kafka headers. They hold ids and codes, nothing about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from aiokafka import ConsumerRecord

from shared.errors import Poison

Record = ConsumerRecord[bytes, bytes]
"""A record as Kafka delivers it; key, value and header values may be null."""
Headers = tuple[tuple[str, bytes], ...]

SEALED_HEADER: Final = "onward_key"
"""Present on sealed messages: the id of the day key that opens them."""

_CONTENT_TYPE: Final = b"application/json"
_SEALED_TYPE: Final = b"application/vnd.onward.sealed"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known about an event without opening it."""

    id: UUID
    type: str
    source: str
    """The service that published it, as `/onward/<service>`."""
    subject: str
    """The submission or young person it is about (an id)."""
    published_at: datetime
    """Wall time; business times are inside."""
    key_id: UUID | None = None
    """The day key that sealed the payload; None for a public event."""
    judgement: int | None = None

    def event_headers(self) -> Headers:
        """Return the headers that differ from event to event of one type and source, values UTF-8 and never null."""
        headers = [
            ("ce_id", str(self.id).encode()),
            ("ce_subject", self.subject.encode()),
            ("ce_time", self.published_at.isoformat().encode()),
        ]
        if self.key_id is not None:
            headers.append((SEALED_HEADER, str(self.key_id).encode()))
        if self.judgement is not None:
            headers.append(("onward_judgement", str(self.judgement).encode()))
        return tuple(headers)


def common_headers(event_type: str, source: str, *, sealed: bool) -> Headers:
    """Return the headers that all events of one type and source share."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", source.encode()),
        ("ce_type", event_type.encode()),
        ("content-type", _SEALED_TYPE if sealed else _CONTENT_TYPE),
    )


def read_envelope(headers: Sequence[tuple[str, bytes | None]]) -> Envelope:
    """Return the envelope of a message. Strange extra headers are ignored; a missing or broken needed one is Poison."""
    texts = readable_headers(headers)
    if texts.get("ce_specversion") != "1.0":
        raise Poison("not_an_event")
    try:
        return Envelope(
            id=UUID(texts["ce_id"]),
            type=texts["ce_type"],
            source=texts["ce_source"],
            subject=texts["ce_subject"],
            published_at=datetime.fromisoformat(texts["ce_time"]).astimezone(UTC),
            key_id=UUID(texts[SEALED_HEADER]) if SEALED_HEADER in texts else None,
            judgement=int(texts["onward_judgement"]) if "onward_judgement" in texts else None,
        )
    except (KeyError, ValueError):
        raise Poison("bad_envelope") from None


def readable_headers(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """Return the headers that are text; null values and values that are not UTF-8 are left out."""
    texts = {}
    for name, value in headers:
        if value is None:
            continue
        try:
            texts[name] = bytes(value).decode()
        except UnicodeDecodeError:
            continue
    return texts
