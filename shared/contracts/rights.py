"""Who may do what on Kafka, as one table: each account, the topics that it writes and reads, and its groups.

The broker refuses whatever does not follow from here. A service writes the topics that it owns. For a message that it
cannot handle it writes the dead-letter topic of one that it reads, and that one too when the letter is resent.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from shared.contracts import topics
from shared.contracts.topics import TOPICS, Topic
from shared.service_names import SERVICES

SUBSCRIPTIONS: Final[Mapping[str, tuple[Topic, ...]]] = MappingProxyType(
    {
        "ingest": (topics.SUBMISSION_RECEIVED, topics.SUBMISSION_COMPLETED, topics.JUDGEMENT_OUTDATED),
        "validation": (topics.ROWS_EXTRACTED, topics.SUBMISSION_EXTRACTED),
        "matching": (topics.RECORDS_ACCEPTED, topics.SUBMISSION_JUDGED),
        "reporting": (
            topics.SUBMISSION_RECEIVED,
            topics.SUBMISSION_EXTRACTED,
            topics.SUBMISSION_UNREADABLE,
            topics.ROWS_JUDGED,
            topics.SUBMISSION_JUDGED,
            topics.CLAIMS_MATCHED,
            topics.SUBMISSION_MATCHED,
        ),
    }
)
"""What each service reads: the table of subscriptions in its `entrypoints/events.py` names no other."""
JOBS: Final = "jobs"
"""Looks into messages and publishes dead letters again."""
MONITOR: Final = "monitor"
"""Sees which topics and groups there are and how far behind a group is; reads no message."""
ACCOUNTS: Final = (*SERVICES, JOBS, MONITOR)
"""The accounts that this table limits, by their names in the project."""
ADMINISTRATOR: Final = "admin"
"""May do everything: makes topics, accounts and rights."""
BROKER: Final = "broker"
"""What brokers and controllers sign in to each other with."""
UNLIMITED: Final = (ADMINISTRATOR, BROKER)
CONSUMERS: Final = "consumers"
"""Stands in the names of the groups of those who read status changes, where a service's name stands in others."""

Operation = Literal["READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS"]
"""Kafka's own words. Whoever may read or write may describe."""
Resource = Literal["TOPIC", "GROUP"]


class Right(NamedTuple):
    """One thing that one account may do."""

    account: str
    """The name on Kafka."""
    operation: Operation
    resource: Resource
    name: str
    """The name on Kafka: the deployment's prefix, a dot and more."""
    is_prefix: bool = False
    """Whether it holds for every topic or group whose name begins so."""


def account_on_kafka(name: str) -> str:
    """Return what an account of the project is called on Kafka. Accounts belong to the broker, whatever the prefix."""
    return f"onward-{name}"


def consumer_on_kafka(name: str) -> str:
    """Return what the account of a consumer of status changes is called on Kafka."""
    return f"consumer-{name}"


def groups_of_consumer(name: str, prefix: str) -> str:
    """Return how the names of a consumer's groups must begin."""
    return f"{prefix}.{CONSUMERS}.{name}."


def rights(prefix: str) -> frozenset[Right]:
    """Return what the accounts of the project may do in the deployment with this prefix."""
    return frozenset([*_of_services(prefix), *_of_jobs(prefix), *_of_consumers_page(prefix), *_of_monitor(prefix)])


def consumer_rights(name: str, prefix: str, *, in_full: bool = False) -> frozenset[Right]:
    """Return what a consumer of status changes may do: read one topic, in groups of its own.

    That is the public topic or, `in_full`, the one with sensitive codes, which holds whatever the public one does.
    """
    account, audience = consumer_on_kafka(name), "restricted" if in_full else "public"
    return frozenset(
        [
            *(Right(account, "READ", "TOPIC", topic.on(prefix)) for topic in TOPICS if topic.audience == audience),
            Right(account, "READ", "GROUP", groups_of_consumer(name, prefix), is_prefix=True),
        ]
    )


def _of_services(prefix: str) -> Iterator[Right]:
    for service in SERVICES:
        account, reads = account_on_kafka(service), SUBSCRIPTIONS[service]
        yield from (Right(account, "WRITE", "TOPIC", topic.on(prefix)) for topic in TOPICS if topic.owner == service)
        for topic in reads:
            yield Right(account, "READ", "TOPIC", topic.on(prefix))
            yield Right(account, "WRITE", "TOPIC", topic.on(prefix))
            yield Right(account, "WRITE", "TOPIC", topic.dead_letters.on(prefix))
        yield Right(account, "READ", "GROUP", f"{prefix}.{service}.", is_prefix=True)


def _of_jobs(prefix: str) -> Iterator[Right]:
    """What is sealed they may read, for it takes a key to open it; not what is restricted, which takes none."""
    account = account_on_kafka(JOBS)
    yield from (Right(account, "READ", "TOPIC", one.on(prefix)) for one in TOPICS if one.audience != "restricted")
    yield from (Right(account, "READ", "TOPIC", one.dead_letters.on(prefix)) for one in TOPICS)
    read = {topic for reads in SUBSCRIPTIONS.values() for topic in reads}
    yield from (Right(account, "WRITE", "TOPIC", topic.on(prefix)) for topic in read)


def _of_consumers_page(prefix: str) -> Iterator[Right]:
    """Reporting shows how far behind each consumer is, and since when: by the first message that it has not read."""
    account = account_on_kafka("reporting")
    yield Right(account, "DESCRIBE", "GROUP", f"{prefix}.{CONSUMERS}.", is_prefix=True)
    yield from (Right(account, "READ", "TOPIC", topic.on(prefix)) for topic in TOPICS if topic.audience == "public")


def _of_monitor(prefix: str) -> Iterator[Right]:
    account = account_on_kafka(MONITOR)
    yield Right(account, "DESCRIBE", "TOPIC", f"{prefix}.", is_prefix=True)
    yield Right(account, "DESCRIBE_CONFIGS", "TOPIC", f"{prefix}.", is_prefix=True)
    yield Right(account, "DESCRIBE", "GROUP", f"{prefix}.", is_prefix=True)
