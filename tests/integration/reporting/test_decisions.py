"""Decisions on a real database: the rule of the hold, the second person, the ledger, and what the pages read of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.reporting.domain.returns.decisions import Demand
from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.returns.hold import Comparison
from services.reporting.queries.audit.proposals import PostgresProposals
from services.reporting.queries.submission.submissions import Submission, SubmissionFilter
from services.reporting.usecases.decide_generation import GenerationDecision, LapseDecisions, SecondPersonAnswer
from shared.vocabulary.acts.two_people import LAPSED, TWO_PEOPLE
from tests.support.reporting import MemoryOffice, Office
from tests.support.reporting_queries import StoredSubmissions, board_of
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 41)], at("2026-09-10 08:00"), part_size=20)
LATER_ROLL = roll("later roll", [Line(number) for number in range(1, 42)], at("2026-09-20 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 31)], at("2026-09-18 10:00"))
FEWER = Return("fewer", [Line(number) for number in range(1, 16)], at("2026-09-25 10:00"))
NEARLY = Return("nearly", [Line(number) for number in range(1, 29)], at("2026-09-26 10:00"))


async def decision(office: Office, about: Return, decided: Decision, reason: str | None = None) -> GenerationDecision:
    return GenerationDecision(await office.generation_of(about.submission_id), decided, "officer", reason)


async def shown(office: Office, about: Return) -> Submission:
    found = await StoredSubmissions(office.pool).find_submission(about.submission_id)
    assert found is not None
    return found


async def test_bug_1_one_click_no_longer_empties_the_county(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    said, before = len(office.changes), await office.statuses()
    assert await office.deciding(await decision(office, ROLL, "undo")) == "reason wanted"
    assert await office.pool.fetchval("SELECT count(*) FROM decisions") == 0
    wanted = await decision(office, ROLL, "undo", "The wrong file")
    assert await office.deciding(wanted) == "waits for a second person"
    await office.settle()
    assert await office.recompute() == 0
    assert (await office.statuses(), len(office.changes)) == (before, said)
    found = await shown(office, ROLL)
    assert found.stage == "effective"
    assert found.built is not None
    assert found.built.waiting is not None
    assert (found.built.waiting.decision, found.built.waiting.people_removed) == ("undo", 40)
    listed = await StoredSubmissions(office.pool).submissions(SubmissionFilter(waiting=True), page=1, page_size=10)
    assert [one.submission_id for one in listed.items] == [ROLL.submission_id]


async def taken_out_of(office: Office) -> list[UUID]:
    """The files of lines of which nothing counts, because somebody took out whatever could."""
    lines = await board_of(office)
    return [line.failed.submission_id for line in lines if line.state is None and line.failed and not line.answer]


async def test_bug_2_the_board_says_that_nothing_counts_of_a_return_that_was_taken_out(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    assert await taken_out_of(office) == []
    await office.deciding(await decision(office, FIRST, "undo", "Another school's list"))
    await office.settle()
    assert await taken_out_of(office) == [FIRST.submission_id]
    await office.deciding(await decision(office, FIRST, "approve"))
    await office.settle()
    assert await taken_out_of(office) == []


async def test_bug_1_whoever_asked_cannot_be_the_second_person(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    waiting = await office.waiting_decision()
    assert await office.answering(SecondPersonAnswer(waiting, "officer", confirms=True)) == "same person"
    with pytest.raises(asyncpg.CheckViolationError):
        await office.pool.execute(
            "UPDATE decisions SET answered_by = account, answered_at = now(), confirmed = true WHERE decision_id = $1",
            waiting,
        )
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "taken"
    assert (await shown(office, ROLL)).stage == "deciding"
    await office.settle()
    await office.recompute()
    found = await shown(office, ROLL)
    assert found.stage == "undone"
    assert found.built is not None
    (kept,) = found.built.decisions
    assert (kept.account, kept.answered_by, kept.confirmed, kept.people_removed) == ("officer", "second", True, 40)
    assert await office.answering(SecondPersonAnswer(waiting, "third", confirms=False)) == "not waiting"


async def test_whoever_asked_cannot_confirm_under_a_new_name(office: Office, database: Database) -> None:
    """A provider may call somebody something else tomorrow: the account stays the same."""
    administrator = await asyncpg.connect(database.admin_url)
    try:
        known = "INSERT INTO shared.accounts (name, role, password_hash) VALUES ('Officer', 'reviewer', 'x')"
        await administrator.execute(known)
        await office.take_in(ROLL)
        await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
        await administrator.execute("UPDATE shared.accounts SET name = 'married' WHERE name = 'Officer'")
    finally:
        await administrator.close()
    waiting = await office.waiting_decision()
    assert await office.answering(SecondPersonAnswer(waiting, "married", confirms=True)) == "same person"
    with pytest.raises(asyncpg.CheckViolationError):
        await office.pool.execute(
            "UPDATE decisions SET answered_by = 'married', answered_at = now(), confirmed = true,"
            " answered_id = asked_id WHERE decision_id = $1",
            waiting,
        )
    assert await office.answering(SecondPersonAnswer(waiting, "OFFICER", confirms=True)) == "same person"
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "taken"


async def test_what_nobody_confirms_in_time_lapses_and_changes_nothing(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    waiting, lapse = await office.waiting_decision(), LapseDecisions(office.begin, office.clock)
    office.clock.advance(timedelta(days=TWO_PEOPLE["take the roll out"].lapses_days))
    assert await lapse() == 0
    office.clock.advance(timedelta(seconds=1))
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "lapsed"
    assert [await lapse(), await lapse()] == [1, 0]
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "not waiting"
    await office.settle()
    found = await shown(office, ROLL)
    assert found.stage == "effective"
    assert found.built is not None
    (kept,) = found.built.decisions
    assert (kept.answered_by, kept.confirmed) == (LAPSED, False)
    assert (await PostgresProposals(office.pool).waiting(list(TWO_PEOPLE), page=1, page_size=9)).total == 0


async def test_both_words_are_in_the_audit(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    await office.answering(SecondPersonAnswer(await office.waiting_decision(), "second", confirms=True))
    rows = await office.pool.fetch(
        "SELECT account, kind FROM shared.audit_entries ORDER BY at DESC, place DESC LIMIT 2"
    )
    assert {tuple(row) for row in rows} == {("officer", "decision entered"), ("second", "decision changed")}


async def test_bug_1_a_withdrawn_decision_changes_nothing(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    word = SecondPersonAnswer(await office.waiting_decision(), "officer", confirms=False)
    assert await office.answering(word) == "withdrawn"
    await office.settle()
    found = await shown(office, ROLL)
    assert found.stage == "effective"
    assert found.built is not None
    assert found.built.waiting is None


async def test_bug_1_a_decision_that_another_one_overtook_waits_no_longer(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    waiting = await office.waiting_decision()
    assert await office.deciding(await decision(office, ROLL, "approve")) == "taken"
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "not waiting"
    await office.settle()
    assert (await shown(office, ROLL)).stage == "effective"


async def test_bug_1_the_effect_names_what_counts_then_and_how_many_leave(office: Office) -> None:
    await office.take_in(ROLL, LATER_ROLL, FIRST)
    effect = await office.previewing(await office.generation_of(LATER_ROLL.submission_id), "undo")
    assert effect is not None
    assert effect.now is not None
    assert effect.then is not None
    assert (effect.now.file_name, effect.then.file_name) == ("later roll.xlsx", "roll.xlsx")
    assert effect.comparison == Comparison(before=41, listed=40, added=0, removed=1, shielded=0)
    assert effect.demand == Demand()
    alone = await office.previewing(await office.generation_of(FIRST.submission_id), "undo")
    assert alone is not None
    assert alone.then is None
    assert alone.comparison == Comparison(before=30, listed=0, added=0, removed=30, shielded=0)
    assert alone.demand == Demand(reason=True)
    assert await office.previewing(999_999, "undo") is None


async def test_bug_1_making_a_held_return_count_takes_out_what_it_was_held_for(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    held = await decision(office, FEWER, "approve")
    effect = await office.previewing(held.generation_id, "approve")
    assert effect is not None
    assert (effect.comparison.removed, effect.demand) == (15, Demand(reason=True))
    assert await office.deciding(held) == "reason wanted"
    assert await office.deciding(await decision(office, FEWER, "approve", "They have left")) == "taken"
    assert (await shown(office, FEWER)).stage == "deciding"
    await office.settle()
    assert (await shown(office, FEWER)).stage == "effective"


async def test_bug_1_a_held_return_is_taken_out_without_a_reason_as_nobody_leaves(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    assert await office.deciding(await decision(office, FEWER, "undo")) == "taken"
    await office.settle()
    assert (await shown(office, FEWER)).stage == "undone"


async def test_bug_1_few_people_leave_without_a_reason(office: Office) -> None:
    await office.take_in(ROLL, FIRST, NEARLY)
    assert await office.deciding(await decision(office, NEARLY, "undo")) == "taken"
    await office.settle()
    await office.recompute()
    assert await office.status(person_id(30)) == ("education", "210", False)


async def test_bug_1_looking_at_what_a_decision_would_do_changes_nothing(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    before, said, states = await office.statuses(), len(office.changes), await office.states()
    await office.previewing(await office.generation_of(ROLL.submission_id), "undo")
    await office.settle()
    assert await office.recompute() == 0
    assert (await office.statuses(), len(office.changes), await office.states()) == (before, said, states)


async def test_what_was_decided_about_a_file_holds_when_it_is_judged_again(office: Office) -> None:
    await office.take_in(FIRST, NEARLY)
    assert await office.deciding(await decision(office, NEARLY, "undo")) == "taken"
    await office.settle()
    await office.take_in(replace(NEARLY, judgement=2))
    await office.settle()
    found = await shown(office, NEARLY)
    assert (found.stage, (await shown(office, FIRST)).stage) == ("undone", "effective")
    assert found.built is not None
    assert (found.built.judgement, [one.decision for one in found.built.decisions]) == (2, ["undo"])


async def test_held_again_a_file_waits_for_a_word_about_what_it_takes_out_now(office: Office) -> None:
    """That the judgement before was approved decides nothing about it: nothing is being put into force."""
    await office.take_in(ROLL, FIRST, FEWER)
    await office.deciding(await decision(office, FEWER, "approve", "They have left"))
    await office.settle()
    await office.take_in(replace(FEWER, lines=FEWER.lines[:3], judgement=2))
    await office.settle()
    found = await shown(office, FEWER)
    assert found.stage == "held"
    listed = await StoredSubmissions(office.pool).submissions(SubmissionFilter(stage="held"), page=1, page_size=10)
    assert [one.submission_id for one in listed.items] == [FEWER.submission_id]
    assert await office.deciding(await decision(office, FEWER, "approve", "They too")) == "taken"
    assert (await shown(office, FEWER)).stage == "deciding"
    await office.settle()
    assert (await shown(office, FEWER)).stage == "effective"


async def test_a_decision_waits_on_when_its_file_is_judged_again(office: Office) -> None:
    await office.take_in(ROLL)
    await office.deciding(await decision(office, ROLL, "undo", "The wrong file"))
    waiting = await office.waiting_decision()
    await office.take_in(replace(ROLL, judgement=2))
    await office.settle()
    found = await shown(office, ROLL)
    assert found.stage == "effective"
    assert found.built is not None
    assert found.built.waiting is not None
    assert (found.built.judgement, found.built.waiting.decision_id) == (2, waiting)
    assert await office.answering(SecondPersonAnswer(waiting, "second", confirms=True)) == "taken"
    await office.settle()
    assert (await shown(office, ROLL)).stage == "undone"


async def test_the_one_in_memory_asks_for_the_same(office: Office) -> None:
    memory = MemoryOffice(at("2026-10-05 09:00"))
    for reporting in (office, memory):
        await reporting.take_in(ROLL, LATER_ROLL, FIRST, FEWER)
    for about in (ROLL, LATER_ROLL, FIRST, FEWER):
        for decided in ("approve", "undo"):
            real = await office.previewing(await office.generation_of(about.submission_id), decided)
            fake = await memory.previewing(await memory.generation_of(about.submission_id), decided)
            assert real is not None
            assert fake is not None
            assert (real.comparison, real.demand) == (fake.comparison, fake.demand)
            names = [(each.now and each.now.file_name, each.then and each.then.file_name) for each in (real, fake)]
            assert names[0] == names[1]
