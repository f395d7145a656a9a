"""Spans by OpenTelemetry: a trace has its submission's id, messages carry `traceparent`, attributes are on a list."""

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final
from uuid import UUID

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from shared.observability.build_info import VERSION
from shared.observability.tracing import NO_HEADERS, Attribute, Carried, Headers

ATTRIBUTES: Final[Mapping[str, str]] = {
    "consumer": "messaging.consumer.group.name",
    "topic": "messaging.destination.name",
    "messages": "messaging.batch.message_count",
    "submission_id": "onward.submission_id",
    "channel": "onward.channel",
    "bytes": "onward.bytes",
    "people": "onward.people",
    "changed": "onward.changed",
    "error": "error.type",
}
"""All that a span may say, and its name there. The values are ids, counts, and codes of ours."""
HEADER: Final = "traceparent"
"""As the W3C writes it (Trace Context, level 1)."""
_REMEMBERED: Final = 2_000
"""Submissions whose latest span is kept in memory, for what goes on in the background."""
_TEXT_MAX: Final = 100
_NOTHING_OPEN: Final[Mapping[UUID, SpanContext]] = MappingProxyType({})


class _SubmissionIds(RandomIdGenerator):
    """Gives a new trace the id of its submission."""

    def __init__(self) -> None:
        self.next = 0

    def generate_trace_id(self) -> int:
        return self.next or super().generate_trace_id()

    def is_trace_id_random(self) -> bool:
        return False


class OpenTelemetryTracing:
    """Records spans and gives them to a processor."""

    def __init__(self, service: str, processor: SpanProcessor) -> None:
        self._ids = _SubmissionIds()
        # A bare resource: the usual one would take whatever stands in the environment.
        resource = Resource({"service.name": f"onward-{service}", "service.version": VERSION})
        self._provider = TracerProvider(
            resource=resource, id_generator=self._ids, sampler=ALWAYS_ON, shutdown_on_exit=False
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("onward")
        self._open: ContextVar[Mapping[UUID, SpanContext]] = ContextVar("open", default=_NOTHING_OPEN)
        self._latest: OrderedDict[UUID, SpanContext] = OrderedDict()
        self._left: OrderedDict[UUID, None] = OrderedDict()

    @contextmanager
    def span(self, name: str, submission_id: UUID, **attributes: Attribute) -> Iterator[None]:
        parent = self._open.get().get(submission_id)
        span = self._start(name, submission_id, parent, SpanKind.SERVER, attributes)
        with self._opened({submission_id: span}):
            yield

    @contextmanager
    def handling(self, consumer: str, topic: str, messages: Iterable[tuple[UUID, Carried]]) -> Iterator[None]:
        carried: dict[UUID, list[SpanContext]] = {}
        counted: dict[UUID, int] = {}
        for submission_id, headers in messages:
            contexts = carried.setdefault(submission_id, [])
            counted[submission_id] = counted.get(submission_id, 0) + 1
            context = context_in(headers)
            if context is not None and context not in contexts:
                contexts.append(context)
        spans = {
            submission_id: self._start(
                f"process {topic}",
                submission_id,
                contexts[0] if contexts else None,
                SpanKind.CONSUMER,
                {"consumer": consumer, "topic": topic, "messages": counted[submission_id]},
                contexts[1:],
            )
            for submission_id, contexts in carried.items()
        }
        with self._opened(spans):
            yield

    def headers(self, submission_id: UUID) -> Headers:
        context = self._open.get().get(submission_id)
        return ((HEADER, written(context)),) if context is not None else NO_HEADERS

    def record(self, name: str, submissions: Iterable[UUID], began_ns: int, **attributes: Attribute) -> None:
        for submission_id in submissions:
            parent = self._latest.get(submission_id)
            span = self._start(name, submission_id, parent, SpanKind.INTERNAL, attributes, began_ns=began_ns)
            self._note(submission_id, span)
            span.end()

    def leave(self, submissions: Iterable[UUID]) -> None:
        for submission_id in submissions:
            self._left[submission_id] = None
            if len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)

    def take(self) -> Sequence[UUID]:
        taken = tuple(self._left)
        self._left.clear()
        return taken

    def stop(self) -> None:
        self._provider.shutdown()

    def _start(
        self,
        name: str,
        submission_id: UUID,
        parent: SpanContext | None,
        kind: SpanKind,
        attributes: Mapping[str, Attribute],
        links: Sequence[SpanContext] = (),
        began_ns: int | None = None,
    ) -> Span:
        self._ids.next = submission_id.int
        given = {ATTRIBUTES[name]: _plain(value) for name, value in attributes.items()}
        return self._tracer.start_span(
            name,
            trace.set_span_in_context(NonRecordingSpan(parent), Context()) if parent else Context(),
            kind,
            given | {ATTRIBUTES["submission_id"]: str(submission_id)},
            [Link(one) for one in links],
            began_ns or time.time_ns(),
            record_exception=False,
            set_status_on_exception=False,
        )

    @contextmanager
    def _opened(self, spans: Mapping[UUID, Span]) -> Iterator[None]:
        """Have messages carry these spans while this is open; an exception is named by its class alone."""
        before = self._open.get()
        token = self._open.set({**before, **{one: span.get_span_context() for one, span in spans.items()}})
        try:
            yield
        except BaseException as error:
            for span in spans.values():
                span.set_attribute(ATTRIBUTES["error"], type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
            raise
        finally:
            self._open.reset(token)
            for submission_id, span in spans.items():
                self._note(submission_id, span)
                span.end()

    def _note(self, submission_id: UUID, span: Span) -> None:
        self._latest[submission_id] = span.get_span_context()
        self._latest.move_to_end(submission_id)
        if len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)


def exporting(service: str, url: str) -> OpenTelemetryTracing:
    """Return what sends spans to this address by OTLP over HTTP, in a thread of its own."""
    return OpenTelemetryTracing(service, BatchSpanProcessor(OTLPSpanExporter(url, timeout=5)))


def written(context: SpanContext) -> bytes:
    """Return a span's place as a header has it."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()


def context_in(headers: Carried) -> SpanContext | None:
    """Return the place of the span that published a message; None where the header is not there or is not one."""
    for name, value in headers:
        if name == HEADER and value is not None:
            return _read(bytes(value))
    return None


def _read(value: bytes) -> SpanContext | None:
    try:
        version, trace_id, span_id, flags = value.decode("ascii").split("-")
        if (version, len(trace_id), len(span_id), len(flags)) != ("00", 32, 16, 2):
            return None
        context = SpanContext(int(trace_id, 16), int(span_id, 16), True, TraceFlags(int(flags, 16)))
    except ValueError:
        return None
    return context if context.is_valid else None


def _plain(value: Attribute) -> str | int | float | bool:
    return value if isinstance(value, bool | int | float) else str(value)[:_TEXT_MAX]
