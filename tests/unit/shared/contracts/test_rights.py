"""The table of rights names every topic and every subscription that there is, and nobody who is not there."""

import ast
from pathlib import Path

import pytest

from deploy.jobs.topics import all_topics
from shared.contracts.rights import (
    ACCOUNTS,
    JOBS,
    MONITOR,
    SUBSCRIPTIONS,
    account_on_kafka,
    consumer_rights,
    rights,
)
from shared.contracts.topics import TOPICS
from shared.service_names import SERVICES
from tools.golden_schemas import EVENTS

ROOT = Path(__file__).resolve().parents[4]
PREFIX = "onward"
TABLE = rights(PREFIX)


def may(account: str, operation: str, resource: str = "TOPIC") -> set[str]:
    """Return the names in the table, a star behind those that stand for all that begin so."""
    return {
        f"{right.name}{'*' if right.is_prefix else ''}"
        for right in TABLE
        if (right.account, right.operation, right.resource) == (account_on_kafka(account), operation, resource)
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_a_right_to_what_it_is_subscribed_to_and_to_no_more(service: str) -> None:
    module = ast.parse((ROOT / "services" / service / "entrypoints" / "events.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args]
    names = {call.args[0].id for call in calls if isinstance(call.func, ast.Name) and call.func.id == "On"}  # type: ignore[attr-defined]
    subscribed = {event.TOPIC for event in EVENTS if event.__name__ in names}
    assert len(subscribed) == len(names)
    assert subscribed == set(SUBSCRIPTIONS[service])
    shown = {topic.on(PREFIX) for topic in TOPICS if topic.audience == "public"} if service == "reporting" else set()
    assert may(service, "READ") == {topic.on(PREFIX) for topic in subscribed} | shown


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_topics_and_sets_aside_and_resends_what_it_reads(service: str) -> None:
    own = {topic.on(PREFIX) for topic in TOPICS if topic.owner == service}
    resent = {one.on(PREFIX) for topic in SUBSCRIPTIONS[service] for one in (topic, topic.dead_letters)}
    assert may(service, "WRITE") == own | resent
    assert may(service, "READ", "GROUP") == {f"{PREFIX}.{service}.*"}


def test_each_topic_is_written_by_its_owner_and_each_internal_one_is_read_by_a_service() -> None:
    for topic in TOPICS:
        assert topic.on(PREFIX) in may(topic.owner, "WRITE")
        readers = {service for service in SERVICES if topic in SUBSCRIPTIONS[service]}
        assert bool(readers) == (topic.audience == "internal"), topic.name
        writers = {service for service in SERVICES if topic.on(PREFIX) in may(service, "WRITE")}
        assert writers == {topic.owner, *readers}


def test_nobody_reads_a_dead_letter_but_the_jobs() -> None:
    names = {topic.on(PREFIX) for topic in all_topics()} - {topic.on(PREFIX) for topic in TOPICS}
    assert {account for account in ACCOUNTS if names & may(account, "READ")} == {JOBS}
    assert names < may(JOBS, "READ")


def test_codes_in_full_are_written_by_reporting_and_read_by_no_account_of_the_project() -> None:
    (topic,) = (topic.on(PREFIX) for topic in TOPICS if topic.audience == "restricted")
    assert {account for account in ACCOUNTS if topic in may(account, "WRITE")} == {"reporting"}
    assert {account for account in ACCOUNTS if topic in may(account, "READ")} == set()
    assert may(JOBS, "READ") == {one.on(PREFIX) for one in all_topics()} - {topic}
    reads = {right.name for right in TABLE if right.operation == "READ" and right.resource == "TOPIC"}
    assert not [name for name in reads if name.endswith(".")], "a prefix would let in whatever begins so"


def test_the_monitor_sees_no_message_and_the_jobs_join_no_group() -> None:
    assert {right.operation for right in TABLE if right.account == account_on_kafka(MONITOR)} == {
        "DESCRIBE",
        "DESCRIBE_CONFIGS",
    }
    assert may(JOBS, "READ", "GROUP") == set()


def test_a_consumer_reads_the_public_topic_alone_in_groups_of_its_own() -> None:
    found = {(right.operation, right.resource, right.name) for right in consumer_rights("lmis", PREFIX)}
    assert found == {
        ("READ", "TOPIC", "onward.reporting.status-changed.v1"),
        ("READ", "GROUP", "onward.consumers.lmis."),
    }


def test_a_consumer_in_full_reads_codes_in_full_and_needs_no_other_topic() -> None:
    found = {(right.operation, right.resource, right.name) for right in consumer_rights("lmis", PREFIX, in_full=True)}
    assert found == {
        ("READ", "TOPIC", "onward.reporting.status-changed-in-full.v1"),
        ("READ", "GROUP", "onward.consumers.lmis."),
    }


def test_everything_lies_under_the_prefix_with_a_dot_so_that_deployments_on_one_broker_keep_apart() -> None:
    assert all(right.name.startswith(f"{PREFIX}.") for right in (*TABLE, *consumer_rights("a", PREFIX)))
