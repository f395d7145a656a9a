"""Receives traces as a collector does: OTLP over HTTP, on a loopback port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """What arrived of a span."""

    service: str
    name: str
    submission_id: UUID
    span_id: bytes
    parent_id: bytes
    links: tuple[bytes, ...]


@dataclass
class TraceReceiver:
    """What has arrived."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[ReceivedSpan]:
        """Every span that arrived."""
        return [span for body in list(self.bodies) for span in _spans(body)]

    def of(self, submission_id: UUID) -> list[ReceivedSpan]:
        """Return the spans of one trace."""
        return [span for span in self.spans if span.submission_id == submission_id]


@contextmanager
def trace_receiver() -> Iterator[TraceReceiver]:
    """Listen while this is open."""
    received = TraceReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _spans(body: bytes) -> Iterator[ReceivedSpan]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        named = {one.key: one.value.string_value for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                links = tuple(link.span_id for link in span.links)
                yield ReceivedSpan(
                    named["service.name"],
                    span.name,
                    UUID(bytes=span.trace_id),
                    span.span_id,
                    span.parent_span_id,
                    links,
                )
