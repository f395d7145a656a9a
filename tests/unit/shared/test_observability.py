"""Nothing about a person reaches a log line, whatever path it takes."""

import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
import structlog
from aiokafka import TopicPartition

from shared.contracts.ingest import SubmissionExtracted
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.dead_letter_guard import REASONS, counted_as
from shared.kafka.consumer.faststream_adapter import KafkaReader
from shared.kafka.consumer.subscription import Subscription
from shared.observability import logs
from shared.observability.metrics import METRICS, Metrics
from tests.support.memory_gaps import MemoryGaps
from tests.support.subscribing import each

CANARY = "Canaryson-0412"
ROOT = Path(__file__).resolve().parents[3]


def fail_with(error: Exception) -> NoReturn:
    raise error


class Captured:
    """The lines that a configured process wrote."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.dropped = 0

    def drop(self, count: int) -> None:
        self.dropped += count

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def captured() -> Iterator[Captured]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    hooks = (sys.excepthook, threading.excepthook)
    captured = Captured()
    logs.configure("validation", "INFO", on_dropped=captured.drop, stream=captured.stream)
    yield captured
    structlog.reset_defaults()
    root.handlers, root.level = before
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)


def test_allowed_fields_are_kept_and_the_service_is_named(captured: Captured) -> None:
    logs.get_logger("test").info("part handled", part=3, rows=500)
    (line,) = captured.lines()
    assert line["event"] == "part handled"
    assert (line["service"], line["part"], line["rows"], line["level"]) == ("validation", 3, 500, "info")


def test_fields_off_the_list_are_dropped_and_counted(captured: Captured) -> None:
    logs.get_logger("test").info("row", surname=CANARY, upn=CANARY, part=1)
    assert CANARY not in captured.stream.getvalue()
    assert captured.dropped == 2


def test_structured_values_are_masked_even_under_an_allowed_name(captured: Captured) -> None:
    logs.get_logger("test").info("row", reason={"surname": CANARY}, code=[CANARY])
    assert CANARY not in captured.stream.getvalue()
    assert captured.lines()[0]["code"] == "***"


def test_exceptions_are_named_by_type_and_place_only(captured: Captured) -> None:
    try:
        fail_with(ValueError(CANARY))
    except ValueError as error:
        logs.get_logger("test").error("failed", exc_info=error)
        logs.get_logger("test").exception("failed again")
    assert CANARY not in captured.stream.getvalue()
    for line in captured.lines():
        assert line["error"] == "ValueError"
        assert "test_observability.py" in line["where"]


def test_what_libraries_log_loses_what_may_be_anybodys_and_exceptions_texts(captured: Captured) -> None:
    library = logging.getLogger("some.library")
    library.warning("row %s rejected", CANARY)
    library.error(f"row {CANARY} rejected")
    try:
        fail_with(RuntimeError(CANARY))
    except RuntimeError:
        library.exception(f"row {CANARY} failed")
    assert CANARY not in captured.stream.getvalue()
    assert [line["event"] for line in captured.lines()] == [
        "row *** rejected",
        "a library logged",
        "a library logged an exception",
    ]


def test_what_cannot_be_anybodys_stays_in_a_librarys_sentence(captured: Captured) -> None:
    place = TopicPartition("onward.ingest.rows-extracted.v1", 3)
    logging.getLogger("aiokafka").warning("Failed fetch messages from %s: %s", 1, ConnectionError(CANARY))
    logging.getLogger("some.library").warning("at %s in %s: %s", place, place.topic, CANARY)
    logging.getLogger("another.library").warning("number %d of %s", 1001001001, KeyError)
    assert CANARY not in captured.stream.getvalue()
    assert [line["event"] for line in captured.lines()] == [
        "Failed fetch messages from 1: ConnectionError",
        f"at {place.topic}/3 in {place.topic}: ***",
        "number %d of %s",
    ]


def test_d1_that_records_were_gone_before_they_were_read_is_not_dropped(captured: Captured) -> None:
    place = TopicPartition("onward.ingest.rows-extracted.v1", 3)
    fetcher = logging.getLogger("aiokafka.consumer.fetcher")
    fetcher.info("Fetch offset %s is out of range for partition %s, resetting offset", 7, place)
    (line,) = captured.lines()
    assert line["event"].startswith(f"Fetch offset 7 is out of range for partition {place.topic}/3")


def test_a_library_that_repeats_itself_is_heard_once_in_a_while(captured: Captured) -> None:
    for _ in range(100):
        logging.getLogger("aiokafka").error("Unable connect to node with id %s", 1)
    assert len(captured.lines()) == 1


def test_libraries_are_heard_from_warnings_on_only(captured: Captured) -> None:
    logging.getLogger("aiokafka.producer").info("Sending (key=%s value=%s)", CANARY, CANARY)
    assert captured.lines() == []


def test_unhandled_exceptions_do_not_print_their_text(captured: Captured) -> None:
    try:
        fail_with(KeyError(CANARY))
    except KeyError as error:
        sys.excepthook(KeyError, error, None)
    assert CANARY not in captured.stream.getvalue()
    assert captured.lines()[0]["error"] == "KeyError"


def test_metric_names_are_unique_and_counters_say_total() -> None:
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    assert all(metric.name.endswith("_total") == (metric.kind == "counter") for metric in METRICS)


def test_a_stage_counts_its_seconds_and_rows() -> None:
    metrics = Metrics()
    with metrics.stage("judge", rows=500):
        sum(range(10_000))
    assert metrics.value("onward_stage_rows_total", stage="judge") == 500
    assert metrics.value("onward_stage_seconds_total", stage="judge") > 0


def test_a_metric_that_is_not_on_the_list_cannot_be_touched() -> None:
    with pytest.raises(KeyError):
        Metrics().count("onward_surname_total")  # type: ignore[arg-type]


def test_bug_11_counters_that_alarm_stand_at_0_before_the_first_event_and_bring_no_second_series() -> None:
    metrics = Metrics()
    context = ConsumerContext(None, None, MemoryGaps(), metrics, lambda _reason: None)  # type: ignore[arg-type]
    Subscription("validation.x", each(SubmissionExtracted, _nothing), context, KafkaReader())
    text = metrics.exposition()[0].decode()
    for reason in REASONS:
        assert f'onward_dead_letters_total{{consumer="validation.x",reason="{reason}"}} 0.0' in text
    assert 'onward_retries_total{consumer="validation.x"} 0.0' in text
    assert 'onward_consumer_halted{consumer="validation.x"} 0.0' in text
    assert "_created" not in text


def test_bug_11_every_reason_for_setting_a_message_aside_is_one_that_is_counted() -> None:
    said = {
        match[1]
        for folder in ("shared", "services")
        for path in (ROOT / folder).rglob("*.py")
        for match in re.finditer(r'(?:Poison|MessageTooLarge)\("([a-z_]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert said <= set(REASONS)
    assert counted_as("claims_23505") == "other"


async def _nothing(_received: object) -> None:
    return
