"""Golden JSON schemas: what was published stays readable. A change is additive, or it is a new type.

`python -m tools.golden_schemas` writes the golden files anew, and refuses where a change would break a reader.
"""

import json
import sys
from pathlib import Path
from typing import Any

from shared.contracts import ingest, matching, reporting, validation
from shared.contracts.events import Event

GOLDEN = Path(__file__).parents[1] / "shared" / "contracts" / "golden"

EVENTS: tuple[type[Event], ...] = tuple(
    each
    for publisher in (ingest, validation, matching, reporting)
    for each in vars(publisher).values()
    if isinstance(each, type) and issubclass(each, Event) and each.__module__ == publisher.__name__
)
"""Every event, in the order in which a row meets them."""


def schema_of(event: type[Event]) -> dict[str, Any]:
    """Return the JSON schema of an event type as a reader sees it: unknown fields allowed."""
    schema = event.model_json_schema()
    return {"$comment": event.TYPE, **_without_prose(schema)}


def golden_path(event: type[Event]) -> Path:
    """Return where the published schema of this type is kept."""
    return GOLDEN / f"{event.TYPE}.json"


def printed(schema: dict[str, Any]) -> str:
    """Return the schema as the golden file holds it."""
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def closed(schema: Any) -> Any:
    """Return the schema as a producer keeps it: no field beyond those named."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    if inner.get("type") == "object" and "properties" in inner:
        inner["additionalProperties"] = False
    return inner


def breaks(published: dict[str, Any], proposed: dict[str, Any]) -> list[str]:
    """Return why the proposed schema may not replace the published one; empty when it may.

    New code must read every message ever written (backward), and the code that runs now must read new ones (forward).
    """
    from jsoncompat import check_compat

    reasons = []
    if not check_compat(json.dumps(closed(published)), json.dumps(closed(proposed)), role="deserializer"):
        reasons.append("messages already written could not be read any more")
    if not check_compat(json.dumps(published), json.dumps(proposed), role="serializer"):
        reasons.append("readers that run now could not read the new messages")
    return reasons


def _without_prose(schema: Any) -> Any:
    """Drop titles and docstrings: a reworded sentence is no change of the contract."""
    if isinstance(schema, list):
        return [_without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    prose = {name for name in ("title", "description") if isinstance(schema.get(name), str)}
    return {name: _without_prose(value) for name, value in schema.items() if name not in prose}


def main() -> int:
    """Write the golden schemas; return 1 and write nothing where one would break a reader."""
    GOLDEN.mkdir(exist_ok=True)
    for event in EVENTS:
        path = golden_path(event)
        if path.exists() and (reasons := breaks(json.loads(path.read_text()), schema_of(event))):
            sys.stderr.write(f"{event.TYPE}: {'; '.join(reasons)}: give it a new version instead\n")
            return 1
    for event in EVENTS:
        golden_path(event).write_text(printed(schema_of(event)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
