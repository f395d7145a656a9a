"""Traces: one a submission, carried by messages, connected over batches; nothing about anybody; nothing while off."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.errors import Fatal
from shared.observability import start_tracing, tracing
from shared.observability.otlp import ATTRIBUTES, HEADER, OpenTelemetryTracing, context_in
from shared.service_names import SERVICES

CANARY = "Canaryson-0412"
ONE, OTHER = UUID(int=0xABC1 << 64 | 7), UUID(int=0xABC2 << 64 | 7)
ROOT = Path(__file__).resolve().parents[3]


class Traced:
    """A process whose spans stay in memory."""

    def __init__(self) -> None:
        self._kept = InMemorySpanExporter()
        self.tracing = OpenTelemetryTracing("validation", SimpleSpanProcessor(self._kept))

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._kept.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def traced() -> Iterator[Traced]:
    traced = Traced()
    tracing.use(traced.tracing)
    yield traced
    tracing.use(None)


def parent_of(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


def id_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.span_id)


def test_a_trace_has_the_id_of_its_submission(traced: Traced) -> None:
    with tracing.current().span("receive submission", ONE, channel="hook"):
        pass
    (span,) = traced.spans
    assert span.context is not None
    assert span.context.trace_id == ONE.int
    assert span.parent is None


def test_a_message_carries_the_span_on_in_which_it_was_published(traced: Traced) -> None:
    assert tracing.current().headers(ONE) == ()
    with tracing.current().span("receive submission", ONE):
        headers = tracing.current().headers(ONE)
        assert tracing.current().headers(OTHER) == ()
    with tracing.current().handling("validation.x", "ingest.x", [(ONE, headers)]):
        pass
    received, handled = traced.spans
    assert parent_of(handled) == id_of(received)
    assert headers == ((HEADER, f"00-{ONE.int:032x}-{id_of(received):016x}-01".encode()),)


def test_a_batch_has_a_span_for_each_submission_and_links_to_the_others_of_it(traced: Traced) -> None:
    published = []
    for about in (ONE, ONE, OTHER):
        with tracing.current().span("receive submission", about):
            published.append((about, tracing.current().headers(about)))
    with tracing.current().handling("validation.x", "ingest.x", published):
        carried = {about: tracing.current().headers(about) for about in (ONE, OTHER)}
    handled = traced.named("process ingest.x")
    assert [span.attributes["messaging.batch.message_count"] for span in handled] == [2, 1]  # type: ignore[index]
    assert [len(span.links) for span in handled] == [1, 0]
    assert {context_in(headers).span_id for headers in carried.values()} == set(map(id_of, handled))  # type: ignore[union-attr]


def test_work_in_the_background_follows_the_latest_span_of_its_submission(traced: Traced) -> None:
    with tracing.current().span("receive submission", ONE):
        pass
    tracing.current().record("settle return", [ONE], 1_000)
    tracing.current().leave([ONE, OTHER, ONE])
    taken = tracing.current().take()
    tracing.current().record("compute statuses", taken, 2_000, people=3, changed=1)
    assert taken == (ONE, OTHER)
    assert tracing.current().take() == ()
    (settled,) = traced.named("settle return")
    assert parent_of(settled) == id_of(traced.spans[0])
    assert settled.start_time == 1_000
    assert [parent_of(span) for span in traced.named("compute statuses")] == [id_of(settled), None]


def test_an_exception_is_named_by_its_class_alone(traced: Traced) -> None:
    with pytest.raises(ValueError, match=CANARY), tracing.current().span("receive submission", ONE):
        raise ValueError(CANARY)
    (span,) = traced.spans
    assert span.attributes["error.type"] == "ValueError"  # type: ignore[index]
    assert CANARY not in span.to_json()


def test_what_is_not_on_the_list_cannot_be_said(traced: Traced) -> None:
    with pytest.raises(KeyError), tracing.current().span("receive submission", ONE, surname=CANARY):
        pass
    assert traced.spans == []
    assert not any("name" in name.split(".")[-1] for name in ATTRIBUTES.values() if name.startswith("onward."))


def test_the_environment_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"host.name={CANARY}")
    traced = Traced()
    with traced.tracing.span("receive submission", ONE):
        pass
    assert dict(traced.spans[0].resource.attributes).keys() == {"service.name", "service.version"}


@pytest.mark.parametrize(
    "value",
    [b"", b"00-00-00-01", b"\xff", None, b"00-" + b"0" * 32 + b"-" + b"1" * 16 + b"-01", b"zz-" + b"1" * 49],
)
def test_a_header_that_is_not_one_is_passed_over(traced: Traced, value: bytes | None) -> None:
    with tracing.current().handling("validation.x", "ingest.x", [(ONE, [(HEADER, value)])]):
        pass
    assert traced.spans[0].parent is None


def test_while_off_nothing_is_made_and_nothing_is_carried() -> None:
    start_tracing.start("validation", None)
    messages = iter([(ONE, ())])
    with tracing.current().handling("validation.x", "ingest.x", messages):
        assert tracing.current().headers(ONE) == ()
    assert list(messages), "not even looked at"


_WITHOUT: Final = """
import sys
sys.modules["opentelemetry"] = None
for service in sys.argv[1:]:
    __import__(f"services.{service}.main")
from shared.observability import start_tracing
start_tracing.start("x", None)
assert not any(name.startswith("opentelemetry.") for name in sys.modules)
"""


def test_services_start_without_the_packages() -> None:
    subprocess.run([sys.executable, "-c", _WITHOUT, *SERVICES], cwd=ROOT, check=True)


def test_asked_for_traces_without_the_packages_a_service_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shared.observability.otlp", None)
    with pytest.raises(Fatal, match="ONWARD_TRACES_URL"):
        start_tracing.start("validation", "http://127.0.0.1:4318/v1/traces")
