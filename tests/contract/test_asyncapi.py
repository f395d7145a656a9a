"""docs/generated/asyncapi.yaml: all topics, valid by AsyncAPI's own schema, its examples valid by the events' own."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.jobs.topics import all_topics, settings_of
from shared.contracts.events import Event
from shared.contracts.topics import Topic
from tools.check_asyncapi import DOCUMENT, SCHEMAS, problems
from tools.golden_schemas import EVENTS
from tools.manual.asyncapi.examples import EXAMPLES

FOUND: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))

installed = pytest.mark.skipif(not SCHEMAS.exists(), reason="not run: AsyncAPI's schema is not installed (make setup)")
by_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.TYPE))


def resolved(ref: str) -> Any:
    here: Any = FOUND
    for step in ref.removeprefix("#/").split("/"):
        here = here[step]
    return here


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


@installed
def test_the_official_schema_has_nothing_against_it() -> None:
    assert list(problems(FOUND)) == []


@installed
@pytest.mark.parametrize("spoil", ["info", "channels", "operations"])
def test_the_official_schema_finds_what_is_wrong(spoil: str) -> None:
    wrong = copy.deepcopy(FOUND)
    wrong[spoil] = "nothing"
    assert list(problems(wrong))


def test_every_reference_leads_somewhere() -> None:
    assert {ref for ref in refs(FOUND) if not resolved(ref)} == set()


@pytest.mark.parametrize("topic", all_topics(), ids=lambda topic: str(topic.name))
def test_every_topic_is_in_it_as_the_broker_gets_it(topic: Topic) -> None:
    channel = FOUND["channels"][topic.name]
    assert channel["address"] == topic.on("{prefix}")
    binding = channel["bindings"]["kafka"]
    assert binding["partitions"] == topic.partitions
    told = {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in binding["topicConfiguration"].items()
    }
    assert told.items() <= settings_of(topic).items()


def test_nothing_else_is_in_it() -> None:
    assert FOUND["channels"].keys() == {topic.name for topic in all_topics()}


@by_event
def test_an_example_was_built_by_its_class_and_fits_the_schema(event: type[Event]) -> None:
    message = FOUND["components"]["messages"][event.__name__]
    (example,) = message["examples"]
    assert type(EXAMPLES[event]) is event
    assert event.model_validate(example["payload"]) == EXAMPLES[event]
    for part in ("payload", "headers"):
        schema = {"$ref": message[part]["$ref"], "components": FOUND["components"]}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(example[part])


@by_event
def test_an_event_and_each_field_of_a_public_one_say_what_they_mean(event: type[Event]) -> None:
    schema = FOUND["components"]["schemas"][event.__name__]
    assert schema["description"]
    if event.TOPIC.audience != "internal":
        assert [name for name, field in schema["properties"].items() if not field.get("description")] == []
