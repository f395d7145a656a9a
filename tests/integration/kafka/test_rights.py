"""The table of rights, act by act on the real broker: what it allows works, and everything else is refused."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Final

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import TopicAuthorizationFailedError
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.group import HeartbeatRequest
from aiokafka.protocol.produce import ProduceRequest

from deploy.jobs.kafka.accounts import keep_accounts, keep_rights
from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.consumers import ConsumerRefused, Consumers
from deploy.jobs.topics import all_topics
from deploy.local.servers.kafka_sign_in import SignIn, sign_in
from shared.contracts.rights import ACCOUNTS, Right, account_on_kafka, groups_of_consumer, rights
from shared.contracts.topics import (
    ROWS_EXTRACTED,
    STATUS_CHANGED,
    STATUS_CHANGED_IN_FULL,
    SUBMISSION_RECEIVED,
    Topic,
)
from shared.kafka.access import KafkaAccess
from shared.service_names import SERVICES
from tests.support.stack import Stack, delete_topics, make_topics

pytestmark = pytest.mark.stack

DONE, UNKNOWN_MEMBER, REFUSED_TOPIC, REFUSED_GROUP = 0, 25, 29, 30
"""Kafka's codes: nothing went wrong; no such member of a group; the account may not do that with topic or group."""
_WAIT_MS: Final = 5_000
Acts = set[tuple[str, str]]
"""What was done, in Kafka's word, and the topic's name on the broker."""


@pytest.fixture(scope="module")
async def prefix(stack: Stack) -> AsyncIterator[str]:
    if stack.kafka_address.passwords_dir is None:
        pytest.skip("this Kafka has no accounts of ours")
    prefix = f"test{token_hex(5)}"
    await make_topics(stack, prefix)
    yield prefix
    await delete_topics(stack, prefix)


@pytest.fixture
def consumers(stack: Stack, prefix: str) -> Consumers:
    return Consumers(Administration(stack.kafka()), prefix)


@asynccontextmanager
async def connected(access: KafkaAccess) -> AsyncIterator[AIOKafkaClient]:
    client = AIOKafkaClient(**access.client_options())
    await client.bootstrap()
    try:
        yield client
    finally:
        await client.close()


async def what_works(access: KafkaAccess, prefix: str) -> Acts:
    """Try to write to the first partition of each topic and to read from it; every answer is done or refused."""
    names = [topic.on(prefix) for topic in all_topics()]
    batch = BatchBuilder(1024, 0, is_transactional=0)
    batch.append(timestamp=None, key=b"key", value=b"value", headers=[])
    batch.close()
    record = bytes(batch._build())
    writing = ProduceRequest(None, -1, _WAIT_MS, [(name, [(0, record)]) for name in names])
    reading = FetchRequest(100, 0, 1024 * 1024, 0, [(name, [(0, 0, 1024)]) for name in names])
    async with connected(access) as client:
        (node,) = {broker.nodeId for broker in client.cluster.brokers()}
        answers = {"WRITE": await client.send(node, writing), "READ": await client.send(node, reading)}
    codes = {(act, name): partitions[0][1] for act, answer in answers.items() for name, partitions in answer.topics}
    assert set(codes.values()) <= {DONE, REFUSED_TOPIC}, codes
    assert len(codes) == 2 * len(names)
    return {pair for pair, code in codes.items() if code == DONE}


def allowed_acts(found: frozenset[Right], account: str, prefix: str) -> Acts:
    """Return what a table of rights says that an account may do with topics."""
    own = [one for one in found if one.account == account and one.resource == "TOPIC"]
    return {
        (right.operation, topic.on(prefix))
        for right in own
        for topic in all_topics()
        if right.operation in ("READ", "WRITE")
        and (topic.on(prefix).startswith(right.name) if right.is_prefix else topic.on(prefix) == right.name)
    }


@pytest.mark.parametrize("account", ACCOUNTS)
async def test_an_account_writes_and_reads_what_the_table_says_and_nothing_else(
    stack: Stack, prefix: str, account: str
) -> None:
    allowed = allowed_acts(rights(prefix), account_on_kafka(account), prefix)
    assert await what_works(stack.kafka(account), prefix) == allowed


@pytest.mark.parametrize("account", ACCOUNTS)
async def test_an_account_is_in_no_groups_but_its_own(stack: Stack, prefix: str, account: str) -> None:
    groups = {f"{prefix}.{other}.of-a-topic" for other in (*ACCOUNTS, "consumers.somebody")}
    own = {f"{prefix}.{account}.of-a-topic"} if account in SERVICES else set()
    assert await groups_open_to(stack.kafka(account), groups) == own


async def groups_open_to(access: KafkaAccess, groups: set[str]) -> set[str]:
    """Return those of the groups that the account may be a member of: of the others it is refused."""
    async with connected(access) as client:
        (node,) = {broker.nodeId for broker in client.cluster.brokers()}
        codes = {group: (await client.send(node, HeartbeatRequest(group, 1, "nobody"))).error_code for group in groups}
    assert set(codes.values()) <= {UNKNOWN_MEMBER, REFUSED_GROUP}
    return {group for group, code in codes.items() if code == UNKNOWN_MEMBER}


