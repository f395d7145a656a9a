"""Nothing about a person reaches a log line, whatever path it takes."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
import structlog

from shared.observability import logs
from shared.observability.metrics import METRICS, Metrics
from shared.observability.personal import Personal

CANARY = "Canaryson-0412"


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
    logs.get_logger("test").info("row", reason={"surname": CANARY}, code=Personal(CANARY))
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


def test_what_libraries_log_loses_its_arguments_and_exceptions_texts(captured: Captured) -> None:
    library = logging.getLogger("some.library")
    library.warning("row %s rejected", CANARY)
    library.error(f"row {CANARY} rejected")
    try:
        fail_with(RuntimeError(CANARY))
    except RuntimeError:
        library.exception(f"row {CANARY} failed")
    assert CANARY not in captured.stream.getvalue()
    assert [line["event"] for line in captured.lines()] == [
        "row %s rejected",
        "a library logged",
        "a library logged an exception",
    ]


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


def test_a_masked_value_prints_as_stars_however_it_is_printed() -> None:
    masked = Personal(CANARY)
    assert {str(masked), repr(masked), f"{masked}", f"{masked:>40}", str([masked])} <= {"***", "[***]"}
    assert masked.reveal() == CANARY
    assert masked == Personal(CANARY)


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
