"""The calendar at run time: what a change of a date, of a reading or of ways does, and from when; as tables."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from services.reporting.domain.calendar.asking import Asked, answer_to
from services.reporting.domain.calendar.calendar import ALL_ROWS, CODES_CALENDAR, Calendar, occasion_of
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.calendar.points import BY_KEY, POINTS, WAYS
from services.reporting.domain.cohort import person_of
from shared.vocabulary.collections import COLLECTIONS
from tests.support.claims import enrolment, on_roll

TODAY = date(2026, 10, 12)
YEAR = "2026-27"


def day(text: str) -> date:
    return date.fromisoformat(text)


def change(number: int, asked: Asked, from_on: str = "2026-10-12", made: str = "2026-10-12") -> CalendarChange:
    at = datetime.combine(day(made), datetime.min.time(), UTC).replace(hour=9)
    return replace(asked.as_change(day(from_on), at), change_id=number)


def moved(code: str, occasion: str, due_on: str, last_day: str | None = None) -> Asked:
    return Asked("due", code, occasion, day(due_on), day(last_day or due_on))


def days(calendar: Calendar, code: str, period: str) -> list[tuple[str, str]]:
    return [(str(one.due_on), str(one.last_day)) for one in calendar.deadlines_of(code, period)]


@pytest.mark.parametrize("row", ALL_ROWS, ids=lambda row: row.title)
def test_without_changes_the_dates_are_those_of_the_code(row) -> None:  # type: ignore[no-untyped-def]
    for code in row.collections:
        dates = CODES_CALENDAR.dates_of(code)
        assert tuple(one.now for one in dates) == COLLECTIONS[code].deadlines
        assert len({one.occasion for one in dates}) == len(dates)


def test_a_date_is_moved_for_all_collections_of_its_row_and_for_what_answers_in_their_place() -> None:
    calendar = Calendar([change(1, moved("S_LEAVE", "2026-10", "2026-11-06", "2026-11-08"))])
    for code in ("S_LEAVE", "S_JOIN", "S_JL"):
        assert days(calendar, code, "2026-10") == [("2026-11-06", "2026-11-08")]
        assert days(calendar, code, "2026-11") == days(CODES_CALENDAR, code, "2026-11")
    assert days(calendar, "C_JL", "2026-10") == days(CODES_CALENDAR, "C_JL", "2026-10")


def test_the_last_change_of_a_date_counts_and_when_it_is_taken_back_the_one_before() -> None:
    first, second = moved("S_ENR", "2026-09", "2026-09-25"), moved("S_ENR", "2026-09", "2026-09-30")
    made = [change(1, first, "2026-09-01"), change(2, second, "2026-09-01")]
    assert days(Calendar(made), "S_ENR", YEAR) == [("2026-09-30", "2026-09-30")]
    made.append(change(3, Asked("taken back", takes_back=2)))
    assert days(Calendar(made), "S_ENR", YEAR) == [("2026-09-25", "2026-09-25")]
    made.append(change(4, Asked("taken back", takes_back=1)))
    assert days(Calendar(made), "S_ENR", YEAR) == [("2026-09-18", "2026-09-18")]


def test_a_change_holds_for_dates_at_or_after_the_day_from_which_it_holds() -> None:
    asked = moved("S_ENR", "2026-09", "2026-09-30")
    assert days(Calendar([change(1, asked, "2026-09-18")]), "S_ENR", YEAR) == [("2026-09-30", "2026-09-30")]
    assert days(Calendar([change(1, asked, "2026-09-19")]), "S_ENR", YEAR) == [("2026-09-18", "2026-09-18")]


def test_what_was_known_on_a_day_stays_as_it_was() -> None:
    calendar = Calendar([change(1, moved("S_ENR", "2026-09", "2026-10-30"), "2026-09-01", made="2026-10-12")])
    assert days(calendar.known_on(day("2026-10-11")), "S_ENR", YEAR) == [("2026-09-18", "2026-09-18")]
    assert days(calendar.known_on(day("2026-10-12")), "S_ENR", YEAR) == [("2026-10-30", "2026-10-30")]


def test_of_two_ways_with_a_date_each_the_later_counts() -> None:
    calendar = Calendar([change(1, moved("S_SG", "2027-04-kent-choices", "2027-05-07"))])
    assert days(calendar, "S_SG", YEAR) == [("2027-05-07", "2027-05-07")]
    assert len(calendar.dates_of("S_SG")) == 2


def test_the_day_on_which_a_list_goes_out_is_moved_apart() -> None:
    calendar = Calendar([change(1, Asked("sent out", "TEP_DEST", "2026-10", day("2026-10-14")), "2026-10-01")])
    (found,) = calendar.deadlines_of("TEP_DEST", YEAR)
    assert (found.issued_on, found.due_on) == (day("2026-10-14"), day("2026-10-31"))


@dataclass(frozen=True)
class Read:
    """What a reading of a point makes of a date."""

    point: str
    key: str
    code: str
    period: str
    dates: list[tuple[str, str]]
    from_on: str = "2026-10-12"


READ = [
    Read("day-of-movements", "working-day", "S_LEAVE", "2026-10", [("2026-10-30", "2026-10-30")]),
    Read("day-of-movements", "last-day", "S_JL", "2026-10", [("2026-10-31", "2026-10-31")]),
    Read("day-of-movements", "last-day", "S_JL", "2027-01", [("2027-01-29", "2027-01-31")], "2027-02-01"),
    Read("day-of-movements", "last-day", "C_JL", "2026-10", [("2026-10-30", "2026-10-31")]),
    Read("day-of-college-movements", "last-day", "C_LEAVE", "2027-05", [("2027-05-31", "2027-05-31")]),
    Read("day-of-destinations", "friday", "TEP_DEST", YEAR, [("2026-10-30", "2026-10-31")]),
    Read(
        "february",
        "page",
        "C_ENR",
        YEAR,
        [("2026-09-30", "2026-09-30"), ("2026-10-30", "2026-10-30"), ("2027-02-28", "2027-02-28")],
    ),
    Read(
        "months-of-offers",
        "action",
        "C_SG",
        YEAR,
        [
            ("2027-03-31", "2027-03-31"),
            ("2027-05-28", "2027-05-28"),
            ("2027-06-30", "2027-06-30"),
            ("2027-07-31", "2027-07-31"),
            ("2027-08-31", "2027-08-31"),
            ("2027-09-30", "2027-09-30"),
        ],
        "2027-06-01",
    ),
]


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case.point} {case.key} {case.code}")
def test_a_reading_has_its_dates_from_its_day_on(case: Read) -> None:
    calendar = Calendar([change(1, Asked("reading", case.point, value=case.key), case.from_on)])
    assert days(calendar, case.code, case.period) == case.dates


def test_a_moved_date_stays_moved_whatever_reading_is_taken() -> None:
    made = [change(1, moved("S_LEAVE", "2026-10", "2026-11-02", "2026-11-03"))]
    made.append(change(2, Asked("reading", "day-of-movements", value="last-day")))
    assert days(Calendar(made), "S_LEAVE", "2026-10") == [("2026-11-02", "2026-11-03")]


def test_who_looks_after_a_return_follows_the_reading() -> None:
    calendar = Calendar([change(1, Asked("reading", "owner-of-college-movements", value="TEP"), "2026-11-01")])
    assert calendar.owner_of("C_JL", day("2026-10-31")) == "Management Information"
    for code in ("C_JL", "C_LEAVE", "C_JOIN"):
        assert calendar.owner_of(code, day("2026-11-01")) == "The Education People"
    assert calendar.owner_of("S_LEAVE", day("2026-11-01")) == "Management Information"


def test_the_ways_of_a_return_change_from_a_day_on() -> None:
    calendar = Calendar([change(1, Asked("ways", "S_LEAVE", value="Perspective Lite, Secure e-mail"), "2026-11-01")])
    assert calendar.ways_of("S_JOIN", day("2026-10-31")) == ("Perspective Lite",)
    assert calendar.ways_of("S_JOIN", day("2026-11-01")) == ("Perspective Lite", "Secure e-mail")


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("S_ENR", ("Perspective Lite",)),
        ("S_SG", ("Kent Choices", "Perspective Lite")),
        ("TEP_DEST", ("Kent Choices", "Secure e-mail")),
        ("TEP_SG2", ("Kent Choices", "Secure e-mail")),
        ("C_JL", ("Kent Choices", "Perspective Lite")),
    ],
)
def test_the_ways_of_the_letter(code: str, ways: tuple[str, ...]) -> None:
    assert CODES_CALENDAR.ways_of(code, TODAY) == ways


@pytest.mark.parametrize("one", POINTS, ids=lambda one: one.key)
def test_a_contradiction_has_readings_or_says_why_it_has_one(one) -> None:  # type: ignore[no-untyped-def]
    assert (len(one.readings) > 1) != bool(one.why_fixed)
    assert len({reading.key for reading in one.readings}) == len(one.readings)
    assert CODES_CALENDAR.reading_of(one, TODAY) is one.readings[0]
    for reading in one.readings:
        assert {*reading.dates, *reading.owners, *reading.ways} <= {*one.rows}
        assert {way for ways in reading.ways.values() for way in ways} <= set(WAYS)
        for dates in reading.dates.values():
            assert len(set(map(occasion_of, dates))) == len(dates)


def test_which_line_counts_is_printed_as_the_returns_have_it() -> None:
    assert "the highest level" in BY_KEY["which-line"].taken
    assert "the latest date" in BY_KEY["which-line"].taken
    ranked = {
        code: COLLECTIONS[code].counting_line.column for code in ("S_ENR", "C_ENR", "S_JOIN", "S_LEAVE", "C_JOIN")
    }
    assert ranked == {"S_ENR": "L1", "C_ENR": "L1", "S_JOIN": "J1", "S_LEAVE": "V1", "C_JOIN": "J1"}


@pytest.mark.parametrize(("sen", "tracked"), [("E", True), ("K", False), ("N", False)])
def test_what_shows_special_needs_is_printed_as_it_is_counted(sen: str, *, tracked: bool) -> None:
    assert "education, health and care plan" in BY_KEY["special-needs"].taken
    assert (person_of([on_roll(), enrolment(date(2026, 9, 10), sen=sen)]).plan_until is not None) is tracked


ANSWERS = [
    (moved("S_ENR", "2026-09", "2026-10-20"), "2026-09-01", None),
    (moved("S_LEAVE", "2026-10", "2026-10-20"), "2026-10-12", None),
    (moved("S_ENR", "2026-09", "2026-09-18"), "2026-09-01", "so already"),
    (moved("S_ENR", "2026-09", "2026-09-11"), "2026-09-01", "in the past"),
    (moved("S_LEAVE", "2026-10", "2026-10-11"), "2026-10-01", "in the past"),
    (moved("S_ENR", "2026-09", "2026-10-20"), "2026-09-19", "after the date"),
    (moved("S_ENR", "2026-09", "2026-10-20", "2026-10-19"), "2026-09-01", "before the due date"),
    (moved("S_ENR", "2026-09", "2028-10-20"), "2026-09-01", "another year"),
    (moved("S_ENR", "2026-12", "2026-12-20"), "2026-09-01", "unknown"),
    (moved("S_JL", "2026-10", "2026-12-20"), "2026-09-01", "unknown"),
    (moved("C_SG", "2027-05", "2027-06-30"), "2026-09-01", "another date"),
    (moved("C_SG", "2027-05", "2027-06-30", "2027-07-02"), "2026-09-01", "another date"),
    (moved("C_SG", "2027-05", "2027-06-29"), "2026-09-01", None),
    (moved("S_LEAVE", "2026-10", "2026-11-30"), "2026-10-12", None),
    (moved("S_SG", "2027-04-kent-choices", "2027-04-29"), "2026-09-01", None),
    (Asked("sent out", "TEP_DEST", "2026-10", day("2026-10-14")), "2026-10-01", None),
    (Asked("sent out", "TEP_DEST", "2026-10", day("2026-10-09")), "2026-10-01", "so already"),
    (Asked("sent out", "S_ENR", "2026-09", day("2026-09-14")), "2026-09-01", "unknown"),
    (Asked("ways", "S_ENR", value="Kent Choices"), "2026-10-12", None),
    (Asked("ways", "S_ENR", value="Kent Choices"), "2026-10-11", "from today"),
    (Asked("ways", "S_ENR", value="Perspective Lite"), "2026-10-12", "so already"),
    (Asked("ways", "S_ENR", value=""), "2026-10-12", "no way"),
    (Asked("ways", "S_ENR", value="Carrier pigeon"), "2026-10-12", "no way"),
    (Asked("reading", "february", value="page"), "2026-10-12", None),
    (Asked("reading", "february", value="letter"), "2026-10-12", "so already"),
    (Asked("reading", "february", value="page"), "2026-10-01", "from today"),
    (Asked("reading", "february", value="nonsense"), "2026-10-12", "unknown"),
    (Asked("taken back", takes_back=7), "2026-10-12", "gone"),
]


@pytest.mark.parametrize(("asked", "from_on", "answer"), ANSWERS)
def test_what_can_be_asked_of_the_calendar(asked: Asked, from_on: str, answer: str | None) -> None:
    assert answer_to(asked, day(from_on), CODES_CALENDAR, TODAY) == answer


def test_a_date_is_not_taken_back_to_a_day_that_is_another_by_now() -> None:
    made = [change(1, moved("C_SG", "2027-06", "2027-07-09")), change(2, moved("C_SG", "2027-05", "2027-06-30"))]
    calendar = Calendar(made)
    assert answer_to(Asked("taken back", takes_back=1), TODAY, calendar, TODAY) == "another date"
    assert answer_to(Asked("taken back", takes_back=2), TODAY, calendar, TODAY) is None


def test_what_was_taken_back_cannot_be_taken_back_again() -> None:
    made = [change(1, moved("S_LEAVE", "2026-10", "2026-11-06"))]
    again = Asked("taken back", takes_back=1)
    assert answer_to(again, TODAY, Calendar(made), TODAY) is None
    made.append(change(2, again))
    assert answer_to(again, TODAY, Calendar(made), TODAY) == "gone"
