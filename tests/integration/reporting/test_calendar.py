"""Changes of the calendar, kept in PostgreSQL: once each, in the order in which they were made, for whoever asks."""

import asyncio
from datetime import date

import pytest

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.usecases.calendar.change_calendar import ChangeCalendar, NewChange
from shared.persistence.pool import connection_of
from tests.support.reporting import Office
from tests.support.reporting_queries import board_of
from tests.support.returns import Line, Return, at

pytestmark = pytest.mark.stack

LATE = Return("late", [Line(number) for number in range(1, 6)], at("2026-09-21 10:00"), part_size=8)
TO_OCTOBER = Asked("due", "S_ENR", "2026-09", date(2026, 10, 30), date(2026, 10, 30))


def wanted(asked: Asked, form_id: str = "1", from_on: date = date(2026, 9, 1)) -> NewChange:
    return NewChange(asked, from_on, "The portal was down", "officer@example.org", form_id)


async def calendar_of(office: Office) -> Calendar:
    async with connection_of(office.pool) as connection:
        return await read_calendar(connection)


async def state_of_the_return(office: Office) -> str:
    (line,) = await board_of(office)
    assert line.timing is not None
    return line.timing.state


async def test_a_moved_date_counts_for_the_board_and_a_file_stays_judged_as_on_its_day(office: Office) -> None:
    await office.take_in(LATE)
    change = ChangeCalendar(office.begin, office.clock)
    assert await state_of_the_return(office) == "late"
    assert await change(wanted(TO_OCTOBER)) == "taken"
    assert await state_of_the_return(office) == "in time"
    file = await PostgresSubmissionQueries(office.pool).find_submission(LATE.submission_id)
    assert file is not None
    assert file.late
    (made,) = (await calendar_of(office)).changes
    assert (made.account, made.reason, made.from_on) == ("officer@example.org", "The portal was down", date(2026, 9, 1))
    assert made.changed_at == office.clock.now()
    assert await change(wanted(Asked("taken back", takes_back=made.change_id), "2")) == "taken"
    assert await state_of_the_return(office) == "late"
    assert len((await calendar_of(office)).changes) == 2


async def test_sent_twice_by_a_double_click_it_is_one_change(office: Office) -> None:
    change = ChangeCalendar(office.begin, office.clock)
    answers = await asyncio.gather(*(change(wanted(TO_OCTOBER)) for _ in range(4)))
    assert set(answers) == {"taken"}
    assert len((await calendar_of(office)).changes) == 1


async def test_of_two_who_take_back_the_same_the_second_hears_of_it(office: Office) -> None:
    change = ChangeCalendar(office.begin, office.clock)
    await change(wanted(TO_OCTOBER))
    (made,) = (await calendar_of(office)).changes
    back = Asked("taken back", takes_back=made.change_id)
    answers = await asyncio.gather(change(wanted(back, "2")), change(wanted(back, "3")))
    assert sorted(answers) == ["gone", "taken"]


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
async def test_a_change_wants_a_reason(office: Office, reason: str) -> None:
    asked = NewChange(TO_OCTOBER, date(2026, 9, 1), reason, "officer@example.org", "1")
    assert await ChangeCalendar(office.begin, office.clock)(asked) == "reason wanted"
    assert (await calendar_of(office)).changes == ()
