"""A sender's own "yes, we meant that": weighed by the fold, written down, taken back, taken out; on a real database."""

import pytest

from services.reporting.domain.returns.generations import Decision
from services.reporting.usecases.decide_generation import GenerationDecision, SecondPersonAnswer
from tests.support.reporting import MemoryOffice, Office
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

SENDER = "school@example.org"
ROLL = roll("roll", [Line(number) for number in range(1, 61)], at("2026-09-10 08:00"), part_size=20)
SMALLER_ROLL = roll("smaller", [Line(number) for number in range(1, 41)], at("2026-09-20 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 41)], at("2026-09-18 10:00"), part_size=20)
FEWER = Return(
    "fewer", [*(Line(number) for number in range(1, 29)), Line(51), Line(52)], at("2026-09-25 10:00"), part_size=20
)
HALF = Return("half", [Line(number) for number in range(1, 20)], at("2026-09-25 10:00"), part_size=20)
NONE = Return("none", [], at("2026-09-25 10:00"))


SAID_IN_TURN: list[tuple[Return, Decision]] = [
    (FIRST, "undo"),
    (FEWER, "approve"),
    (FEWER, "withdraw"),
    (FEWER, "withdraw"),
    (FEWER, "approve"),
    (SMALLER_ROLL, "approve"),
    (SMALLER_ROLL, "withdraw"),
]


async def word(
    office: Office | MemoryOffice, about: Return, decision: Decision, reason: str | None = "They have left", **more: str
) -> str:
    of = await office.generation_of(about.submission_id)
    answer = await office.deciding(GenerationDecision(of, decision, SENDER, reason, by_sender=True, **more))
    await office.settle()
    await office.recompute()
    return answer


async def state_of(office: Office, about: Return) -> str:
    return (await office.states())[about.submission_id][0]


async def counting(office: Office) -> tuple[object, object]:
    """Return what counts, and what follows for everybody."""
    rows = await office.pool.fetch("SELECT return_id, edition_id, generation_id FROM returns ORDER BY return_id")
    return [tuple(row) for row in rows], await office.statuses()


async def test_the_sender_confirms_its_own_held_return_with_a_reason(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    assert await state_of(office, FEWER) == "held"
    assert await word(office, FEWER, "approve", "  ") == "reason wanted"
    assert await state_of(office, FEWER) == "held"
    assert await word(office, FEWER, "approve") == "taken"
    assert await state_of(office, FEWER) == "accepted"
    kept = await office.pool.fetchrow("SELECT decision, account, by_sender, reason, people_removed FROM decisions")
    assert tuple(kept or ()) == ("approve", SENDER, True, "They have left", 12)
    assert await word(office, FEWER, "approve") == "not the sender's", "it has been said"


@pytest.mark.parametrize("back", ["the sender takes it back", "the authority takes it out"])
async def test_what_was_confirmed_is_undone_and_exactly_what_was_before_counts(office: Office, back: str) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    before = await counting(office)
    await word(office, FEWER, "approve")
    assert await counting(office) != before
    if back == "the sender takes it back":
        assert await word(office, FEWER, "withdraw", None) == "taken"
        assert await state_of(office, FEWER) == "held"
    else:
        await office.decide(await office.generation_of(FEWER.submission_id), "undo")
        assert await state_of(office, FEWER) == "undone"
    assert await counting(office) == before


async def test_what_the_authority_has_decided_the_sender_does_not_turn_round(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    of = await office.generation_of(FEWER.submission_id)
    await office.decide(of, "undo")
    assert await word(office, FEWER, "approve") == "not the sender's"
    await office.decide(of, "approve")
    assert await word(office, FEWER, "withdraw") == "not the sender's"
    assert await state_of(office, FEWER) == "accepted"


async def test_taken_back_it_may_be_said_again_and_the_authority_may_say_it_as_well(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    for _ in range(2):
        assert await word(office, FEWER, "approve") == "taken"
        assert await word(office, FEWER, "withdraw", None) == "taken"
    await office.decide(await office.generation_of(FEWER.submission_id), "approve")
    assert await state_of(office, FEWER) == "accepted"


@pytest.mark.parametrize("about", [HALF, NONE], ids=["half", "empty"])
async def test_what_is_not_the_senders_waits_for_the_authority(office: Office, about: Return) -> None:
    await office.take_in(ROLL, FIRST, about)
    assert await word(office, about, "approve") == "not the sender's"
    assert await state_of(office, about) == "held"
    await office.decide(await office.generation_of(about.submission_id), "approve")
    assert await state_of(office, about) == "accepted"


async def test_the_sender_decides_nothing_else_about_a_file(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    assert await word(office, FIRST, "undo") == "not the sender's"
    assert await word(office, FIRST, "approve") == "not the sender's", "nothing holds it"
    assert await word(office, FEWER, "undo") == "not the sender's"
    assert await office.pool.fetchval("SELECT count(*) FROM decisions") == 0


async def test_the_county_roll_still_needs_a_second_person(office: Office) -> None:
    await office.take_in(ROLL, SMALLER_ROLL)
    assert await word(office, SMALLER_ROLL, "approve") == "waits for a second person"
    assert await state_of(office, SMALLER_ROLL) == "held"
    assert await word(office, SMALLER_ROLL, "approve") == "not the sender's", "it waits"
    assert await word(office, SMALLER_ROLL, "withdraw", None) == "taken"
    assert await office.answering(SecondPersonAnswer(1, "officer", confirms=True)) == "not waiting"
    assert await word(office, SMALLER_ROLL, "approve") == "waits for a second person"
    waiting = await office.waiting_decision()
    assert await office.answering(SecondPersonAnswer(waiting, SENDER, confirms=True)) == "same person"
    assert await office.answering(SecondPersonAnswer(waiting, "officer", confirms=True)) == "taken"
    await office.settle()
    assert await state_of(office, SMALLER_ROLL) == "accepted"


async def test_a_decision_on_what_is_no_longer_true_is_not_taken(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEWER)
    of = await office.generation_of(FEWER.submission_id)
    effect = await office.previewing(of, "approve")
    assert effect is not None
    between = Return("between", [Line(number) for number in range(1, 43)], at("2026-09-21 10:00"), part_size=20)
    await office.take_in(between)
    assert await word(office, FEWER, "approve", shown=effect.mark) == "changed meanwhile"
    assert await state_of(office, FEWER) == "held"
    now = await office.previewing(of, "approve")
    assert now is not None
    assert await word(office, FEWER, "approve", shown=now.mark) == "taken"


async def test_memory_and_tables_agree(office: Office) -> None:
    memory = MemoryOffice(office.clock.now())
    for each in (office, memory):
        await each.take_in(ROLL, FIRST, FEWER, SMALLER_ROLL)
        answers = [await word(each, about, decision) for about, decision in SAID_IN_TURN]
        assert answers == [
            *("not the sender's", "taken", "taken", "not the sender's", "taken", "waits for a second person", "taken")
        ]
    assert await memory.states() == await office.states()


async def test_a_file_that_is_judged_again_keeps_the_senders_word_until_it_is_taken_back(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    before = await counting(office)
    await office.take_in(FEWER)
    await word(office, FEWER, "approve")
    confirmed = await counting(office)
    await office.take_in(Return("fewer", FEWER.lines, FEWER.received_at, part_size=20, judgement=2))
    newest = int(await office.pool.fetchval("SELECT max(generation_id) FROM generations"))
    assert (await counting(office))[1] == confirmed[1]
    back = GenerationDecision(newest, "withdraw", SENDER, by_sender=True)
    assert await office.deciding(back) == "taken"
    await office.settle()
    await office.recompute()
    assert await counting(office) == before


async def test_the_sender_confirms_what_only_judging_again_takes_out(office: Office) -> None:
    """The file before none is held by nothing; its second judgement is, by what it does to the first."""
    memory = MemoryOffice(office.clock.now())
    again = Return("first", FEWER.lines[:-2], FIRST.received_at, part_size=20, judgement=2)
    half = Return("first", HALF.lines[:12], FIRST.received_at, part_size=20, judgement=3)
    for each in (office, memory):
        await each.take_in(ROLL, FIRST, again)
        assert (await each.states())[FIRST.submission_id] == ("held", "removes_many")
        assert await word(each, FIRST, "approve") == "taken"
        assert (await each.states())[FIRST.submission_id][0] == "accepted"
        await each.take_in(half)
        assert await word(each, FIRST, "approve") == "not the sender's", "it loses half of whom the first lists"
