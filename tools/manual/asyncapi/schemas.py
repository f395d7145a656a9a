"""JSON schemas of the events, with the prose of their classes; pieces that several events share stand once."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.contracts.events import Event
from tools.manual.events import declared, pieces_of, prose

REF: Final = "#/components/schemas/{model}"


def schemas_of(events: Iterable[type[Event]]) -> dict[str, Any]:
    """Return the schema of each event and of each piece of one, by name, with a description wherever there is one."""
    listed = list(events)
    models: dict[str, type[BaseModel]] = {event.__name__: event for event in listed}
    models |= {piece.__name__: piece for event in listed for piece in pieces_of(event)}
    _, found = models_json_schema([(event, "validation") for event in listed], ref_template=REF)
    return {name: _with_prose(_untitled(schema), models.get(name)) for name, schema in found["$defs"].items()}


def _with_prose(schema: dict[str, Any], model: type[BaseModel] | None) -> dict[str, Any]:
    if model is None:
        return schema
    meanings = {name: meaning for name, (_, meaning) in declared(model).items()}
    fields = {
        name: ({"description": meanings[name]} if meanings.get(name) else {}) | field
        for name, field in schema["properties"].items()
    }
    return (
        {"type": "object", "description": prose(model)} | schema | {"description": prose(model), "properties": fields}
    )


def _untitled(schema: Any) -> Any:
    """Drop the titles that repeat the names."""
    if isinstance(schema, list):
        return [_untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _untitled(value) for name, value in schema.items() if not (name == "title" and isinstance(value, str))
    }
