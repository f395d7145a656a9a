"""Threads of contradictions over a real database: who sees what, what settles them, and what brings them back."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest

from services.reporting.domain.contradictions.thread import Act
from services.reporting.queries.contradictions.inbox import ContradictionLine, InboxFilter
from services.reporting.queries.contradictions.thread import Thread
from services.reporting.usecases.contradictions.ports import NewNote
from services.reporting.usecases.contradictions.write_note import NewWords, NoteResult, WriteNote
from tests.support.reporting import Office
from tests.support.reporting_queries import inbox_of, person_of, threads_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ONE, OTHER, THIRD = "8860001", "8860002", "8860003"
ROLL = roll(
    "roll",
    [Line(1), *(Line(number, school=None) for number in range(2, 9))],
    at("2026-09-10 08:00"),
    part_size=20,
)
"""All but the first at no school: no school is asked about whom it does not list."""
FIRST = Return("first", [Line(1, title="Biology"), Line(2), Line(3)], at("2026-09-18 10:00"))
SECOND = Return(
    "second", [Line(1, surname="Fernhollowe", title="Dance"), Line(4)], at("2026-09-20 10:00"), establishment=OTHER
)
HER = person_id(1)
EVERYTHING = InboxFilter()

_FIND = "SELECT contradiction_id FROM contradictions WHERE person_id = $1 AND code = 'P001' AND establishments = $2"


async def disputed(office: Office, *returns: Return) -> int:
    """Take in returns in which two schools claim one learner; return the number of that thread."""
    await office.take_in(*(returns or (ROLL, FIRST, SECOND)))
    return int(await office.pool.fetchval(_FIND, HER, [ONE, OTHER]))


async def thread(office: Office, number: int, own: str | None = None) -> Thread:
    found = await threads_of(office).find_thread(number, own, account="officer", page=1, page_size=50)
    assert found is not None
    return found


async def write(
    office: Office, number: int, act: Act, words: str = "", *, own: str | None = None, **changes: Any
) -> NoteResult:
    """Do something in the thread as it stands."""
    new = NewWords(
        number, str(uuid4()), own or "officer", own, act, words, (await thread(office, number)).situation.seen
    )
    return await WriteNote(office.begin, office.clock)(replace(new, **changes))


async def state(office: Office, number: int) -> str:
    """Return how a thread stands, which the list and the thread say in the same word."""
    (line,) = [one for one in await listed(office) if one.contradiction_id == number]
    assert line.state == (await thread(office, number)).situation.state
    return line.state


async def listed(office: Office, wanted: InboxFilter = EVERYTHING) -> Sequence[ContradictionLine]:
    found = await inbox_of(office).contradictions(wanted, account="officer", page=1, page_size=50)
    assert found.total == len(found.items)
    return found.items


async def test_both_schools_and_the_authority_see_the_same_thread(office: Office) -> None:
    number = await disputed(office)
    await write(office, number, "message", "She is with us", own=OTHER)
    await write(office, number, "message", "Thank you")
    views = [await thread(office, number, own) for own in (None, ONE, OTHER)]
    assert {(one.code, one.establishments, one.situation.state) for one in views} == {("P001", (ONE, OTHER), "open")}
    assert {tuple((note.words, note.establishment) for note in one.notes.items) for one in views} == {
        (("Thank you", None), ("She is with us", OTHER))
    }
    expected = [
        (ONE, "S_ENR", FIRST.received_at, date(2026, 9, 7)),
        (OTHER, "S_ENR", SECOND.received_at, date(2026, 9, 7)),
    ]
    assert [told(one) for one in views] == [expected] * 3


def told(one: Thread) -> list[tuple[object, ...]]:
    """Return what the returns of the establishments say, as anybody in the thread sees it."""
    rows = [row for row in one.evidence if row.on_roll_at is None]
    return [(row.establishment, row.collection, row.received_at, row.started_on) for row in rows]


async def test_a_school_sees_of_the_learner_what_its_own_return_gave(office: Office) -> None:
    number = await disputed(office)
    views = {own: await thread(office, number, own) for own in (None, ONE, OTHER)}
    assert [[row.details is not None for row in views[own].evidence] for own in (None, ONE, OTHER)] == [
        [True, True, True],
        [True, False, False],
        [False, True],
    ]
    assert views[OTHER].surname == "Fernhollowe"
    assert views[ONE].surname != "Fernhollowe"
    assert [one.surname for one in await listed(office, InboxFilter(own=OTHER))] == ["Fernhollowe"]
    await write(office, number, "message", "Ours", own=OTHER)
    accounts = [(await thread(office, number, own)).notes.items[0].account for own in (None, ONE, OTHER)]
    assert accounts == [OTHER, None, OTHER]


async def test_the_roll_is_evidence_to_the_school_at_which_it_has_the_learner(office: Office) -> None:
    number = await disputed(office)
    views = [await thread(office, number, own) for own in (None, ONE, OTHER)]
    on_roll = [[row.on_roll_at for row in one.evidence if row.collection == "ROLL"] for one in views]
    assert on_roll == [[ONE], [ONE], []]


async def test_of_whom_a_school_is_silent_it_sees_the_last_that_it_said_and_the_roll(office: Office) -> None:
    last_year = Return(
        "last year", [Line(5, surname="Quillfeather", started_on=date(2025, 9, 3))], at("2025-09-18 10:00")
    )
    last_year = replace(last_year, period="2025-26", lines=[replace(last_year.lines[0], ends_on=date(2026, 7, 9))])
    county = roll("county", [Line(5), Line(6, surname="Harebellow"), Line(1)], at("2026-09-10 08:00"), part_size=20)
    await office.take_in(county, last_year, FIRST)
    silent = {line.surname: line for line in await listed(office, InboxFilter(own=ONE, code="P003"))}
    assert set(silent) == {"Quillfeather", "Harebellow"}
    views = {name: await thread(office, line.contradiction_id, ONE) for name, line in silent.items()}
    assert told(views["Quillfeather"]) == [(ONE, "S_ENR", last_year.received_at, date(2025, 9, 3))]
    assert told(views["Harebellow"]) == []
    assert [row.on_roll_at for row in views["Harebellow"].evidence] == [ONE]


async def test_the_roll_names_a_learner_to_no_school_but_its_own(office: Office) -> None:
    number = await disputed(office, ROLL, FIRST, SECOND)
    await office.pool.execute(
        "UPDATE contradictions SET establishments = $2 WHERE contradiction_id = $1", number, [ONE, THIRD]
    )
    assert (await thread(office, number, ONE)).surname is not None
    assert (await thread(office, number, THIRD)).surname is None


async def test_to_a_third_school_the_thread_does_not_exist(office: Office) -> None:
    number = await disputed(office)
    assert await threads_of(office).find_thread(number, THIRD, account="x", page=1, page_size=50) is None
    assert await listed(office, InboxFilter(own=THIRD)) == []
    assert await listed(office, InboxFilter(own=THIRD, establishments=(ONE,))) == []
    assert await inbox_of(office).count_open(THIRD) == 0
    assert await write(office, number, "message", "Ours", own=THIRD) == "unknown"
    assert await write(office, number, "message", "Ours", contradiction_id=number + 1_000_000) == "unknown"


async def test_the_list_is_narrowed_by_kind_establishment_and_state(office: Office) -> None:
    number = await disputed(office)
    assert await inbox_of(office).count_open(None) == 1
    for wanted, found in (
        (InboxFilter(code="P001"), 1),
        (InboxFilter(code="P002"), 0),
        (InboxFilter(establishments=(OTHER, THIRD)), 1),
        (InboxFilter(establishments=(THIRD,)), 0),
        (InboxFilter(state="open"), 1),
        (InboxFilter(state="settled"), 0),
        (InboxFilter(state="closed"), 0),
    ):
        assert len(await listed(office, wanted)) == found, wanted
    await write(office, number, "settled", "Both teach her")
    assert len(await listed(office, InboxFilter(state="settled"))) == 1
    assert len(await listed(office, InboxFilter(state="open"))) == 0
    assert await inbox_of(office).count_open(ONE) == 0


async def test_settled_stays_settled_while_the_returns_say_the_same(office: Office) -> None:
    number = await disputed(office)
    assert await write(office, number, "settled", "A course that both give") == "written"
    assert await state(office, number) == "settled"
    again = Return("again", [Line(1, level="2", attendance="PT", title="Chemistry"), Line(2)], at("2026-09-25 10:00"))
    await office.take_in(again)
    assert await state(office, number) == "settled"


@pytest.mark.parametrize(
    "line", [Line(1, started_on=date(2026, 9, 14)), Line(1, ends_on=date(2028, 7, 7))], ids=["start", "end"]
)
async def test_it_comes_back_when_a_return_says_something_new(office: Office, line: Line) -> None:
    number = await disputed(office)
    await write(office, number, "settled", "A course that both give")
    await office.take_in(Return("corrected", [line, Line(2), Line(3)], at("2026-09-25 10:00")))
    assert await state(office, number) == "again"
    assert await inbox_of(office).count_open(None) == 1
    await office.decide(
        await office.generation_of(Return("corrected", [], at("2026-09-25 10:00")).submission_id), "undo"
    )
    assert await state(office, number) == "settled"


async def test_it_closes_by_itself_and_what_was_settled_before_is_open_when_it_comes_again(office: Office) -> None:
    number = await disputed(office)
    await write(office, number, "settled", "A course that both give")
    office.clock.advance(timedelta(days=1))
    await office.take_in(Return("gone", [Line(4)], at("2026-09-25 10:00"), establishment=OTHER))
    assert await state(office, number) == "closed"
    shown = await thread(office, number)
    assert shown.closed_at is not None
    assert [(row.establishment, row.counts, row.until is None) for row in shown.evidence] == [
        (ONE, True, True),
        (OTHER, False, False),
        ("886", True, True),
    ]
    office.clock.advance(timedelta(days=1))
    back = replace(SECOND, name="back", received_at=at("2026-09-28 10:00"))
    await office.take_in(back)
    assert await state(office, number) == "again"


async def test_a_settlement_is_taken_back_opened_again_and_made_anew(office: Office) -> None:
    number = await disputed(office)
    await write(office, number, "settled", "Too early")
    assert await write(office, number, "undone") == "written"
    assert await state(office, number) == "open"
    await write(office, number, "settled", "Both teach her")
    assert await write(office, number, "settled", "Twice") == "stale"
    await write(office, number, "reopened", "The other school says no")
    assert await state(office, number) == "open"
    assert await write(office, number, "undone") == "stale"
    await write(office, number, "settled", "Now")
    assert await state(office, number) == "settled"
    notes = (await thread(office, number)).notes.items
    assert [(note.act, note.taken_back) for note in reversed(notes)] == [
        ("settled", True),
        ("undone", False),
        ("settled", False),
        ("reopened", False),
        ("settled", False),
    ]


async def test_an_establishment_decides_nothing_not_even_by_a_forged_form(office: Office) -> None:
    number = await disputed(office)
    assert await write(office, number, "settled", "Ours", own=ONE) == "stale"
    assert await state(office, number) == "open"


async def test_of_two_who_act_at_once_the_second_is_told_so(office: Office) -> None:
    number = await disputed(office)
    seen = (await thread(office, number)).situation.seen
    writing = WriteNote(office.begin, office.clock)
    acts: list[NewWords] = [
        NewWords(number, f"form {place}", f"officer {place}", None, "settled" if place % 2 else "message", "x", seen)
        for place in range(6)
    ]
    results = await asyncio.gather(*map(writing, acts))
    assert sorted(results) == ["stale"] * 5 + ["written"]
    assert (await thread(office, number)).notes.total == 1


_WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM contradictions%'
"""


