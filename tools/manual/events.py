"""The manual's page about events, written from the classes of `shared/contracts`."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from shared.contracts.events import Event
from shared.contracts.topics import DAY_MS, Topic
from shared.service_names import SERVICES
from tools.golden_schemas import EVENTS
from tools.manual.markdown import page, table

_SERVICES: Final = Path(__file__).resolve().parents[2] / "services"


def events_page() -> str:
    """Return every event: its topic, who publishes and who reads it, and its fields."""
    lines = [
        "# Events",
        "",
        "Every event is a class of `shared/contracts`; its shape is kept in `shared/contracts/golden`. Payloads of"
        " internal topics are encrypted. A message that cannot be handled is kept in the dead-letter topic, the topic's"
        " name with `.dead` behind it.",
        "",
        *table(("Event", "Publisher", "Read by", "Key", "Partitions", "Kept"), map(_row, EVENTS)),
    ]
    pieces = dict.fromkeys(piece for event in EVENTS for piece in pieces_of(event))
    return page(
        [
            *lines,
            *(line for event in EVENTS for line in _about(event)),
            *("", "## Pieces of events"),
            *(line for piece in pieces for line in _about_piece(piece)),
        ]
    )


def _row(event: type[Event]) -> tuple[str, ...]:
    topic = event.TOPIC
    read_by = ", ".join(service for service in SERVICES if event.__name__ in subscribed(service))
    return event.__name__, topic.owner, read_by or "others", topic.key, str(topic.partitions), _kept(topic)


def _kept(topic: Topic) -> str:
    return "newest of each key" if topic.cleanup == "compact" else f"{topic.retention_ms // DAY_MS} days"


def _about(event: type[Event]) -> Iterator[str]:
    yield from ("", f"## {event.__name__}", "", f"`{event.TYPE}`", "")
    yield prose(event)
    yield from ("", *table(("Field", "Type", "Meaning"), _fields(event)))


def _about_piece(piece: type[BaseModel]) -> Iterator[str]:
    yield from ("", f"### {piece.__name__}", "", prose(piece))
    yield from ("", *table(("Field", "Type", "Meaning"), _fields(piece)))


def prose(model: type[BaseModel]) -> str:
    """Return a docstring as one line."""
    return " ".join((inspect.getdoc(model) or "").split())


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    written_of = declared(model)
    for name, field in model.model_fields.items():
        written, meaning = written_of[name]
        yield f"`{name}`", f"`{written}`" + ("" if field.is_required() else ", may be left out"), meaning


def pieces_of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the models that stand in the fields of a model, and those in theirs."""
    for field in model.model_fields.values():
        for found in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield found
                yield from pieces_of(found)


@cache
def declared(model: type[Any]) -> dict[str, tuple[str, str]]:
    """Return the type of each field of a class and of those it inherits from, and the text under it."""
    found: dict[str, tuple[str, str]] = {}
    for one in reversed(model.__mro__):
        if not one.__module__.startswith("shared.contracts"):
            continue
        (node,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        assert isinstance(node, ast.ClassDef)
        for field, below in zip(node.body, [*node.body[1:], None], strict=True):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                inherited = found.get(field.target.id, ("", ""))[1]
                found[field.target.id] = ast.unparse(field.annotation), _text(below) or inherited
    return found


def _text(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return ""


@cache
def subscribed(service: str) -> frozenset[str]:
    """Return the events that a service subscribes to: the first argument of each subscription."""
    module = ast.parse((_SERVICES / service / "entrypoints" / "events.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args)
    return frozenset(call.args[0].id for call in calls if isinstance(call.args[0], ast.Name))
