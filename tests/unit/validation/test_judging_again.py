"""Severities are changed and put into force on their day, and what they concern is judged again, once."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from services.validation.domain.severities import SeverityChange
from services.validation.usecases.change_severity import ChangeResult, ChangeSeverity, SeverityDecision
from services.validation.usecases.judge_again import ASKED_MAX, IN_FLIGHT_MAX, RETRY_AFTER_S, JudgeAgain
from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.contracts.events import Event
from shared.contracts.validation import JudgementOutdated, RowsJudged, SubmissionJudged
from shared.vocabulary.issues import code_of
from tests.spec.validation.rows import Cells
from tests.support.builders import an_id
from tests.support.clock import FixedClock
from tests.support.memory_severities import memory_validation
from tests.support.memory_unit_of_work import MemoryUnitsOfWork
from tests.unit.validation.test_judging import SECRET, changed, part, total


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


STARTS_LATER = code_of("starts_too_far_ahead")
FAR_AHEAD = changed(L9="2027-06-01")
TODAY = date(2026, 9, 14)


class Validation:
    """Validation in memory, with a clock."""

    def __init__(self) -> None:
        tables, self.judgements, self.severities, self.outdated = memory_validation()
        self.units = MemoryUnitsOfWork(lambda: tables)
        self.clock = FixedClock(noon(TODAY))
        self._judge_rows = JudgeRows(self.units.begin, SECRET, self.severities.in_force)
        self._judge_submission = JudgeSubmission(self.units.begin)
        self._change = ChangeSeverity(self.units.begin, self.clock)
        self._judge_again = JudgeAgain(self.units.begin, self.clock)

    async def change(
        self,
        *,
        lowered: bool,
        from_on: date = TODAY,
        reason: str = "agreed",
        code: str = STARTS_LATER,
        collection: str | None = None,
    ) -> ChangeResult:
        change = SeverityChange(code, collection, lowered)
        return await self._change(SeverityDecision(change, from_on, reason, "pat"))

    async def judge(self, name: str, *rows: Cells, judgement: int = 1) -> None:
        """Judge a file of one part, as ingest reads it for the judgement."""
        of = {"submission_id": an_id(name), "judgement": judgement}
        await self._judge_rows([part(*rows).model_copy(update=of)])
        await self._judge_submission([total(1, **of)])

    async def look(self, times: int = 2) -> list[tuple[UUID, int]]:
        """Look so often; return what ingest was asked for."""
        before = len(self.said(JudgementOutdated))
        for _ in range(times):
            await self._judge_again()
        asked = self.said(JudgementOutdated)[before:]
        return [(one.submission_id, one.judgement) for one in asked if isinstance(one, JudgementOutdated)]

    def said(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.units.published.events if isinstance(event, kind)]

    def states(self, version: int) -> list[str]:
        return sorted(row.state for (of, _), row in self.outdated.rows.items() if of == version)


async def test_nothing_is_done_while_nothing_was_ever_changed() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    assert await validation.look() == []


async def test_what_was_refused_for_it_is_judged_again_once_and_says_by_which_version() -> None:
    validation = Validation()
    await validation.judge("refused", FAR_AHEAD)
    await validation.judge("good", changed())
    assert await validation.change(lowered=True) == "taken"
    assert await validation.look(5) == [(an_id("refused"), 1)]
    await validation.judge("refused", FAR_AHEAD, judgement=2)
    assert await validation.look(5) == []
    assert validation.states(1) == ["done"]
    parts = [event for event in validation.said(RowsJudged) if isinstance(event, RowsJudged)]
    assert [(event.severities, event.refused) for event in parts] == [(0, 1), (0, 0), (1, 0)]
    totals = [event for event in validation.said(SubmissionJudged) if isinstance(event, SubmissionJudged)]
    assert [event.severities for event in totals] == [0, 0, 1]


async def test_taking_it_back_judges_again_too() -> None:
    validation = Validation()
    await validation.change(lowered=True)
    await validation.look()
    await validation.judge("file", FAR_AHEAD)
    await validation.change(lowered=False)
    assert await validation.look() == [(an_id("file"), 1)]
    await validation.judge("file", FAR_AHEAD, judgement=2)
    assert await validation.look() == []
    last = validation.said(SubmissionJudged)[-1]
    assert isinstance(last, SubmissionJudged)
    assert (last.refused, last.severities) == (1, 2)


async def test_taken_back_before_ingest_was_asked_nothing_is_judged_again() -> None:
    validation = Validation()
    for number in range(IN_FLIGHT_MAX + 3):
        await validation.judge(f"file {number}", FAR_AHEAD)
    await validation.change(lowered=True)
    assert len(await validation.look()) == IN_FLIGHT_MAX
    await validation.change(lowered=False)
    assert await validation.look() == []
    assert validation.states(1) == ["asked"] * IN_FLIGHT_MAX + ["not needed"] * 3


async def test_no_more_than_so_many_are_under_way_and_all_have_their_turn() -> None:
    validation = Validation()
    names = [f"file {number}" for number in range(IN_FLIGHT_MAX + 3)]
    for name in names:
        await validation.judge(name, FAR_AHEAD)
    await validation.change(lowered=True)
    first = await validation.look(4)
    assert len(first) == IN_FLIGHT_MAX
    for name in names:
        if (an_id(name), 1) in first:
            await validation.judge(name, FAR_AHEAD, judgement=2)
    rest = await validation.look(4)
    assert {one for one, _ in first + rest} == {an_id(name) for name in names}


async def test_a_part_that_was_judged_by_the_old_severities_meanwhile_is_found_all_the_same() -> None:
    """The change comes into force between two parts of a file: the file is judged again as a whole."""
    validation = Validation()
    of = {"submission_id": an_id("long")}
    await validation._judge_rows([part(FAR_AHEAD).model_copy(update=of)])
    await validation.change(lowered=True)
    assert await validation.look() == []
    await validation._judge_rows([part(FAR_AHEAD, number=1).model_copy(update=of)])
    await validation._judge_submission([total(2, **of)])
    assert await validation.look() == [(an_id("long"), 1)]
    assert validation.judgements.verdicts[an_id("long")].severities == 0


async def test_an_older_judgement_that_ends_late_changes_nothing() -> None:
    validation = Validation()
    await validation.change(lowered=True)
    await validation.look()
    await validation.judge("file", FAR_AHEAD, judgement=3)
    validation.severities.begun.clear()
    await validation.judge("file", FAR_AHEAD, judgement=2)
    assert validation.judgements.verdicts[an_id("file")].judgement.number == 3


async def test_a_change_waits_for_its_day() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    day = TODAY + timedelta(days=2)
    assert await validation.change(lowered=True, from_on=day) == "taken"
    assert await validation.look() == []
    validation.clock.advance(timedelta(days=2))
    assert await validation.look() == [(an_id("file"), 1)]


async def test_a_planned_change_is_taken_back_for_the_same_day() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    day = TODAY + timedelta(days=2)
    await validation.change(lowered=True, from_on=day)
    assert await validation.change(lowered=False, from_on=day) == "taken"
    validation.clock.advance(timedelta(days=2))
    assert await validation.look() == []


async def test_the_return_of_another_year_is_left_as_it_was_judged() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    validation.clock.advance(date(2027, 9, 1) - TODAY)
    await validation.change(lowered=True, from_on=date(2027, 9, 1))
    assert await validation.look() == []


async def test_what_nothing_comes_of_is_asked_for_a_few_times_and_given_up() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    await validation.change(lowered=True)
    asked = await validation.look()
    for _ in range(ASKED_MAX + 2):
        validation.outdated.seconds += RETRY_AFTER_S + 1
        asked += await validation.look()
    assert asked == [(an_id("file"), 1)] * ASKED_MAX
    assert validation.states(1) == ["given up"]


async def test_another_replica_is_left_to_it() -> None:
    validation = Validation()
    await validation.judge("file", FAR_AHEAD)
    await validation.change(lowered=True)
    validation.severities.locked_elsewhere = True
    assert await validation.look() == []


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"lowered": True, "reason": "  "}, "reason wanted"),
        ({"lowered": True, "reason": "x" * 501}, "reason wanted"),
        ({"lowered": True, "from_on": TODAY - timedelta(days=1)}, "day wanted"),
        ({"lowered": True, "code": code_of("start_missing")}, "fixed"),
        ({"lowered": True, "code": "V999"}, "fixed"),
        ({"lowered": True, "collection": "ROLL"}, "fixed"),
        ({"lowered": False}, "so already"),
    ],
)
async def test_a_change_that_lacks_something_is_not_taken(given: dict[str, object], answer: str) -> None:
    validation = Validation()
    assert await validation.change(**given) == answer  # type: ignore[arg-type]
    assert validation.severities.planned == []


async def test_taken_twice_it_is_taken_once() -> None:
    validation = Validation()
    assert [await validation.change(lowered=True) for _ in range(2)] == ["taken", "so already"]
    assert await validation.change(lowered=True, collection="S_ENR") == "so already"
    assert await validation.change(lowered=False, collection="S_ENR") == "taken"
