"""Events keep their shape: golden schemas, compatibility both ways, one topic for one event."""

import copy
import json
from typing import Any

import pytest

from shared.contracts.events import Event
from shared.contracts.topics import TOPICS
from tools.golden_schemas import EVENTS, breaks, golden_path, printed, schema_of

by_type = pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.TYPE))


@by_type
def test_the_published_schema_is_the_one_in_force(event: type[Event]) -> None:
    assert golden_path(event).read_text() == printed(schema_of(event)), "run: python -m tools.golden_schemas"


@by_type
def test_type_and_topic_share_a_name(event: type[Event]) -> None:
    assert f"onward.{event.TOPIC.name}" == event.TYPE


def test_every_topic_has_exactly_one_event() -> None:
    assert sorted(topic.name for topic in TOPICS) == sorted(event.TOPIC.name for event in EVENTS)


def published(event: type[Event]) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(golden_path(event).read_text())
    return schema


@by_type
def test_a_new_optional_field_breaks_nobody(event: type[Event]) -> None:
    proposed = published(event)
    proposed["properties"]["remark"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    assert breaks(published(event), proposed) == []


@by_type
def test_a_new_required_field_is_refused(event: type[Event]) -> None:
    proposed = published(event)
    proposed["properties"]["remark"] = {"type": "string"}
    proposed["required"] = [*proposed["required"], "remark"]
    assert breaks(published(event), proposed)


@by_type
def test_a_retyped_field_is_refused(event: type[Event]) -> None:
    before = published(event)
    proposed = copy.deepcopy(before)
    field = proposed["required"][0]
    proposed["properties"][field] = {"type": "boolean"}
    assert breaks(before, proposed)
