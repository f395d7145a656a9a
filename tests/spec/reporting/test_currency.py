"""How long an activity stays current: the rows of the national requirement's fixtures (source: NCCIS-2019)."""

from datetime import date

import pytest

from services.reporting.domain.currency import CURRENCY, add_months, course_end_of, due_on, review_wanted, rule_for
from shared.vocabulary.activities import ACTIVITIES
from tests.spec.reporting.vectors import CURRENCY_FIXTURES, MARCH


@pytest.mark.parametrize(("code", "verified", "review", "end", "due"), CURRENCY_FIXTURES)
def test_fixture(code: str, verified: date, review: date | None, end: date | None, due: date | None) -> None:
    assert due_on(code, verified_on=verified, review_on=review, ends_on=end) == due


OWN = [
    # code, verified, started, course end, due to lapse, why
    ("210", date(2026, 9, 18), date(2026, 9, 7), date(2027, 5, 28), date(2027, 5, 28), "the course ends before June"),
    (
        "210",
        date(2026, 9, 18),
        date(2026, 9, 7),
        date(2026, 12, 18),
        date(2026, 12, 18),
        "the course ends at Christmas",
    ),
    ("210", date(2026, 9, 18), date(2025, 9, 8), date(2028, 7, 7), date(2027, 8, 31), "one academic year at a time"),
    ("210", date(2026, 8, 20), date(2026, 9, 7), date(2028, 7, 7), date(2027, 8, 31), "a return sent before the start"),
    ("210", date(2027, 9, 1), date(2026, 9, 7), date(2029, 7, 6), date(2028, 8, 31), "told again in the next year"),
    ("310", date(2026, 2, 28), None, None, date(2027, 2, 28), "calendar months"),
    ("330", date(2026, 8, 31), None, None, date(2027, 2, 28), "the last day of a shorter month"),
    ("410", date(2026, 9, 1), None, date(2028, 1, 1), date(2027, 3, 1), "at most six months"),
    ("290", MARCH, date(2020, 8, 20), date(2020, 8, 31), date(2020, 8, 31), "never after the course ends"),
]

FOR_THE_YEAR_TO_COME = [
    # verified, started, course end, the return's period until, due to lapse, why
    (
        date(2026, 8, 27),
        date(2025, 9, 4),
        date(2027, 5, 20),
        date(2027, 8, 31),
        date(2027, 5, 20),
        "to the planned end",
    ),
    (
        date(2026, 8, 27),
        date(2025, 9, 4),
        date(2028, 7, 20),
        date(2027, 8, 31),
        date(2027, 8, 31),
        "to the period's end",
    ),
    (date(2026, 8, 27), date(2025, 9, 4), date(2027, 7, 20), date(2026, 8, 31), date(2026, 8, 31), "for the old year"),
    (date(2027, 9, 5), date(2025, 9, 4), date(2028, 12, 1), date(2027, 8, 31), date(2028, 8, 31), "told late"),
]


@pytest.mark.parametrize(("verified", "started", "end", "until", "due", "why"), FOR_THE_YEAR_TO_COME)
def test_a_return_for_the_year_to_come_lasts_as_long_as_its_period(
    verified: date, started: date, end: date, until: date, due: date, why: str
) -> None:
    assert due_on("210", verified_on=verified, started_on=started, ends_on=end, period_until=until) == due, why


def test_a_period_does_not_prolong_what_is_current_for_months() -> None:
    until = date(2027, 8, 31)
    assert due_on("330", verified_on=date(2026, 8, 27), period_until=until) == date(2027, 2, 27)


@pytest.mark.parametrize(("code", "verified", "started", "end", "due", "why"), OWN, ids=[row[-1] for row in OWN])
def test_own_example(code: str, verified: date, started: date | None, end: date | None, due: date, why: str) -> None:
    review = end if code == "290" else None
    assert due_on(code, verified_on=verified, started_on=started, review_on=review, ends_on=end) == due, why


