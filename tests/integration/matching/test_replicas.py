"""Matching as it runs: events over real Kafka, one or two replicas, the same people and one summary."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.matching.main import build
from services.matching.settings import MatchingSettings
from shared.contracts.events import Event
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.crypto.master_key import create_master_key
from shared.runtime.service import ServiceRuntime, open_service
from shared.settings import ServiceSettings
from tests.support.builders import a_person, a_record, a_uln, a_upn, accepted_records, judged
from tests.support.matching import claims_of
from tests.support.rows import PersonDetails
from tests.support.stack import Database, Stack, make_topics
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

WAIT_S = 60.0
PARTS = 8
PEOPLE = 40


@pytest.fixture(scope="module")
async def settings_of(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> "SettingsOf":
    await make_topics(stack, topic_prefix)
    return SettingsOf(stack, database, topic_prefix, tmp_path_factory.mktemp("keys") / "master.key")


class SettingsOf:
    """Settings of each service in this module's own deployment."""

    def __init__(self, stack: Stack, database: Database, prefix: str, master_key: Path) -> None:
        create_master_key(master_key)
        self._stack, self._database, self._prefix, self._master_key = stack, database, prefix, master_key

    def __call__(self, service: str) -> ServiceSettings:
        return ServiceSettings(
            **self._stack.kafka_settings(service),
            database_url=self._database.service_url(service),
            topic_prefix=self._prefix,
            master_key_file=self._master_key,
            log_level="ERROR",
        )


@asynccontextmanager
async def replica(settings: ServiceSettings) -> AsyncIterator[ServiceRuntime]:
    """Let one replica of matching hear and answer."""
    async with open_service(settings, "matching") as runtime:
        build(runtime, MatchingSettings.model_validate(settings.model_dump()))
        await asyncio.wait_for(runtime.event_consumer.start(), WAIT_S)
        yield runtime


class Listener:
    """Reporting's ears: notes what matching says."""

    def __init__(self) -> None:
        self.answers: dict[UUID, ClaimsMatched] = {}
        self.summaries: dict[UUID, SubmissionMatched] = {}

    async def answer(self, event: ClaimsMatched) -> None:
        self.answers[event.event_id] = event

    async def summary(self, event: SubmissionMatched) -> None:
        self.summaries[event.event_id] = event


def newcomer(number: int) -> PersonDetails:
    return a_person(
        surname=f"Kempton{'abcdefghij'[number % 10]}{'klmnopqrstuv'[number // 10]}",
        born_on=date(2010, 2, 1 + number % 20),
        upn=a_upn(number),
        uln=a_uln(number),
        postcode=f"CT{number % 20 + 1} {number // 20 + 1}AA",
    )


def submission(replicas: int) -> list[Event]:
    """Return parts that all speak of the same newcomers, each part in its own way, and the judgement among them."""
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"uln": None},
        {"upn": None, "upn_kind": None},
        {"upn": None, "upn_kind": None, "uln": None},
    )
    events: list[Event] = []
    for part in range(PARTS):
        people = [replace(newcomer(replicas * PEOPLE + n), **ways[part % len(ways)]) for n in range(PEOPLE)]
        records = [a_record(part * PEOPLE + n, person=person) for n, person in enumerate(people)]
        events.append(accepted_records(records, name=replicas, part=part))
    events.insert(PARTS // 2, judged(name=replicas, parts=PARTS, rows=PARTS * PEOPLE))
    return events


@pytest.mark.parametrize("replicas", [1, 2])
async def test_replicas_give_each_newcomer_one_person_and_the_submission_one_summary(
    settings_of: SettingsOf, database: Database, replicas: int
) -> None:
    listener = Listener()
    async with AsyncExitStack() as running:
        validation = await running.enter_async_context(open_service(settings_of("validation"), "validation"))
        for _ in range(replicas):
            await running.enter_async_context(replica(settings_of("matching")))
        reporting = await running.enter_async_context(open_service(settings_of("reporting"), "reporting"))
        reporting.event_consumer.subscribe(each(ClaimsMatched, listener.answer))
        reporting.event_consumer.subscribe(each(SubmissionMatched, listener.summary))
        await asyncio.wait_for(reporting.event_consumer.start(), WAIT_S)
        await validation.publisher.publish_now(*submission(replicas), *submission(replicas))
        async with asyncio.timeout(WAIT_S):
            while len(listener.answers) < PARTS or not listener.summaries:
                await asyncio.sleep(0.05)
    (summary,) = listener.summaries.values()
    assert (summary.parts, summary.accepted, summary.created, summary.awaiting) == (PARTS, PARTS * PEOPLE, PEOPLE, 0)
    ids: dict[str, set[UUID]] = {}
    for answer in listener.answers.values():
        for claim in claims_of(answer):
            ids.setdefault(claim.record.person.surname, set()).add(claim.person_id)
    assert len(ids) == PEOPLE
    assert all(len(found) == 1 for found in ids.values())
