"""Logs as JSON lines: constant sentences, allow-listed fields, exceptions by type and place, never by what they say."""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final, TextIO
from uuid import UUID

import structlog

ALLOWED_FIELDS: Final = frozenset(
    {
        # set by structlog itself
        "event", "level", "timestamp", "logger", "room",
        # who and where
        "service", "role", "consumer", "topic", "partition", "offset", "where", "error", "route", "method", "port",
        "schema", "migration", "job", "stage", "address",
        # ids and codes
        "event_id", "event_type", "submission_id", "person_id", "delivery_id", "return_id", "generation_id",
        "judgement", "part", "collection", "establishment", "period", "code", "reason", "outcome", "status", "rule",
        "channel",
        # figures
        "attempt", "count", "parts", "rows", "accepted", "refused", "matched", "created", "awaiting", "people",
        "messages", "batches", "bytes", "seconds", "version", "changed", "rows_in", "rows_out", "set_aside", "added",
        "removed",
    }
)  # fmt: skip
_TEXT_MAX: Final = 200
_FOREIGN_FROM: Final = logging.WARNING
_FOREIGN_EVERY_S: Final = 10.0
_LOGGED_FROM_INFO: Final = ("aiokafka.consumer.fetcher",)
"""Logs at INFO that what was to be read is gone, and nothing else at that level."""
_NUMBER_MAX: Final = 10**9
"""A larger one may be somebody's number: those have ten digits or more."""
_TOPIC: Final = re.compile(r"[a-z0-9]+(\.[a-z0-9-]+)+\.v\d+(\.dead)?")

_dropped: Callable[[int], None] = lambda _count: None  # noqa: E731


def configure(
    service: str, level: str = "INFO", *, on_dropped: Callable[[int], None] | None = None, stream: TextIO | None = None
) -> None:
    """Route all logs of this process, ours and the libraries', to JSON lines on `stream` (standard output)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _Keeper(service, on_dropped or _dropped),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stdout),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Foreign()]
    root.setLevel(_FOREIGN_FROM)
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.NOTSET)
    for name in _LOGGED_FROM_INFO:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _unhandled
    threading.excepthook = lambda raised: _unhandled(raised.exc_type, raised.exc_value, None)


def get_logger(name: str) -> Any:  # structlog's lazy proxy has no narrower type
    """Return a logger. Log constant sentences and put what varies into allow-listed fields."""
    return structlog.get_logger(room=name)


def failure(error: BaseException) -> dict[str, str]:
    """Return the fields that describe an exception: its type and where it was raised, never its text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(frames[-4:]))
    return {"error": type(error).__name__, "where": where}


def log_fatal(reason: str) -> None:
    """Log why the process leaves with a failure; `reason` is one of ours and holds codes."""
    structlog.get_logger().critical("stopped", reason=reason)


def _unhandled(_kind: type[BaseException], error: BaseException | None, _trace: object) -> None:
    # Python would print the exception's text, and a database driver's text quotes the row.
    structlog.get_logger().critical("stopped by an unhandled exception", **(failure(error) if error else {}))


class _Keeper:
    """Keeps what is allowed, drops and counts the rest, masks what cannot be a code or an id."""

    def __init__(self, service: str, on_dropped: Callable[[int], None]) -> None:
        self._service = service
        self._on_dropped = on_dropped

    def __call__(self, _logger: object, _method: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
        error = fields.pop("exc_info", None)
        if isinstance(error, BaseException):
            fields.update(failure(error))
        elif error and (raised := sys.exc_info()[1]):
            fields.update(failure(raised))
        kept = {name: _plain(value) for name, value in fields.items() if name in ALLOWED_FIELDS}
        dropped = len(fields) - len(kept)
        if dropped:
            self._on_dropped(dropped)
        return {"service": self._service, **kept}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | UUID):
        return str(value)[:_TEXT_MAX]
    if isinstance(value, BaseException):
        return type(value).__name__
    return "***"


class _Foreign(logging.Handler):
    """Logs what libraries log: their message with those of its arguments that cannot be anybody's data.

    A repeated message of one place is dropped for a while: a Kafka client without its broker logs ten a second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._logged_at: dict[tuple[str, int, str], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        # A server reports every fault of ours from one line of its own: each kind of fault is logged.
        place = (record.pathname, record.lineno, str(failure(error)) if error is not None else "")
        if record.created - self._logged_at.get(place, 0.0) < _FOREIGN_EVERY_S:
            return
        self._logged_at[place] = record.created
        fields: dict[str, Any] = {"logger": record.name, "where": f"{_short(record.pathname)}:{record.lineno}"}
        sentence = _sentence(record)
        if error is not None:
            fields.update(failure(error))
            sentence = "a library logged an exception"
        method = "error" if record.levelno >= logging.ERROR else "warning"
        getattr(structlog.get_logger(), method)(sentence, **fields)


def _sentence(record: logging.LogRecord) -> str:
    if not (isinstance(record.msg, str) and isinstance(record.args, tuple) and record.args):
        return "a library logged"
    try:
        return (record.msg % tuple(map(_harmless, record.args)))[:_TEXT_MAX]
    except (TypeError, ValueError):
        return record.msg  # its own words, with the places of its arguments


def _harmless(argument: object) -> object:
    """Return small numbers, topics, partitions and classes of exceptions as they are; stars for the rest."""
    if isinstance(argument, bool | int | float):
        return argument if abs(argument) < _NUMBER_MAX else "***"
    if isinstance(argument, BaseException):
        return type(argument).__name__
    if isinstance(argument, type) and issubclass(argument, BaseException):
        return argument.__name__
    topic, partition = getattr(argument, "topic", None), getattr(argument, "partition", None)
    if isinstance(topic, str) and isinstance(partition, int) and _TOPIC.fullmatch(topic):
        return f"{topic}/{partition}"
    return argument if isinstance(argument, str) and _TOPIC.fullmatch(argument) else "***"


def _short(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").rsplit("/", 3)[-3:])
