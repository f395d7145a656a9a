"""From events to current statuses, on a real database."""

from datetime import date, timedelta

import pytest

from services.reporting.adapters.postgres_people_reading import PostgresPeopleReading
from services.reporting.usecases.read_people import ReadFiguresAsKnown
from tests.support.claims import school
from tests.support.reporting import Office
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
    before, said = await office.statuses(), len(office.said)
    await office.take_in(*returns)
    assert await office.statuses() == before
    assert len(office.said) == said


async def test_status_lapses_with_time_alone(office: Office) -> None:
    await office.take_in(ROLL, enrolments("school", range(1, 6), "2026-10-01 10:00"))
    assert await office.tick() == 0
    office.clock.advance(timedelta(days=280))
    assert await office.tick() == 5
    assert await office.recompute() == 5
    assert await office.status(person_id(1)) == ("not known", "210", True)
    assert await office.tick() is None


async def test_a_return_sent_in_august_for_the_year_to_come_is_current_in_september(office: Office) -> None:
    line = Line(1, started_on=date(2025, 9, 4), ends_on=date(2027, 7, 20))
    for_next_year = Return("early", [line], at("2026-08-27 10:00"), period="2026-27")
    await office.take_in(for_next_year)
    assert await office.status(person_id(1)) == ("education", "210", False)
    assert await office.pool.fetchval("SELECT due_on FROM people") == date(2027, 7, 20)
    figures = await ReadFiguresAsKnown(PostgresPeopleReading(office.pool), office.clock, school)(date(2026, 10, 5))
    assert figures.figures.not_on_roll.eet == 1
