"""The closed list of metrics. Labels hold codes and names of ours, never anything about a person."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

Kind = Literal["counter", "gauge", "histogram"]
MetricName = Literal[
    "onward_stage_seconds_total",
    "onward_stage_cpu_seconds_total",
    "onward_stage_rows_total",
    "onward_events_handled_total",
    "onward_events_repeated_total",
    "onward_events_published_total",
    "onward_handler_seconds",
    "onward_gaps_total",
    "onward_messages_lost_total",
    "onward_retries_total",
    "onward_dead_letters_total",
    "onward_consumer_lag",
    "onward_consumer_lag_seconds",
    "onward_consumer_halted",
    "onward_kafka_away",
    "onward_rebalances_total",
    "onward_outbox_batches",
    "onward_outbox_oldest_seconds",
    "onward_outbox_batches_relayed_total",
    "onward_publish_failures_total",
    "onward_log_fields_dropped_total",
    "onward_compiled_modules",
    "onward_build_info",
    "onward_database_away",
    "onward_school_wall_missing",
    "onward_vault_free_bytes",
    "onward_vault_size_bytes",
    "onward_http_requests_total",
    "onward_http_seconds",
    "onward_submissions_total",
    "onward_submission_seconds",
    "onward_rows_total",
    "onward_returns_held",
    "onward_returns_held_oldest_seconds",
    "onward_returns_missing",
    "onward_mails_total",
    "onward_mails_waiting",
    "onward_webhook_attempts_total",
    "onward_webhook_changes_delivered_total",
    "onward_webhook_changes_waiting",
    "onward_webhook_oldest_seconds",
    "onward_webhook_dead_letters",
    "onward_subscriber_lag",
    "onward_subscriber_lag_seconds",
]
Stage = Literal["extract", "unseal", "judge", "match", "recompute", "publish"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of the list."""

    name: MetricName
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = Histogram.DEFAULT_BUCKETS
    """Of a histogram: its upper bounds, in seconds."""


_OF_A_SUBMISSION: Final = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)

METRICS: Final[tuple[Metric, ...]] = (
    Metric("onward_stage_seconds_total", "counter", "Wall seconds spent in a stage", ("stage",)),
    Metric("onward_stage_cpu_seconds_total", "counter", "Processor seconds of this thread in a stage", ("stage",)),
    Metric("onward_stage_rows_total", "counter", "Rows that went through a stage", ("stage",)),
    Metric("onward_events_handled_total", "counter", "Events handled", ("consumer",)),
    Metric("onward_events_repeated_total", "counter", "Deliveries of an event handled before", ("consumer",)),
    Metric("onward_events_published_total", "counter", "Messages acknowledged by Kafka", ("topic",)),
    Metric("onward_handler_seconds", "histogram", "From delivery to the end of the handler", ("consumer",)),
    Metric("onward_gaps_total", "counter", "Times that messages were removed before they were read", ("consumer",)),
    Metric(
        "onward_messages_lost_total", "counter", "Messages removed before they were read, where counted", ("consumer",)
    ),
    Metric("onward_retries_total", "counter", "Attempts repeated after a transient error", ("consumer",)),
    Metric("onward_dead_letters_total", "counter", "Messages kept as dead letters", ("consumer", "reason")),
    Metric("onward_consumer_lag", "gauge", "Messages not yet handled", ("consumer", "partition")),
    Metric("onward_consumer_lag_seconds", "gauge", "Age of the oldest message not yet handled", ("consumer",)),
    Metric("onward_consumer_halted", "gauge", "1 when consuming stopped after too many dead letters", ("consumer",)),
    Metric("onward_kafka_away", "gauge", "1 when Kafka did not answer the last two checks", ()),
    Metric("onward_rebalances_total", "counter", "Assignments received", ("consumer",)),
    Metric("onward_outbox_batches", "gauge", "Outbox batches committed and not yet sent", ()),
    Metric("onward_outbox_oldest_seconds", "gauge", "Age of the oldest of them", ()),
    Metric(
        "onward_outbox_batches_relayed_total",
        "counter",
        "Outbox batches sent by the relay, not right after their transaction",
        (),
    ),
    Metric("onward_publish_failures_total", "counter", "Publishing attempts that failed", ()),
    Metric("onward_log_fields_dropped_total", "counter", "Log fields that are not on the allow-list", ()),
    Metric("onward_compiled_modules", "gauge", "Modules of the service that run compiled; 0: all as plain Python", ()),
    Metric(
        "onward_build_info", "gauge", "1, with what runs as its labels", ("version", "commit", "compiled", "python")
    ),
    Metric("onward_database_away", "gauge", "1 when PostgreSQL did not answer the last two checks", ()),
    Metric("onward_school_wall_missing", "gauge", "1 when schools read without a wall of the database (reporting)", ()),
    Metric("onward_vault_free_bytes", "gauge", "Free on the disk of the vault", ()),
    Metric("onward_vault_size_bytes", "gauge", "Size of the disk of the vault", ()),
    Metric("onward_http_requests_total", "counter", "HTTP requests by route and status", ("route", "status")),
    Metric("onward_http_seconds", "histogram", "Duration of HTTP requests", ("route",)),
    Metric("onward_submissions_total", "counter", "Submissions by outcome code", ("outcome",)),
    Metric(
        "onward_submission_seconds",
        "histogram",
        "From the first that this service had of a submission to the last that it did about it, by outcome code",
        ("outcome",),
        _OF_A_SUBMISSION,
    ),
    Metric("onward_rows_total", "counter", "Rows by outcome code", ("outcome",)),
    Metric("onward_returns_held", "gauge", "Returns that wait for somebody's decision", ()),
    Metric("onward_returns_held_oldest_seconds", "gauge", "Time since the oldest of them was received", ()),
    Metric(
        "onward_returns_missing",
        "gauge",
        "Returns that are late or overdue: nothing that can be used has come",
        ("state",),
    ),
    Metric(
        "onward_mails_total",
        "counter",
        "E-mails by what became of them; stopped: the return was accepted or paused before it was handed over",
        ("kind", "outcome"),
    ),
    Metric("onward_mails_waiting", "gauge", "E-mails that the last look was to send, and did not", ("kind",)),
    Metric(
        "onward_webhook_attempts_total", "counter", "Messages sent to webhooks, by what the answer means", ("outcome",)
    ),
    Metric("onward_webhook_changes_delivered_total", "counter", "Status changes that webhooks took", ()),
    Metric("onward_webhook_changes_waiting", "gauge", "Status changes that a webhook has not taken", ("webhook",)),
    Metric("onward_webhook_oldest_seconds", "gauge", "Age of the oldest of them", ("webhook",)),
    Metric("onward_webhook_dead_letters", "gauge", "Messages that a webhook did not take", ("webhook",)),
    Metric("onward_subscriber_lag", "gauge", "Messages of the public topic that a group has not read", ("group",)),
    Metric("onward_subscriber_lag_seconds", "gauge", "Age of the oldest of them", ("group",)),
)


