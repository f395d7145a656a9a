"""What people enter on pages: claims that count like those of files, once, and can be taken out again."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.reporting.queries.figures import PostgresFigureRows
from services.reporting.queries.pupils import PostgresPupilRows
from services.reporting.usecases.record_entry import EntryLine, PersonEntry, RecordEntry
from shared.vocabulary.collections import S_CHECK
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 11)], at("2026-09-10 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 6)], at("2026-09-18 10:00"), part_size=8)
HIM = person_id(8)
"""On the roll, and in no return."""


def contact(form_id: str = "1", who: UUID = HIM, **facts: str) -> PersonEntry:
    facts = {"contacted_on": "2026-10-01"} | facts
    line = EntryLine(who, facts, {"channel": "PHONE", "outcome": "REACHED", "notes": "Seeks a course"})
    return PersonEntry(form_id, "tracker@example.org", "CONTACT", "886", "Contact", (line,))


def correction(form_id: str = "1", who: UUID = HIM, **facts: str) -> PersonEntry:
    line = EntryLine(who, {"corrected_on": "2026-10-02", **facts}, {"reason": "Seen at work"})
    return PersonEntry(form_id, "officer@example.org", "MANUAL", "886", "Manual correction", (line,))


async def enter(office: Office, entry: PersonEntry) -> UUID | None:
    found = await RecordEntry(office.begin, office.clock, lambda: None)(entry)
    await office.settle()
    await office.recompute()
    return found


async def test_what_a_contact_brought_counts_at_once_and_nobody_else_changes(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    before = await office.statuses()
    assert await office.status(HIM) == ("not known", "810", False)
    await enter(office, contact(activity="619"))
    assert await office.status(HIM) == ("neet", "619", False)
    after = await office.statuses()
    assert {who for who in after if after[who] != before.get(who)} == {HIM}


async def test_an_attempt_that_brought_nothing_changes_no_status_and_keeps_what_an_earlier_contact_brought(
    office: Office,
) -> None:
    await office.take_in(ROLL)
    await enter(office, contact(activity="619"))
    await enter(office, contact("2"))
    assert await office.status(HIM) == ("neet", "619", False)


async def test_entered_twice_by_a_double_click_it_is_one_entry(office: Office) -> None:
    await office.take_in(ROLL)
    first = await enter(office, contact(activity="619"))
    assert await enter(office, contact(activity="619")) == first
    assert await office.pool.fetchval("SELECT count(*) FROM claims WHERE kind = 'CONTACT'") == 1


async def test_who_goes_back_and_enters_something_else_on_the_same_form_loses_nothing(office: Office) -> None:
    await office.take_in(ROLL)
    first = await enter(office, contact())
    second = await enter(office, contact(activity="619"))
    other = await enter(office, contact(who=person_id(9), activity="619"))
    assert len({first, second, other}) == 3
    assert await office.pool.fetchval("SELECT count(*) FROM claims WHERE kind = 'CONTACT'") == 3
    assert await office.status(HIM) == ("neet", "619", False)


async def test_a_correction_comes_before_what_a_return_says_and_is_taken_out_again(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    entry_id = await enter(office, correction(who=person_id(1), activity="330", until="2027-01-31"))
    assert await office.status(person_id(1)) == ("employment", "330", False)
    assert entry_id is not None
    await office.decide(await office.generation_of(entry_id), "undo")
    assert await office.status(person_id(1)) == ("education", "210", False)


async def test_an_entry_that_is_not_settled_yet_is_among_what_is_being_worked_out(office: Office) -> None:
    await office.take_in(ROLL)
    rows = PostgresFigureRows(office.pool)
    assert await rows.people_waiting() == 0
    await RecordEntry(office.begin, office.clock, lambda: None)(contact(activity="619"))
    assert await rows.people_waiting() > 0
    await office.settle()
    await office.recompute()
    assert await rows.people_waiting() == 0


async def test_an_entry_adds_up_as_a_file_does(office: Office) -> None:
    await office.take_in(ROLL)
    entry_id = await enter(office, contact(activity="619"))
    counts = await office.pool.fetchrow(
        "SELECT s.rows_extracted, g.rows_accepted, g.rows_matched, g.complete, g.state, s.channel, s.file_name"
        " FROM submissions s JOIN generations g USING (submission_id) WHERE s.submission_id = $1",
        entry_id,
    )
    assert tuple(counts or ()) == (1, 1, 1, True, "accepted", "entry", "Contact")


async def test_nothing_is_kept_about_somebody_who_is_not_known(office: Office) -> None:
    await office.take_in(ROLL)
    assert await enter(office, contact(who=person_id(99), activity="619")) is None
    assert await office.pool.fetchval("SELECT count(*) FROM submissions WHERE channel = 'entry'") == 0


async def test_who_a_school_says_leaves_today_is_not_confirmed_with_the_others(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    school = await office.pool.fetchval("SELECT establishment FROM people WHERE person_id = $1", person_id(1))
    rows = PostgresPupilRows(office.pool)
    listed = await rows.pupils(school, "2026-27", page=1, page_size=100)
    assert person_id(1) in {one.person_id for one in listed.items if not one.queried}
    left_on = office.clock.today().isoformat()
    line = EntryLine(person_id(1), {"row_kind": "LEFT", "left_on": left_on, "destination": "D31"}, {})
    await enter(office, PersonEntry("1", "school@example.org", "S_CHECK", school, "Check", (line,), "2026-27"))
    listed = await rows.pupils(school, "2026-27", page=1, page_size=100)
    assert {one.person_id for one in listed.items if one.queried} == {person_id(1)}
    assert len(listed.items) > 1


async def test_of_several_answers_an_earlier_one_is_taken_back_and_the_others_stay(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    school = await office.pool.fetchval("SELECT establishment FROM people WHERE person_id = $1", person_id(1))
    before = await office.status(person_id(1))
    gone = {"row_kind": "LEFT", "left_on": "2026-09-25", "destination": "D31"}
    answers = []
    for number, (who, facts) in enumerate(((1, gone), (2, {"row_kind": "CORRECT", "stays": "Y"})), start=1):
        office.clock.advance(timedelta(minutes=1))
        line = EntryLine(person_id(who), facts, {})
        entry = PersonEntry(str(number), "s@example.org", "S_CHECK", school, "Check", (line,), "2026-27")
        answers.append(await enter(office, entry))
    assert await office.status(person_id(1)) != before
    assert answers[0] is not None
    await office.decide(await office.generation_of(answers[0]), "undo")
    assert await office.status(person_id(1)) == before
    listed = await PostgresPupilRows(office.pool).answers(school, "2026-27", people_max=100)
    given = {one.person_id: one.answer for one in listed}
    assert (given[person_id(1)], given[person_id(2)]) == (None, "CORRECT")


async def test_who_is_said_to_learn_somewhere_else_is_no_pupil_of_the_school_of_the_roll(office: Office) -> None:
    await office.take_in(ROLL)
    school = await office.pool.fetchval("SELECT school FROM people WHERE person_id = $1", HIM)
    await enter(office, contact(activity="230"))
    row = await office.pool.fetchrow("SELECT status_group, establishment FROM people WHERE person_id = $1", HIM)
    assert tuple(row or ()) == ("education", None)
    listed = await PostgresPupilRows(office.pool).pupils(school, "2026-27", page=1, page_size=100)
    assert HIM not in {one.person_id for one in listed.items}


async def test_what_was_wrong_in_the_check_of_an_earlier_year_keeps_nobody_out_of_this_one(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    school = await office.pool.fetchval("SELECT establishment FROM people WHERE person_id = $1", person_id(1))
    rows = PostgresPupilRows(office.pool)
    line = EntryLine(person_id(1), {"row_kind": "WRONG DETAILS"}, {"comment": "the name"})
    for form_id, period, queried in (("1", "2025-26", set()), ("2", "2026-27", {person_id(1)})):
        entry = PersonEntry(form_id, "school@example.org", "S_CHECK", school, "Check", (line,), period)
        assert await enter(office, entry) is not None
        listed = await rows.pupils(school, "2026-27", page=1, page_size=100)
        assert {one.person_id for one in listed.items if one.queried} == queried


async def test_silence_confirms_nothing_however_late(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    school = await office.pool.fetchval("SELECT establishment FROM people WHERE person_id = $1", person_id(1))
    rows, before = PostgresPupilRows(office.pool), await office.statuses()
    (deadline,) = S_CHECK.deadlines
    while not deadline.is_late(office.clock.today()):
        office.clock.advance(timedelta(days=1))
        await office.tick()
    assert await office.pool.fetchval("SELECT count(*) FROM claims WHERE kind = 'S_CHECK'") == 0
    answers = await rows.answers(school, deadline.period, people_max=100)
    assert answers
    assert {one.answer for one in answers} == {None}
    assert await office.statuses() == before


async def test_the_last_answer_about_a_pupil_is_shown_and_takes_a_query_back(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    school = await office.pool.fetchval("SELECT establishment FROM people WHERE person_id = $1", person_id(1))
    rows = PostgresPupilRows(office.pool)
    everybody = {one.person_id for one in await rows.answers(school, "2026-27", people_max=100)}
    for number, kind in enumerate(("WRONG DETAILS", "CORRECT")):
        facts = {"row_kind": kind} | ({"stays": "Y"} if kind == "CORRECT" else {})
        line = EntryLine(person_id(1), facts, {})
        office.clock.advance(timedelta(minutes=1))
        await enter(office, PersonEntry(str(number), "s@example.org", "S_CHECK", school, "Check", (line,), "2026-27"))
        answers = {one.person_id: one.answer for one in await rows.answers(school, "2026-27", people_max=100)}
        assert answers == dict.fromkeys(everybody) | {person_id(1): kind}
        found = await rows.find_pupil(school, "2026-27", person_id(1))
        assert found is not None
        assert (found.answer, found.queried) == (kind, kind == "WRONG DETAILS")
        assert {one.answer for one in await rows.answers(school, "2027-28", people_max=100)} == {None}
    assert len(await rows.answers(school, "2026-27", people_max=2)) == 2