SUMMER = [
    # course end as told, as it counts
    (date(2027, 5, 31), date(2027, 5, 31)),
    (date(2027, 6, 1), date(2027, 8, 31)),
    (date(2027, 6, 25), date(2027, 8, 31)),
    (date(2027, 7, 9), date(2027, 8, 31)),
    (date(2027, 8, 31), date(2027, 8, 31)),
    (date(2027, 9, 1), date(2027, 9, 1)),
    (None, None),
]
TERM_CODES = ["210", "220", "230", "240", "250", "260", "270", "280", "290"]


@pytest.mark.parametrize("code", TERM_CODES)
@pytest.mark.parametrize(("told", "counts"), SUMMER)
def test_c8_a_course_that_ends_in_summer_ends_on_31_august(code: str, told: date | None, counts: date | None) -> None:
    """Taken literally a July end would make a whole Year 13 not known in July and August (source: NCCIS-2019)."""
    verified_on = date(2026, 9, 18)
    assert course_end_of(code, told, verified_on) == counts
    due = due_on(code, verified_on=verified_on, started_on=date(2026, 9, 7), ends_on=told)
    assert due == min(counts or date(2027, 8, 31), date(2027, 8, 31))


@pytest.mark.parametrize("code", ["110", "310", "330", "410", "530"])
def test_c8_other_activities_end_when_they_are_said_to_end(code: str) -> None:
    ends_on = date(2027, 7, 9)
    assert course_end_of(code, ends_on, date(2027, 5, 1)) == ends_on
    assert due_on(code, verified_on=date(2027, 5, 1), ends_on=ends_on) == ends_on


def test_c8_a_due_date_is_never_after_the_course_end_that_is_sent_with_it() -> None:
    """Error 238 of the 2019-20 list."""
    for code in TERM_CODES:
        for told, _ in SUMMER:
            due = due_on(code, verified_on=date(2026, 9, 18), ends_on=told)
            end = course_end_of(code, told, date(2026, 9, 18))
            assert due is not None
            assert end is None or due <= end


UNREVIEWED = [
    ("260", None, date(2019, 8, 31), "as its siblings: the end of the academic year"),
    ("290", None, date(2019, 8, 31), "as its siblings: the end of the academic year"),
    ("290", date(2019, 5, 10), date(2019, 5, 10), "never after the course ends"),
    ("350", None, date(2019, 9, 26), "as its siblings: six months"),
    ("710", None, date(2019, 9, 26), "as its siblings: six months"),
]


@pytest.mark.parametrize(("code", "end", "due", "why"), UNREVIEWED)
def test_c17_what_has_no_review_date_lapses_as_its_siblings_do(
    code: str, end: date | None, due: date, why: str
) -> None:
    assert due_on(code, verified_on=MARCH, ends_on=end) == due, why


@pytest.mark.parametrize("code", ["260", "290", "350", "616", "710"])
def test_c17_a_missing_review_date_is_wanted(code: str) -> None:
    assert review_wanted(code, None)
    assert not review_wanted(code, date(2027, 1, 1))


@pytest.mark.parametrize("code", ["210", "310", "619", None])
def test_c17_no_other_activity_wants_a_review_date(code: str | None) -> None:
    assert not review_wanted(code, None)


def test_every_activity_code_in_use_has_exactly_one_rule_today() -> None:
    for activity in ACTIVITIES:
        rules = [rule for rule in CURRENCY if activity.code in rule.codes and rule.effective_until is None]
        assert len(rules) == (0 if activity.effective_to else 1), activity.code


def test_every_rule_names_its_source() -> None:
    assert all(rule.source and rule.certainty for rule in CURRENCY)


def test_a_code_that_demands_a_due_date_can_lapse_and_no_other_can() -> None:
    for activity in ACTIVITIES:
        rule = rule_for(activity.code, date(2026, 10, 5))
        if rule is not None:
            assert rule.lapses == ("due to lapse" in activity.required_dates), activity.code


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