async def test_whoever_writes_while_another_is_at_it_waits_and_is_told_so(office: Office) -> None:
    number = await disputed(office)
    seen = (await thread(office, number)).situation.seen
    other = NewWords(number, "other", "second officer", None, "settled", "Both teach her", seen)
    async with office.begin(office) as work:
        notes = work.tables.contradiction_notes
        assert await notes.hold(number, ONE) is not None
        await notes.write(NewNote(uuid4(), number, office.clock.now(), "office", ONE, "message", "She is with us"))
        second = asyncio.create_task(WriteNote(office.begin, office.clock)(other))
        async with asyncio.timeout(20):
            while not second.done() and not await office.pool.fetchval(_WAITING):
                await asyncio.sleep(0.01)
        assert not second.done()
    assert await second == "stale"
    assert [note.words for note in (await thread(office, number)).notes.items] == ["She is with us"]


async def test_the_same_sent_twice_is_one_note(office: Office) -> None:
    number = await disputed(office)
    seen = (await thread(office, number)).situation.seen
    new = NewWords(number, "form", "officer", None, "message", "Please ask her", seen)
    writing = WriteNote(office.begin, office.clock)
    assert await asyncio.gather(*[writing(new)] * 3) == ["written"] * 3
    assert (await thread(office, number)).notes.total == 1
    assert await writing(replace(new, words="Please ask them")) == "stale"


