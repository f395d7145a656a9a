"""The AsyncAPI 3 document: servers, a channel for each topic, who sends and who receives, messages, schemas."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import yaml

from shared.contracts.events import Event
from shared.contracts.topics import DAY_MS, TOPICS, Topic
from shared.service_names import SERVICES
from tools.golden_schemas import EVENTS
from tools.manual.asyncapi.examples import EXAMPLES, headers_of, payload_of
from tools.manual.asyncapi.schemas import REF, schemas_of
from tools.manual.events import prose, subscribed

VERSION: Final = "3.0.0"
_KAFKA_BINDING: Final = "0.5.0"
_HEAD: Final = "# Written by `make docs` from the tables in the code: change those, not this file.\n"
_ABOUT: Final = """
Onward turns what schools and colleges send into each young person's current status. Its services speak to each other,
and to other systems, by the topics of this document. Only what is marked as public or restricted is a contract with
other systems: it holds ids, groups and codes, nothing about who somebody is. What is restricted holds sensitive codes:
it is empty where the deployment does not publish them, and read by those alone who were given it by name. Internal
topics are sealed (zstd, then AES-GCM under a key of the day) and may change with any release; their schemas show what
is inside once opened. How to read the public topic, what is promised and what to do when something goes wrong:
docs/status-changes.md.
"""
_KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {"compact": "The newest message of each key stays.", "delete": "Messages are kept for {days} days."}
)
_OTHERS_FIRST: Final = sorted(TOPICS, key=lambda topic: topic.audience == "internal")
"""What other teams look for comes first."""
_TOMBSTONE: Final = "StatusTombstone"
_HEARTBEAT: Final = "TopicHeartbeat"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({"type": "null", "description": "No value at all."})


def document() -> dict[str, Any]:
    """Return the whole document as values."""
    events = {event.TOPIC.name: event for event in EVENTS}
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Onward",
            "version": "1.0.0",
            "description": " ".join(_ABOUT.split()),
            "license": {"name": "MIT"},
            "tags": [{"name": name} for name in ("public", "restricted", "internal", "dead letters", *SERVICES)],
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {
            **{topic.name: _channel(topic, events[topic.name]) for topic in _OTHERS_FIRST},
            **{topic.dead_letters.name: _dead_letters(topic, events[topic.name]) for topic in TOPICS},
        },
        "operations": {name: operation for topic in TOPICS for name, operation in _operations(events[topic.name])},
        "components": {
            "schemas": schemas_of(EVENTS) | {"CloudEventsHeaders": _headers(), "SealedHeaders": _sealed_headers()},
            "messages": {event.__name__: _message(event) for event in EVENTS} | _empty_messages(),
            "securitySchemes": {
                "scram": {
                    "type": "scramSha512",
                    "description": "An account of the broker: each service has one, and so has each consumer.",
                }
            },
        },
    }


def asyncapi_yaml() -> str:
    """Return the document as its file holds it."""
    return _HEAD + yaml.dump(document(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Writes everything in full, with no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _servers() -> dict[str, Any]:
    security = [{"$ref": "#/components/securitySchemes/scram"}]
    return {
        "local": {
            "host": "127.0.0.1:{port}",
            "protocol": "kafka",
            "description": "The local stack: `make up` starts it and writes its address down.",
            "variables": {"port": {"default": "9092", "description": "Chosen at the first start."}},
            "security": security,
        },
        "deployment": {
            "host": "{broker}",
            "protocol": "kafka-secure",
            "description": "Where the authority runs it, over TLS. The operator gives address, account and password.",
            "variables": {"broker": {"default": "kafka.example.org:9094"}},
            "security": security,
        },
    }


def _channel(topic: Topic, event: type[Event]) -> dict[str, Any]:
    names = [event.__name__, *((_TOMBSTONE, _HEARTBEAT) if topic.cleanup == "compact" else ())]
    return {
        "address": f"{{prefix}}.{topic.name}",
        "title": event.__name__,
        "summary": f"Published by {topic.owner}; key: {topic.key}.",
        "description": f"{prose(event)} {_kept(topic)}",
        "parameters": _prefix(),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "tags": [{"name": topic.audience}, {"name": topic.owner}],
        "bindings": {"kafka": _binding(topic)},
    }


def _dead_letters(topic: Topic, event: type[Event]) -> dict[str, Any]:
    dead = topic.dead_letters
    return {
        "address": f"{{prefix}}.{dead.name}",
        "title": f"{event.__name__}, dead letters",
        "summary": "Messages that a consumer could not handle, as they came.",
        "description": f"{_kept(dead)} `./onward replay` sends them again.",
        "parameters": _prefix(),
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "tags": [{"name": "dead letters"}, {"name": topic.owner}],
        "bindings": {"kafka": _binding(dead)},
    }


def _kept(topic: Topic) -> str:
    return _KEPT[topic.cleanup].format(days=topic.retention_ms // DAY_MS)


def _prefix() -> dict[str, Any]:
    return {"prefix": {"default": "onward", "description": "ONWARD_TOPIC_PREFIX of the deployment."}}


def _binding(topic: Topic) -> dict[str, Any]:
    kept = "delete.retention.ms" if topic.cleanup == "compact" else "retention.ms"
    return {
        "partitions": topic.partitions,
        "topicConfiguration": {"cleanup.policy": [topic.cleanup], kept: topic.retention_ms},
        "bindingVersion": _KAFKA_BINDING,
    }


def _operations(event: type[Event]) -> Iterator[tuple[str, dict[str, Any]]]:
    topic = event.TOPIC
    channel = {"$ref": f"#/channels/{topic.name}"}
    yield (
        f"{topic.owner}Publishes{event.__name__}",
        {
            "action": "send",
            "channel": channel,
            "summary": f"{topic.owner} publishes it.",
            "tags": [{"name": topic.owner}],
        },
    )
    for service in SERVICES:
        if event.__name__ in subscribed(service):
            yield (
                f"{service}Reads{event.__name__}",
                {
                    "action": "receive",
                    "channel": channel,
                    "summary": f"{service} reads it.",
                    "tags": [{"name": service}],
                    "bindings": {
                        "kafka": {
                            "groupId": {"type": "string", "description": f"Begins with the prefix and {service}."},
                            "bindingVersion": _KAFKA_BINDING,
                        }
                    },
                },
            )


def _message(event: type[Event]) -> dict[str, Any]:
    example, sealed = EXAMPLES[event], event.TOPIC.is_sealed
    headers = "SealedHeaders" if sealed else "CloudEventsHeaders"
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": prose(event),
        "contentType": "application/vnd.onward.sealed" if sealed else "application/json",
        "headers": {"$ref": REF.format(model=headers)},
        "payload": {"$ref": REF.format(model=event.__name__)},
        "bindings": {"kafka": {"key": _key(event.TOPIC), "bindingVersion": _KAFKA_BINDING}},
        "examples": [{"name": "example", "headers": headers_of(example), "payload": payload_of(example)}],
    }


def _key(topic: Topic) -> dict[str, Any]:
    return {"type": "string", "format": "uuid", "description": f"The {topic.key}, as text."}


def _empty_messages() -> dict[str, Any]:
    key = {"type": "string", "format": "uuid"}
    return {
        _TOMBSTONE: {
            "name": _TOMBSTONE,
            "title": "Tombstone",
            "summary": "Forget the person of the key. It follows a message with the group `out of scope`; no headers.",
            "payload": dict(_NOTHING),
            "bindings": {"kafka": {"key": key, "bindingVersion": _KAFKA_BINDING}},
        },
        _HEARTBEAT: {
            "name": _HEARTBEAT,
            "title": "Heartbeat",
            "summary": "A tombstone of nobody, twice a day in every partition: so the topic forgets what is outdated.",
            "headers": {
                "type": "object",
                "properties": {"onward_heartbeat": {"type": "string", "const": "1"}},
                "required": ["onward_heartbeat"],
            },
            "payload": dict(_NOTHING),
            "bindings": {
                "kafka": {
                    "key": key | {"const": "00000000-0000-0000-0000-000000000000"},
                    "bindingVersion": _KAFKA_BINDING,
                }
            },
        },
    }


_CLOUD_EVENTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "ce_specversion": {"const": "1.0", "description": "CloudEvents 1.0, in Kafka's binary mode."},
        "ce_id": {
            "format": "uuid",
            "description": "Derived from what the event is about: the same whenever it comes again.",
        },
        "ce_source": {"description": "The service that published it, as /onward/<service>."},
        "ce_type": {"description": "The name of the event, with its version."},
        "ce_subject": {"format": "uuid", "description": "The submission or the young person that it is about."},
        "ce_time": {"format": "date-time", "description": "When it was published, by the wall clock."},
        "content-type": {"description": "What the value is."},
    }
)


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Attributes of CloudEvents as UTF-8 text. Other headers may come: pass over them.",
        "properties": {name: {"type": "string", **about} for name, about in _CLOUD_EVENTS.items()},
        "required": list(_CLOUD_EVENTS),
    }


def _sealed_headers() -> dict[str, Any]:
    headers = _headers()
    headers["properties"] |= {
        "onward_key": {"type": "string", "format": "uuid", "description": "The day key that opens the value."},
        "onward_judgement": {
            "type": "string",
            "description": "The number of the judgement, where the event is about one.",
        },
    }
    headers["required"] = [*headers["required"], "onward_key"]
    return headers
