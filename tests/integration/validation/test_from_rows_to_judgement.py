"""Validation on real Kafka and PostgreSQL: parts in any order and more than once, two replicas, one judgement."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.validation.main import build
from services.validation.settings import ValidationSettings
from shared.contracts.events import Event
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted
from shared.contracts.rights import ADMINISTRATOR
from shared.contracts.validation import RecordsAccepted, RowsJudged, SubmissionJudged
from shared.crypto.master_key import create_master_key
from shared.runtime.service import ServiceRuntime, open_service
from tests.integration.kafka.conftest import WAIT_S, consuming, eventually
from tests.spec.validation.rows import GOOD
from tests.support.stack import Database, Stack, make_topics, signed_in_as
from tests.support.subscribing import each
from tests.unit.validation.test_judging import changed, part, total

pytestmark = pytest.mark.stack
PARTS = 6


@pytest.fixture(scope="module")
async def settings(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> ValidationSettings:
    master_key: Path = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)
    return ValidationSettings(
        **stack.kafka_settings("validation"),
        database_url=database.service_url("validation"),
        topic_prefix=topic_prefix,
        master_key_file=master_key,
        log_level="ERROR",
    )


class Said:
    """Remembers what validation said, as a service behind it would hear it."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def hear(self, event: Any) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture(scope="module")
async def said(settings: ValidationSettings, database: Database) -> AsyncIterator[Said]:
    """Listen behind validation until the module ends."""
    behind = signed_in_as(settings, ADMINISTRATOR).model_copy(
        update={"database_url": database.service_url("reporting")}
    )
    found = Said()
    async with open_service(behind, "reporting") as runtime:
        for kind in (RowsJudged, RecordsAccepted, SubmissionJudged):
            runtime.event_consumer.subscribe(each(kind, found.hear))
        async with consuming(runtime):
            yield found


async def publish(runtime: ServiceRuntime, *events: Event) -> None:
    """Say events as ingest would, without an outbox."""
    for event in events:
        await runtime.publisher.publish_now(event)


async def test_two_replicas_judge_a_shuffled_and_repeated_submission_exactly_once(
    settings: ValidationSettings, said: Said
) -> None:
    good = GOOD["S_ENR"]
    parts: list[RowsExtracted] = [part(good, changed(L1="2"), changed(P5=None), number=n) for n in range(PARTS)]
    last: SubmissionExtracted = total(PARTS)
    deliveries: list[Event] = [*parts, last, *parts, last]
    random.Random(7).shuffle(deliveries)

    async with open_service(settings, "validation") as one, open_service(settings, "validation") as two:
        for runtime in (one, two):
            build(runtime, settings)
        async with consuming(one), consuming(two):
            await publish(one, *deliveries)
            await eventually(lambda: len(said.of(SubmissionJudged)) == 1, within_s=2 * WAIT_S)
            await eventually(lambda: len(said.of(RowsJudged)) + len(said.of(RecordsAccepted)) >= 2 * PARTS)
            # Everything delivered has been handled: a further judgement would have come by now.
            await eventually(lambda: _handled(one, two) == len(deliveries))

    # Counted once each, however often they were delivered.
    assert _rows(one, two, "accepted") == 2 * PARTS
    assert _rows(one, two, "refused") == PARTS
    (judged,) = said.of(SubmissionJudged)
    assert isinstance(judged, SubmissionJudged)
    assert (judged.parts, judged.rows, judged.accepted, judged.refused) == (PARTS, 3 * PARTS, 2 * PARTS, PARTS)
    # All lines are about one learner: of the highest level the first counts.
    assert {row.counts_instead for row in judged.set_aside} == {0}
    assert len(judged.set_aside) == 2 * PARTS - 1
    ids = [event.event_id for event in said.events]
    assert len(ids) == len(set(ids)) == 2 * PARTS + 1


async def test_a_part_of_an_unknown_collection_is_set_aside_and_the_next_is_judged(
    settings: ValidationSettings, said: Said
) -> None:
    unknown = part(GOOD["S_ENR"], number=98).model_copy(update={"collection": "S_NEW"})
    following = part(GOOD["S_ENR"], number=99)
    async with open_service(settings, "validation") as runtime:
        build(runtime, settings)
        async with consuming(runtime):
            await publish(runtime, unknown, following)
            await eventually(lambda: _judged(said, 99))
            reasons = await _dead_letters(runtime)
    assert reasons == ["unknown_collection"]


def _judged(said: Said, part_number: int) -> bool:
    return any(isinstance(event, RowsJudged) and event.part == part_number for event in said.events)


def _handled(*houses: ServiceRuntime) -> int:
    """Return how many records of all partitions lie behind; an event twice in one run is handled once."""
    subscriptions = [subscription for runtime in houses for subscription in runtime.event_consumer.subscriptions]
    places = {place for subscription in subscriptions for place in subscription.handled}
    return sum(max(subscription.handled.get(place, 0) for subscription in subscriptions) for place in places)


def _rows(one: ServiceRuntime, two: ServiceRuntime, outcome: str) -> int:
    return int(sum(runtime.metrics.value("onward_rows_total", outcome=outcome) for runtime in (one, two)))


async def _dead_letters(runtime: ServiceRuntime) -> list[str]:
    async with asyncio.timeout(WAIT_S), runtime.pool.acquire() as connection:
        while not (rows := await connection.fetch("SELECT reason FROM dead_letters")):
            await asyncio.sleep(0.05)
        return [row["reason"] for row in rows]