async def test_a_form_is_stale_as_well_when_the_returns_have_changed(office: Office) -> None:
    number = await disputed(office)
    seen = (await thread(office, number)).situation.seen
    moved = [Line(1, started_on=date(2026, 9, 14)), Line(2), Line(3)]
    await office.take_in(Return("corrected", moved, at("2026-09-25 10:00")))
    assert await write(office, number, "settled", "As it was", seen=seen) == "stale"


async def test_the_record_of_the_young_person_names_the_thread(office: Office) -> None:
    number = await disputed(office)
    view = await person_of(office).find_person(HER, account="officer")
    assert view is not None
    assert [(one.contradiction_id, one.state) for one in view.contradictions] == [(number, "open")]


async def test_every_look_is_recorded(office: Office) -> None:
    number = await disputed(office)
    await listed(office)
    await thread(office, number, ONE)
    assert await office.looks() == [("officer", None, "contradictions"), ("officer", HER, "contradiction")]


async def test_a_long_thread_has_pages(office: Office) -> None:
    number = await disputed(office)
    for place in range(3):
        await write(office, number, "message", f"message {place}")
    found = await threads_of(office).find_thread(number, None, account="officer", page=2, page_size=2)
    assert found is not None
    assert (found.notes.pages, [note.words for note in found.notes.items]) == (2, ["message 0"])