def _made(metric: Metric, registry: CollectorRegistry) -> Counter | Gauge | Histogram:
    if metric.kind == "histogram":
        return Histogram(metric.name, metric.meaning, metric.labels, registry=registry, buckets=metric.buckets)
    kind = Counter if metric.kind == "counter" else Gauge
    return kind(metric.name, metric.meaning, metric.labels, registry=registry)


class Metrics:
    """All metrics of one process, on a registry of its own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for each counter, which nobody asks for
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._by_name: dict[str, Counter | Gauge | Histogram] = {
            metric.name: _made(metric, self.registry) for metric in METRICS
        }
        self._series: dict[tuple[Any, ...], Any] = {}
        """Series that were looked up before, by name and labels: to find one costs several times what counting does."""

    def _one(self, name: MetricName, labels: dict[str, str]) -> Any:
        key = (name, *labels.items())
        series = self._series.get(key)
        if series is None:
            metric = self._by_name[name]
            series = self._series[key] = metric.labels(**labels) if labels else metric
        return series

    def count(self, name: MetricName, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._one(name, labels).inc(amount)

    def start_at_zero(self, name: MetricName, **labels: str) -> None:
        """Show a series at 0 from the start: of one that appears with its first event nobody sees the increase."""
        self._one(name, labels)

    def gauge(self, name: MetricName, value: float, **labels: str) -> None:
        """Set a gauge."""
        self._one(name, labels).set(value)

    def observe(self, name: MetricName, seconds: float, **labels: str) -> None:
        """Add one duration to a histogram."""
        self._one(name, labels).observe(seconds)

    def forget(self, name: MetricName, **labels: str) -> None:
        """Drop one series of a gauge, for example of a partition that another member now reads."""
        self._series = {key: series for key, series in self._series.items() if key[0] != name}
        try:
            self._by_name[name].remove(*labels.values())
        except KeyError:
            return

    def value(self, name: MetricName, **labels: str) -> float:
        """Return the present value of a counter or gauge; 0 where it was never touched."""
        for sample_name in (name, f"{name}_total"):
            value = self.registry.get_sample_value(sample_name, labels)
            if value is not None:
                return value
        return 0.0

    @contextmanager
    def stage(self, stage: Stage, rows: int = 0) -> Iterator[None]:
        """Time a stage for the bench. Keep awaits outside where possible: other tasks' work is counted too."""
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.count("onward_stage_seconds_total", time.perf_counter() - wall, stage=stage)
            self.count("onward_stage_cpu_seconds_total", time.thread_time() - processor, stage=stage)
            if rows:
                self.count("onward_stage_rows_total", rows, stage=stage)

    def exposition(self) -> tuple[bytes, str]:
        """Return the Prometheus text and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
