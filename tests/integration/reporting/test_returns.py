"""Returns with generations: compared, held, approved, undone; what refused and waiting rows shield; when we knew."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.reporting.adapters.effective_claims import known_claims
from services.reporting.usecases.ports import PersonClaims
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 41)], at("2026-09-10 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 21)], at("2026-09-18 10:00"), part_size=8)


async def test_a_learner_whom_the_newer_return_leaves_out_is_not_known_again(office: Office) -> None:
    newer = Return("newer", [Line(number) for number in range(2, 21)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST, newer)
    assert await office.status(person_id(1)) == ("not known", "810", False)
    assert await office.status(person_id(2)) == ("education", "210", False)


async def test_a_refused_row_shields_its_person(office: Office) -> None:
    newer = Return(
        "newer",
        [Line(1, fate="refused"), Line(2, fate="awaiting"), *(Line(number) for number in range(4, 21))],
        at("2026-09-25 10:00"),
    )
    await office.take_in(ROLL, FIRST, newer)
    for shielded in (1, 2):
        assert await office.status(person_id(shielded)) == ("education", "210", False)
    assert await office.status(person_id(3)) == ("not known", "810", False)
    laid = await office.pool.fetchrow("SELECT * FROM editions WHERE base_edition_id IS NOT NULL")
    assert laid is not None
    assert (laid["people_before"], laid["people_listed"], laid["people_added"]) == (20, 17, 0)
    assert (laid["people_removed"], laid["people_shielded"]) == (1, 2)


async def test_a_shield_goes_on_as_long_as_the_row_is_not_settled(office: Office) -> None:
    refused = [
        Return(f"try {day}", [Line(1, fate="refused"), *FIRST.lines[1:]], at(f"2026-09-{day} 10:00"))
        for day in (21, 23, 25)
    ]
    await office.take_in(ROLL, FIRST, *refused)
    assert await office.status(person_id(1)) == ("education", "210", False)
    await office.take_in(Return("at last", FIRST.lines[1:], at("2026-09-28 10:00")))
    assert await office.status(person_id(1)) == ("not known", "810", False)


async def test_a_row_set_aside_by_a_whole_return_rule_does_not_count(office: Office) -> None:
    twice = Return(
        "twice",
        [Line(1, attendance="FT"), Line(1, fate="set_aside", attendance="PT", level="7")],
        at("2026-09-18 10:00"),
    )
    await office.take_in(ROLL, twice)
    assert await office.status(person_id(1)) == ("education", "210", False)


async def test_a_return_that_removes_many_is_held_until_a_person_approves_it(office: Office) -> None:
    smaller = Return("smaller", FIRST.lines[10:], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST)
    before = await office.statuses()
    await office.take_in(smaller)
    assert (await office.states())[smaller.submission_id] == ("held", "removes_many")
    assert await office.statuses() == before
    await office.decide(await office.generation_of(smaller.submission_id), "approve")
    assert (await office.states())[smaller.submission_id] == ("accepted", "removes_many")
    assert await office.status(person_id(1)) == ("not known", "810", False)
    assert await office.status(person_id(11)) == ("education", "210", False)


async def test_a_file_that_is_judged_again_is_held_when_it_takes_many_out(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    before = await office.statuses()
    again = Return(
        "first",
        [Line(number, fate="refused" if number < 13 else "matched") for number in range(1, 21)],
        FIRST.received_at,
        judgement=2,
    )
    await office.take_in(again)
    rows = await office.pool.fetch(
        "SELECT g.generation_id, g.judgement, g.state, g.hold, e.people_before, e.people_removed, e.people_changed"
        " FROM generations g JOIN editions e USING (edition_id) WHERE g.submission_id = $1 ORDER BY g.judgement",
        again.submission_id,
    )
    assert [tuple(row)[1:4] for row in rows] == [(1, "accepted", None), (2, "held", "removes_many")]
    assert tuple(rows[1])[4:] == (20, 12, 0)
    assert await office.statuses() == before
    await office.decide(rows[1]["generation_id"], "approve")
    assert await office.status(person_id(1)) == ("not known", "810", False)
    assert await office.status(person_id(13)) == ("education", "210", False)


async def test_a_file_that_is_judged_again_and_takes_few_out_counts_at_once(office: Office) -> None:
    lines = [Line(1, fate="refused"), *FIRST.lines[1:]]
    await office.take_in(ROLL, FIRST, Return("first", lines, FIRST.received_at, judgement=2))
    assert await office.status(person_id(1)) == ("not known", "810", False)
    await office.take_in(Return("first", FIRST.lines, FIRST.received_at, judgement=3))
    assert await office.status(person_id(1)) == ("education", "210", False)


async def test_an_empty_return_is_held(office: Office) -> None:
    empty = Return("empty", [], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST, empty)
    assert (await office.states())[empty.submission_id] == ("held", "empty_return")
    assert await office.status(person_id(1)) == ("education", "210", False)


async def test_an_empty_first_return_counts_and_lists_nobody(office: Office) -> None:
    empty = Return("empty", [], at("2026-09-17 10:00"))
    await office.take_in(ROLL, empty)
    assert (await office.states())[empty.submission_id] == ("accepted", None)


async def test_undoing_restores_exactly_what_was(office: Office) -> None:
    corrected = Return(
        "corrected",
        [Line(number, attendance="PT") for number in range(1, 20)] + [Line(77, fate="new"), Line(20, fate="refused")],
        at("2026-09-25 10:00"),
    )
    await office.take_in(ROLL, FIRST)
    before, said = await office.statuses(), len(office.changes)
    await office.take_in(corrected)
    assert await office.statuses() != before
    generation = await office.generation_of(corrected.submission_id)
    await office.decide(generation, "undo")
    after = await office.statuses()
    assert await office.status(person_id(77)) == ("out of scope", None, False)
    assert {person: row for person, row in after.items() if person != person_id(77)} == before
    assert len(office.changes) == said + 2 * 20
    assert office.forgotten == [str(person_id(77))]
    await office.decide(generation, "approve")
    assert await office.status(person_id(77)) == ("education", "210", False)
    assert await office.status(person_id(1)) == ("education", "250", False)


async def test_an_older_submission_that_finishes_late_changes_nothing_that_counts(office: Office) -> None:
    newer = Return("newer", [Line(number, attendance="PT") for number in range(1, 21)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, newer)
    before = await office.statuses()
    await office.take_in(FIRST)
    assert await office.statuses() == before
    assert (await office.states())[FIRST.submission_id] == ("accepted", None)
    assert (await office.states())[newer.submission_id] == ("accepted", None)


async def test_the_same_claims_again_write_no_new_version(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    said = len(office.changes)
    office.clock.advance(timedelta(days=1))
    await office.take_in(
        Return("same again", FIRST.lines, at("2026-10-06 08:00")),
        roll("roll again", ROLL.lines, at("2026-10-06 08:00")),
    )
    assert len(office.changes) == said


async def test_what_was_known_at_an_instant_can_be_read_again(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    knew = office.clock.now()
    office.clock.advance(timedelta(days=1))
    newer = Return("newer", [Line(1, fate="refused"), *(Line(n, attendance="PT") for n in range(3, 21))], knew)
    await office.take_in(newer)
    people = [person_id(number) for number in (1, 2, 3)]
    async with office.pool.acquire() as connection:
        then = await known_claims(connection, people, knew + timedelta(hours=1))
        now = await known_claims(connection, people, office.clock.now() + timedelta(hours=1))
    roll_line = ("roll", "")
    assert _attended(then) == {person: [("learning", "FT"), roll_line] for person in people}
    assert _attended(now) == {
        people[0]: [("learning", "FT"), roll_line],
        people[1]: [roll_line],
        people[2]: [("learning", "PT"), roll_line],
    }


def _attended(found: dict[UUID, PersonClaims]) -> dict[UUID, list[tuple[str, str]]]:
    return {
        person: sorted((claim.role, getattr(claim, "attendance", "")) for claim in known.claims)
        for person, known in found.items()
    }


async def test_a_newer_file_that_adds_takes_nobody_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.reporting.adapters.returns.newer_adds", lambda _: True)
    await office.take_in(ROLL, FIRST)
    newer = Return("newer", [Line(1, attendance="PT")], at("2026-09-25 10:00"))
    await office.take_in(newer)
    assert await office.status(person_id(1)) == ("education", "250", False)
    assert {await office.status(person_id(number)) for number in (2, 3, 4)} == {("education", "210", False)}


async def test_a_clock_that_steps_back_leaves_one_effective_edition_at_any_instant(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    office.clock.advance(timedelta(hours=-3))
    await office.take_in(Return("newer", FIRST.lines[:15], at("2026-09-25 10:00")))
    office.clock.advance(timedelta(hours=-3))
    await office.take_in(Return("newest", FIRST.lines[:16], at("2026-09-26 10:00")))
    opened = await office.pool.fetch("SELECT return_id FROM effective_periods WHERE upper_inf(known)")
    assert len(opened) == len({row["return_id"] for row in opened}) == 2


async def test_people_past_scope_leave_the_public_topic(office: Office) -> None:
    leaving = roll("leaving", [Line(1), Line(2, left_on=date(2026, 10, 20))], at("2026-09-10 08:00"))
    await office.take_in(leaving)
    assert await office.tick() == 0
    office.clock.advance(timedelta(days=15))
    assert await office.tick() == 1
    await office.recompute()
    assert await office.status(person_id(2)) == ("out of scope", None, False)
    assert office.forgotten == [str(person_id(2))]
    assert [change.version for change in office.changes if change.person_id == person_id(2)] == [1, 2]