async def test_twice_is_once_and_what_the_table_does_not_name_is_taken_back(stack: Stack, prefix: str) -> None:
    administration = Administration(stack.kafka())
    assert not keep_rights(administration, prefix).allowed
    stray = Right(account_on_kafka("ingest"), "READ", "TOPIC", ROWS_EXTRACTED.on(prefix))
    administration.allow([stray])
    administration.forbid([Right(account_on_kafka("ingest"), "WRITE", "TOPIC", SUBMISSION_RECEIVED.on(prefix))])
    changes = keep_rights(administration, prefix)
    assert changes.forbidden == {stray}
    assert {right.name for right in changes.allowed} == {SUBMISSION_RECEIVED.on(prefix)}
    assert {one for one in administration.rights() if one.name.startswith(f"{prefix}.")} == rights(prefix)


async def test_an_account_that_the_table_does_not_name_is_removed_and_others_stay(stack: Stack, prefix: str) -> None:
    administration, gone = Administration(stack.kafka()), account_on_kafka(f"gone-{token_hex(3)}")
    administration.set_passwords({gone: "invented-for-this-test", f"somebody-{prefix}": "invented-for-this-test"})
    strange = replace(stack.kafka(), username=gone, password="invented-for-this-test")
    assert came_in(strange) is SignIn.WELCOME
    assert keep_accounts(administration, {}) == {gone}
    assert f"somebody-{prefix}" in administration.accounts()
    assert came_in(strange) is SignIn.REFUSED
    assert came_in(stack.kafka("ingest")) is SignIn.WELCOME
    administration.remove_accounts([f"somebody-{prefix}"])


def came_in(access: KafkaAccess) -> SignIn:
    with ThreadPoolExecutor(1) as pool:  # it has a loop of its own
        return pool.submit(sign_in, access).result()


async def test_nobody_comes_in_without_an_account_or_with_another_password(stack: Stack, prefix: str) -> None:
    assert came_in(replace(stack.kafka("ingest"), password="not-the-password")) is SignIn.REFUSED
    assert came_in(KafkaAccess(stack.bootstrap_servers)) is not SignIn.WELCOME


@pytest.fixture(params=[STATUS_CHANGED, STATUS_CHANGED_IN_FULL], ids=lambda topic: str(topic.audience))
def topic(request: pytest.FixtureRequest) -> Topic:
    """What a consumer is given."""
    given: Topic = request.param
    return given


@pytest.fixture
def consumer(stack: Stack, consumers: Consumers, topic: Topic) -> Iterator[tuple[str, KafkaAccess]]:
    """A consumer of that topic: its name and its way in, by the door for those outside."""
    name = f"test-{token_hex(4)}"
    made = consumers.add(name, in_full=topic is STATUS_CHANGED_IN_FULL)
    outside = stack.kafka_address.outside
    assert outside is not None
    assert outside != stack.bootstrap_servers
    yield name, replace(stack.kafka(), bootstrap_servers=outside, username=made.account, password=made.password)
    consumers.remove(name)


async def test_a_consumer_reads_the_topic_that_it_was_given_and_nothing_else(
    prefix: str, consumer: tuple[str, KafkaAccess], consumers: Consumers, topic: Topic
) -> None:
    name, access = consumer
    assert consumers.reads_in_full(name) == (topic is STATUS_CHANGED_IN_FULL)
    assert name in consumers.listing()
    assert await what_works(access, prefix) == {("READ", topic.on(prefix))}
    own = f"{groups_of_consumer(name, prefix)}nightly"
    others = {f"{prefix}.{account}.nightly" for account in ACCOUNTS}
    others |= {f"{prefix}.consumers.nightly", f"{groups_of_consumer(f'{name}-2', prefix)}nightly"}
    assert await groups_open_to(access, {own, *others}) == {own}


async def test_a_consumer_that_is_removed_reads_nothing_more_not_even_on_an_open_connection(
    stack: Stack, prefix: str, consumers: Consumers
) -> None:
    name = f"leaving-{token_hex(3)}"
    made = consumers.add(name)
    access = replace(stack.kafka(), username=made.account, password=made.password)
    reader = AIOKafkaConsumer(**access.client_options())
    await reader.start()
    try:
        reader.assign([TopicPartition(STATUS_CHANGED.on(prefix), 0)])
        await reader.seek_to_beginning()
        await reader.getmany(timeout_ms=300)
        consumers.remove(name)
        with pytest.raises(TopicAuthorizationFailedError):
            await reader.getmany(timeout_ms=10_000)
    finally:
        await reader.stop()
    assert came_in(access) is SignIn.REFUSED


async def test_consumers_are_listed_made_once_and_given_new_passwords(stack: Stack, consumers: Consumers) -> None:
    name = f"listed-{token_hex(3)}"
    first = consumers.add(name)
    try:
        assert name in consumers.listing()
        with pytest.raises(ConsumerRefused, match="already"):
            consumers.add(name)
        second = consumers.rotate(name)
        old, new = (replace(stack.kafka(), username=one.account, password=one.password) for one in (first, second))
        assert (came_in(old), came_in(new)) == (SignIn.REFUSED, SignIn.WELCOME)
        assert first.password not in repr(first)
    finally:
        consumers.remove(name)
    assert consumers.listing() == []
    with pytest.raises(ConsumerRefused, match="no consumer"):
        consumers.remove(name)