_MANY = """
INSERT INTO contradictions (code, person_id, establishments, opened_at, closed_at)
SELECT CASE n % 3 WHEN 0 THEN 'P002' ELSE 'P001' END, md5('other ' || n)::uuid,
       ARRAY['886' || lpad((n % 40)::text, 4, '0'), '886' || lpad((n % 40 + 1)::text, 4, '0')],
       now() - n * interval '1 minute', CASE n % 4 WHEN 0 THEN now() END
FROM generate_series(1, $1::integer) n
"""
_SHARE_HALF = """
UPDATE contradictions SET establishments = $1
WHERE person_id IN (SELECT md5('other ' || n)::uuid FROM generate_series(1, $2::integer, 2) n)
"""
_SETTLE_HALF = """
INSERT INTO contradiction_notes (entry_id, contradiction_id, written_at, account, act, words, facts, opened_at)
SELECT gen_random_uuid(), contradiction_id, now(), 'officer', 'settled', 'as agreed', $1, opened_at
FROM contradictions WHERE establishments = $2 AND person_id <> $3
"""
_GIVE_CLAIMS = """
INSERT INTO claims SELECT x.generation_id, 1000 + c.contradiction_id, c.person_id, x.line, x.sheet, x.match_rule,
    x.created, x.counts, x.keys, x.kind, x.facts, x.particulars, x.surname, x.forename, x.born_on, x.upn, x.uln,
    x.authority_ref, x.year_group, x.sen, x.postcode
FROM contradictions c CROSS JOIN claims x WHERE x.person_id = $1 AND x.kind = 'S_ENR' AND c.person_id <> $1
"""


async def test_thousands_of_threads_are_listed_at_once(office: Office) -> None:
    number = await disputed(office)
    facts = (await thread(office, number)).situation.facts
    await office.pool.execute(_MANY, 6_000)
    await office.pool.execute(_GIVE_CLAIMS, HER)
    await office.pool.execute(_SHARE_HALF, [ONE, OTHER], 6_000)
    await office.pool.execute(_SETTLE_HALF, facts, [ONE, OTHER], HER)
    await office.pool.execute("ANALYZE contradictions, contradiction_notes, claims")
    inbox = inbox_of(office)
    for name, wanted in (
        ("all", InboxFilter()),
        ("open", InboxFilter(state="open")),
        ("settled", InboxFilter(state="settled")),
        ("an establishment's", InboxFilter(own=OTHER)),
    ):
        started = perf_counter()
        found = await inbox.contradictions(wanted, account="officer", page=1, page_size=50)
        taken = perf_counter() - started
        print(f"\n{name}: {found.total:,} threads, a page of {len(found.items)} in {taken * 1000:.0f} ms")
        assert len(found.items) == 50
    assert (await inbox.contradictions(InboxFilter(state="settled"), account="x", page=1, page_size=50)).total == 3_000
    started = perf_counter()
    assert await inbox.count_open(None) == 1_501
    print(f"the count of the first page: {(perf_counter() - started) * 1000:.0f} ms")
