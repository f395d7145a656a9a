"""The calendar of the letter to head teachers of 6 July 2026, a test for each of its 38 dates, by name."""

from datetime import date, timedelta

import holidays
import pytest

from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline
from shared.vocabulary.collections.letter_calendar import CALENDAR, ROWS, LetterRow, dates_of
from shared.vocabulary.collections.monthly_deadlines import OF_COLLEGES, OF_SCHOOLS

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=(2026, 2027))
MONTH_ENDS = {
    # month: last working day, last day
    "2026-09": ("Wed 30", "Wed 30"),
    "2026-10": ("Fri 30", "Sat 31"),
    "2026-11": ("Mon 30", "Mon 30"),
    "2026-12": ("Thu 31", "Thu 31"),
    "2027-01": ("Fri 29", "Sun 31"),
    "2027-02": ("Fri 26", "Sun 28"),
    "2027-03": ("Wed 31", "Wed 31"),
    "2027-04": ("Fri 30", "Fri 30"),
    "2027-05": ("Fri 28", "Mon 31"),
    "2027-06": ("Wed 30", "Wed 30"),
    "2027-07": ("Fri 30", "Sat 31"),
    "2027-08": ("Tue 31", "Tue 31"),
}
DATES = {
    # name: day, last day on which a return is not late (None: nobody owes anything on that day)
    "School enrolment, due 2026-09-18": ("Fri", date(2026, 9, 18)),
    "College enrolment, due 2026-09-30": ("Wed", date(2026, 9, 30)),
    "College enrolment, due 2026-10-30": ("Fri", date(2026, 10, 30)),
    "Leaver destinations, sent out 2026-10-09": ("Fri", None),
    "Leaver destinations, due 2026-10-31": ("Sat", date(2026, 10, 31)),
    "September Guarantee of schools, part 1 by Kent Choices, due 2027-04-30": ("Fri", date(2027, 4, 30)),
    "September Guarantee of schools, part 1 by Perspective Lite, due 2027-04-30": ("Fri", date(2027, 4, 30)),
    "September Guarantee of colleges, due 2027-03-31": ("Wed", date(2027, 3, 31)),
    "September Guarantee of colleges, due 2027-05-28": ("Fri", date(2027, 5, 28)),
    "September Guarantee of colleges, due 2027-06-30": ("Wed", date(2027, 6, 30)),
    "September Guarantee of colleges, due 2027-07-30": ("Fri", date(2027, 7, 30)),
    "September Guarantee of colleges, due 2027-08-31": ("Tue", date(2027, 8, 31)),
    "September Guarantee of schools, part 2, sent out 2027-06-08": ("Tue", None),
    "September Guarantee of schools, part 2, due 2027-06-30": ("Wed", date(2027, 6, 30)),
} | {
    f"Joiners and leavers of {senders}, due {month}-{due[4:]}": (due[:3], date.fromisoformat(f"{month}-{last[4:]}"))
    for senders in ("schools", "colleges")
    for month, (due, last) in MONTH_ENDS.items()
}
PER_ROW = {"S_ENR": 1, "C_ENR": 2, "TEP_DEST": 2, "S_SG": 2, "C_SG": 5, "TEP_SG2": 2, "S_LEAVE": 12, "C_JL": 12}
BY_NAME = {each.name: each for each in CALENDAR}


def last_working_day(month: str) -> date:
    """The last day of the month that is Monday to Friday and no bank holiday in England."""
    day = date.fromisoformat(f"{month}-28") + timedelta(days=4)
    while f"{day:%Y-%m}" != month or day.weekday() > 4 or day in BANK_HOLIDAYS:
        day -= timedelta(days=1)
    return day


def test_the_calendar_has_these_38_dates_and_no_other() -> None:
    assert len(CALENDAR) == len(DATES) == 38
    assert set(BY_NAME) == set(DATES)
    assert [each.on for each in CALENDAR] == sorted(each.on for each in CALENDAR)


def test_38_is_counted_row_by_row() -> None:
    assert {row.collections[0]: len(list(dates_of(row))) for row in ROWS} == PER_ROW


@pytest.mark.parametrize("name", DATES)
def test_a_date_of_the_letter(name: str) -> None:
    day, not_late = DATES[name]
    found = BY_NAME[name]
    assert f"{found.on:%a %Y-%m-%d}" == f"{day} {name[-10:]}"
    assert found.deadline.source.startswith("letter to head teachers of 6 July 2026")
    assert found.what == ("sent out" if not_late is None else "due")
    if not_late is None:
        assert found.on < found.deadline.due_on
        return
    assert not found.deadline.is_late(found.on)
    assert not found.deadline.is_late(not_late)
    assert found.deadline.is_late(not_late + timedelta(days=1))


@pytest.mark.parametrize("deadline", [*OF_SCHOOLS, *OF_COLLEGES], ids=lambda deadline: str(deadline.due_on))
def test_a_monthly_return_is_due_on_the_last_working_day_in_england(deadline: Deadline) -> None:
    assert deadline.due_on == last_working_day(deadline.period)


@pytest.mark.parametrize("month", ["2027-05", "2027-06", "2027-07", "2027-08"])
def test_colleges_offers_are_due_on_the_last_working_day_from_may_on(month: str) -> None:
    assert last_working_day(month) in {deadline.due_on for deadline in COLLECTIONS["C_SG"].deadlines}


def test_a_reminder_of_leaver_destinations_goes_out_on_the_friday_before() -> None:
    (deadline,) = COLLECTIONS["TEP_DEST"].deadlines
    assert (deadline.remind_on, deadline.due_on) == (date(2026, 10, 30), date(2026, 10, 31))


def test_a_pupil_list_is_to_be_answered_ten_working_days_after_it_was_sent_out() -> None:
    (deadline,) = COLLECTIONS["S_CHECK"].deadlines
    assert deadline.issued_on is not None
    between = [
        deadline.issued_on + timedelta(days=n) for n in range(1, (deadline.due_on - deadline.issued_on).days + 1)
    ]
    assert sum(day.weekday() < 5 and day not in BANK_HOLIDAYS for day in between) == 10
    assert deadline.due_on.weekday() < 5


def test_of_a_return_that_may_come_whole_or_in_parts_only_one_side_has_due_dates() -> None:
    for whole in COLLECTIONS.values():
        if whole.parts:
            of_parts = {COLLECTIONS[part].deadlines for part in whole.parts}
            assert len(of_parts) == 1
            assert bool(whole.deadlines) != bool(of_parts.pop())
            assert {COLLECTIONS[part].period_rule for part in whole.parts} == {whole.period_rule}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_collections_of_one_row_have_the_same_deadlines(row: LetterRow) -> None:
    assert {COLLECTIONS[code].deadlines for code in row.collections} == {COLLECTIONS[row.collections[0]].deadlines}


def test_every_collection_with_a_date_of_the_letter_has_its_row() -> None:
    with_dates = {
        code
        for code, collection in COLLECTIONS.items()
        if any("letter to head teachers" in deadline.source for deadline in collection.deadlines)
    }
    assert with_dates == {code for row in ROWS for code in row.collections}
