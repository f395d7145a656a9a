"""From events to current statuses, on a real database."""

from datetime import date, timedelta

import pytest

from services.reporting.domain.status import status_on
from tests.support.claims import school
from tests.support.reporting import Office
from tests.support.reporting_queries import StoredPeople, figures_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

PEOPLE = range(1, 9)
ROLL = roll("roll", [Line(number) for number in PEOPLE], at("2026-09-10 08:00"))


def enrolments(name: str, numbers: range, received: str, **changes: object) -> Return:
    return Return(name, [Line(number) for number in numbers], at(received), **changes)  # type: ignore[arg-type]


async def test_roll_and_enrolment_give_education_and_not_known(office: Office) -> None:
    await office.take_in(ROLL, enrolments("school", range(1, 6), "2026-10-01 10:00"))
    assert await office.status(person_id(1)) == ("education", "210", False)
    assert await office.status(person_id(8)) == ("not known", "810", False)
    assert {change.version for change in office.changes} == {1}
    assert len(office.changes) == len(PEOPLE)


async def test_a_second_reading_of_the_same_events_changes_nothing(office: Office) -> None:
    returns = (ROLL, enrolments("school", range(1, 6), "2026-10-01 10:00"))
    await office.take_in(*returns)
    before, said = await office.statuses(), len(office.changes)
    await office.take_in(*returns)
    assert await office.statuses() == before
    assert len(office.changes) == said


async def test_status_lapses_with_time_alone(office: Office) -> None:
    await office.take_in(ROLL, enrolments("school", range(1, 6), "2026-10-01 10:00"))
    assert await office.tick() == 0
    office.clock.advance(timedelta(days=331))
    assert await office.tick() == len(PEOPLE), "with those about whom the school's list of the year is silent"
    assert await office.recompute() == len(PEOPLE)
    assert await office.status(person_id(1)) == ("not known", "210", True)
    assert await office.tick() is None


async def test_a_return_sent_in_august_for_the_year_to_come_is_current_in_september(office: Office) -> None:
    line = Line(1, started_on=date(2025, 9, 4), ends_on=date(2027, 7, 20))
    for_next_year = Return("early", [line], at("2026-08-27 10:00"), period="2026-27")
    await office.take_in(for_next_year)
    assert await office.status(person_id(1)) == ("education", "210", False)
    assert await office.pool.fetchval("SELECT due_on FROM people") == date(2027, 8, 31)
    figures = await figures_of(office).figures_as_known(date(2026, 10, 5))
    assert figures.figures.not_on_roll.eet == 1


async def test_b13_a_learner_listed_by_two_schools_changes_with_neither_repetition(office: Office) -> None:
    listed = range(1, 6)
    await office.take_in(
        ROLL,
        enrolments("school", listed, "2026-09-18 10:00"),
        enrolments("other", listed, "2026-09-20 10:00", establishment="8860002"),
    )
    said, status = len(office.changes), await office.statuses()
    assert {status[person_id(number)]["establishment"] for number in listed} == {"8860001"}
    assert [status[person_id(number)]["issues"] for number in listed] == ["P001"] * len(listed)
    for day in (21, 22, 23):
        await office.take_in(
            enrolments(f"other {day}", listed, f"2026-09-{day} 10:00", establishment="8860002"),
            enrolments(f"school {day}", listed, f"2026-09-{day} 11:00"),
        )
        assert await office.statuses() == status
        assert len(office.changes) == said


async def test_b13_the_later_start_decides_whoever_sends_last(office: Office) -> None:
    moved = Return("moved", [Line(1, started_on=date(2026, 9, 21))], at("2026-09-25 10:00"), establishment="8860002")
    await office.take_in(ROLL, moved, enrolments("school", range(1, 6), "2026-10-01 10:00"))
    status = (await office.statuses())[person_id(1)]
    assert (status["establishment"], status["effective_on"]) == ("8860002", date(2026, 9, 21))


async def test_b13_what_was_known_then_says_who_had_said_so_first_by_then(office: Office) -> None:
    """A file set aside later had still said so; what had been said before is told as it was."""
    first = enrolments("school", range(1, 2), "2026-09-18 10:00")
    await office.take_in(ROLL, first, enrolments("other", range(1, 2), "2026-09-20 10:00", establishment="8860002"))
    await office.take_in(enrolments("again", range(1, 2), "2026-09-25 10:00"))
    then = office.clock.now()
    office.clock.advance(timedelta(hours=1))
    await office.decide(await office.generation_of(first.submission_id), "undo")
    reading = StoredPeople(office.pool)
    assert (await office.statuses())[person_id(1)]["establishment"] == "8860002"
    async for people in reading.claims_known(then):
        known = people[person_id(1)]
        assert status_on(known.claims, date(2026, 10, 5), school).decided_by == next(
            claim for claim in known.claims if claim.role == "learning" and claim.establishment == "8860001"
        )
