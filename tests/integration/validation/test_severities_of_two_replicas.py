"""A severity is changed while two replicas judge: it ends when every file was judged by what is in force."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from services.validation.adapters.tables import validation_tables
from services.validation.domain.severities import SeverityChange
from services.validation.main import build
from services.validation.queries.severities import PostgresSeverityRows
from services.validation.settings import ValidationSettings
from services.validation.usecases.change_severity import ChangeSeverity, SeverityDecision
from services.validation.usecases.judge_again import JudgeAgain
from shared.contracts.rights import ADMINISTRATOR
from shared.contracts.validation import JudgementOutdated, SubmissionJudged
from shared.runtime.service import ServiceRuntime, open_service
from shared.vocabulary.issues import code_of
from tests.integration.kafka.conftest import WAIT_S, consuming, eventually
from tests.integration.validation.test_from_rows_to_judgement import Said, publish, settings  # noqa: F401
from tests.support.builders import an_id
from tests.support.stack import Database, signed_in_as
from tests.support.subscribing import each
from tests.unit.validation.test_judging import changed, part, total

pytestmark = pytest.mark.stack
STARTS_LATER = code_of("starts_too_far_ahead")
FILES = 5


class Hearer(Said):
    """Listens behind validation, and tells ingest."""

    told: Callable[[JudgementOutdated], Awaitable[None]]

    async def hear_outdated(self, event: JudgementOutdated) -> None:
        await self.told(event)


@pytest.fixture(scope="module")
async def said(settings: ValidationSettings, database: Database) -> AsyncIterator[Hearer]:  # noqa: F811
    """Listen where ingest and reporting would."""
    behind = signed_in_as(settings, ADMINISTRATOR).model_copy(
        update={"database_url": database.service_url("reporting")}
    )
    found = Hearer()
    async with open_service(behind, "reporting") as runtime:
        runtime.event_consumer.subscribe(
            each(SubmissionJudged, found.hear), each(JudgementOutdated, found.hear_outdated)
        )
        async with consuming(runtime):
            yield found


class Ingest:
    """What ingest does when a judgement is outdated: it begins the next one, of the judgement it stands at alone."""

    def __init__(self, runtime: ServiceRuntime) -> None:
        self._runtime = runtime
        self.judgements: dict[UUID, int] = {}
        self.asked: list[UUID] = []

    async def send(self, submission_id: UUID) -> None:
        """Publish a file of two rows, one of which starts far ahead."""
        self.judgements[submission_id] = self.judgements.get(submission_id, 0) + 1
        of = {"submission_id": submission_id, "judgement": self.judgements[submission_id]}
        rows = part(changed(L9="2026-11-09"), changed()).model_copy(update=of)
        await publish(self._runtime, rows, total(1, **of))

    async def hear(self, event: JudgementOutdated) -> None:
        self.asked.append(event.event_id)
        if self.judgements.get(event.submission_id) == event.judgement:
            await self.send(event.submission_id)


async def _change(runtime: ServiceRuntime, *, lowered: bool) -> None:
    change = ChangeSeverity(runtime.units_of_work(validation_tables).begin, runtime.clock)
    what = SeverityChange(STARTS_LATER, "S_ENR", lowered)
    decision = SeverityDecision(what, runtime.clock.today(), "Agreed.", "pat@example.org")
    assert await change(decision) == "taken"


def _newest(said: Said) -> dict[UUID, tuple[int, int]]:
    """Return of each file how many rows are refused, and by which severities, as its newest judgement has it."""
    events = [one for one in said.of(SubmissionJudged) if isinstance(one, SubmissionJudged)]
    return {one.submission_id: (one.refused, one.severities) for one in sorted(events, key=lambda one: one.judgement)}


async def test_lowered_and_taken_back_while_two_replicas_judge(
    settings: ValidationSettings,  # noqa: F811
    said: Hearer,
) -> None:
    settings = settings.model_copy(update={"business_date": date(2026, 10, 5)})
    async with open_service(settings, "validation") as one, open_service(settings, "validation") as two:
        looking = [JudgeAgain(each.units_of_work(validation_tables).begin, each.clock) for each in (one, two)]
        for runtime in (one, two):
            build(runtime, settings)

        async def all_are(refused: int, severities: int) -> bool:
            await asyncio.gather(*(look() for look in looking))
            return list(_newest(said).values()) == [(refused, severities)] * FILES

        async with consuming(one), consuming(two):
            ingest = Ingest(one)
            said.told = ingest.hear
            for number in range(FILES):
                await ingest.send(an_id(f"file {number}"))
            await eventually(lambda: all_are(1, 0), within_s=2 * WAIT_S)
            assert ingest.asked == []
            await _change(one, lowered=True)
            await eventually(lambda: all_are(0, 1), within_s=2 * WAIT_S)
            await _change(two, lowered=False)
            await eventually(lambda: all_are(1, 2), within_s=2 * WAIT_S)
            assert len(set(ingest.asked)) == len(ingest.asked)
            rows = PostgresSeverityRows(one.pool)
            (effect,) = await rows.effects(STARTS_LATER, 2026)
            # One return, sent five times.
            assert (effect.rows_alone, effect.returns_alone, effect.rows_used) == (1, 1, 0)
            assert await looking[0]() == 0
            assert [(far.open, far.failed) for far in await rows.progress(STARTS_LATER)] == [(0, 0), (0, 0)]
