"""Changes of the calendar, kept in PostgreSQL: once each, in the order in which they were made, for whoever asks."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.owed import Owed
from services.reporting.queries.board.board import BoardFilter, BoardQueries
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.calendar.calendar import CalendarQueries, PostgresCalendarRows
from services.reporting.queries.downloads.templates import TemplateQueries
from services.reporting.queries.reminders.owed import owed_reader
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.usecases.calendar.change_calendar import ChangeCalendar, NewChange
from shared.persistence.pool import connection_of
from shared.vocabulary.establishments import Establishment, Register
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


SCHOOL = Establishment("8860001", "Larkfield Bank School", "123456", None, "school", None, None, None)


async def due_dates_everywhere(office: Office) -> dict[str, object]:
    """The date of the school's leavers of October, wherever somebody reads it."""
    register, clock, pool = Register([SCHOOL]), office.clock, office.pool
    owed = PostgresObligations(pool, register, clock)
    rows = PostgresCalendarRows(pool)
    queries = CalendarQueries(rows, register, clock)
    board = await BoardQueries(PostgresBoardRows(pool), register, clock).everything(BoardFilter(collection="S_LEAVE"))
    templates = await TemplateQueries(owed, rows, clock).offered(("school",), "8860001")
    async with connection_of(pool) as connection:
        reminded = await owed_reader(register)(connection, "8860001", clock.today())
    asked = await queries.asked("8860001")
    (leaving,) = [one for one in asked.own if "S_LEAVE" in one.row.collections]
    (table,) = [one.table for one in (await queries.letter()).sections if one.heading == "Every date, in order"]
    assert table is not None
    return {
        "obligations": {one.deadline.last_day for one in await owed.obligations() if _is_it(one.owed)},
        "board": {one.deadline.last_day for one in board if one.deadline and one.period == "2026-10"},
        "templates": {one.next_due.last_day for one in templates if one.next_due and one.collection.code == "S_LEAVE"},
        "reminders": {one.last_day for one in reminded if (one.collection, one.period) == ("S_LEAVE", "2026-10")},
        "what is asked": {one.now.last_day for one in leaving.dates if one.now.period == "2026-10"},
        "letter": {row[3] for row in table.rows if row[1] == leaving.row.title and "November 2026" in row[3]},
    }


def _is_it(owed: Owed) -> bool:
    return (owed.collection, owed.period) == ("S_LEAVE", "2026-10")


async def test_whoever_reads_a_due_date_reads_the_same_one(office: Office) -> None:
    office.clock.advance(datetime(2026, 10, 12, 9, tzinfo=UTC) - office.clock.now())
    before = await due_dates_everywhere(office)
    asked = Asked("due", "S_LEAVE", "2026-10", date(2026, 11, 6), date(2026, 11, 8))
    assert await ChangeCalendar(office.begin, office.clock)(wanted(asked, from_on=date(2026, 10, 12))) == "taken"
    after = await due_dates_everywhere(office)
    assert before.pop("letter") == {"Monday 30 November 2026"}
    assert after.pop("letter") == {"Sunday 8 November 2026", "Monday 30 November 2026"}
    assert before == {reader: {date(2026, 10, 31)} for reader in before}
    assert after == {reader: {date(2026, 11, 8)} for reader in after}
    assert len(after) == 5
