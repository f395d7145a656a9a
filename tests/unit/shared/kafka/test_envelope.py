"""The envelope is read as it was written; a header that is missing or unreadable is Poison."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.errors import Poison
from shared.kafka.envelope import Envelope, Headers, common_headers, read_envelope


def envelope(**changes: object) -> Envelope:
    whole: dict[str, object] = {
        "id": uuid4(),
        "type": "onward.test.v1",
        "source": "/onward/test",
        "subject": str(uuid4()),
        "published_at": datetime(2026, 10, 5, 9, 30, 1, 250_000, tzinfo=UTC),
    }
    return Envelope(**(whole | changes))  # type: ignore[arg-type]


def headers_of(envelope: Envelope) -> Headers:
    sealed = envelope.key_id is not None
    return (*common_headers(envelope.type, envelope.source, sealed=sealed), *envelope.event_headers())


def test_an_envelope_is_read_as_it_was_written() -> None:
    for written in (envelope(), envelope(key_id=uuid4(), judgement=3)):
        assert read_envelope(headers_of(written)) == written


def test_strange_headers_beside_the_needed_ones_do_no_harm() -> None:
    written = envelope()
    strange = (("x-null", None), ("x-binary", b"\xff\xfe"), ("reply_to", b"elsewhere"))
    assert read_envelope((*strange, *headers_of(written))) == written


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject"])
@pytest.mark.parametrize("value", [None, b"\xff", "missing"])
def test_a_needed_header_that_is_missing_or_unreadable_is_poison(name: str, value: bytes | str | None) -> None:
    headers = dict[str, bytes | None](headers_of(envelope()))
    if isinstance(value, str):
        del headers[name]
    else:
        headers[name] = value
    with pytest.raises(Poison):
        read_envelope(tuple(headers.items()))


@pytest.mark.parametrize(("name", "value"), [("ce_id", b"7"), ("ce_time", b"noon"), ("onward_key", b"x")])
def test_a_header_of_the_wrong_form_is_poison(name: str, value: bytes) -> None:
    with pytest.raises(Poison, match="bad_envelope"):
        read_envelope((*headers_of(envelope(key_id=uuid4())), (name, value)))
