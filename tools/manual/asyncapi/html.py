"""The same document as one page of HTML that stands alone: no script, nothing fetched, usable by keyboard alone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.manual.asyncapi.document import document

_TEMPLATES: Final = Path(__file__).parent


def asyncapi_html() -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found = document()
    return environment.get_template("page.html.jinja").render(
        info=found["info"],
        channels=[_channel(name, channel, found) for name, channel in found["channels"].items()],
        pieces=[
            {"name": name, "about": schema.get("description", ""), "fields": list(_fields(schema))}
            for name, schema in found["components"]["schemas"].items()
            if name not in found["components"]["messages"] and "properties" in schema
        ],
    )


def _channel(name: str, channel: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    binding = channel["bindings"]["kafka"]
    reading = [
        operation["tags"][0]["name"]
        for operation in found["operations"].values()
        if operation["action"] == "receive" and operation["channel"]["$ref"] == f"#/channels/{name}"
    ]
    return {
        "id": name,
        "title": channel["title"],
        "address": channel["address"],
        "about": channel["description"],
        "audience": channel["tags"][0]["name"],
        "owner": channel["tags"][1]["name"],
        "read_by": ", ".join(reading),
        "partitions": binding["partitions"],
        "settings": binding["topicConfiguration"],
        "messages": [_message(found["components"]["messages"][one], found) for one in channel["messages"]],
    }


def _message(message: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    headers, payload = (_resolved(message.get(part, {}), found) for part in ("headers", "payload"))
    return {
        "title": message["title"],
        "type": message["name"],
        "about": message["summary"],
        "key": message["bindings"]["kafka"]["key"].get("description", ""),
        "headers": list(_fields(headers)),
        "fields": list(_fields(payload)),
        "examples": [
            json.dumps({"headers": one["headers"], "value": one["payload"]}, indent=2, ensure_ascii=False)
            for one in message.get("examples", ())
        ],
    }


def _resolved(schema: Mapping[str, Any], found: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    resolved: Mapping[str, Any] = found["components"]["schemas"][_name(schema["$ref"])]
    return resolved


def _fields(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    needed = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": name,
            "type": _type(field),
            "needed": name in needed,
            "about": field.get("description", ""),
        }


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of a field in words: `string (date) or null`, `list of Issue`."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return f"always {schema['const']}"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}" if schema.get("items") else "list"
    format_ = f" ({schema['format']})" if "format" in schema else ""
    return f"{schema.get('type', 'anything')}{format_}"


def _name(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]
