"""Who is counted: year groups by birth date, the headline cohort, the older with a plan (source: NCCIS-2019)."""

from dataclasses import replace
from datetime import date

import pytest

from services.reporting.domain import scopes
from services.reporting.domain.cohort import group_of, person_of, scope_of
from services.reporting.domain.scopes import in_national_return
from services.reporting.domain.year_groups import cohort_of_year, turns_year_on, year_of_cohort
from tests.spec.reporting.vectors import YEAR_GROUPS
from tests.support.claims import YEAR_10, YEAR_12, enrolment, on_roll


@pytest.mark.parametrize(("born_on", "on", "year"), YEAR_GROUPS)
def test_year_group(born_on: date, on: date, year: int) -> None:
    assert person_of([on_roll(born_on=born_on)]).year_on(on) == year


def test_a_cohort_turns_its_year_on_the_first_of_september() -> None:
    cohort = person_of([on_roll(born_on=YEAR_12)]).birth_cohort
    assert cohort is not None
    turned = turns_year_on(cohort, 12)
    assert turned == date(2026, 9, 1)
    assert year_of_cohort(cohort, turned) == 12
    assert year_of_cohort(cohort, date(2026, 8, 31)) == 11
    assert cohort_of_year(12, turned) == cohort


@pytest.mark.parametrize(
    ("year", "has_plan", "group"),
    [
        (11, False, "younger"),
        (12, False, "headline"),
        (13, False, "headline"),
        (13, True, "headline"),
        (14, True, "older with plan"),
        (14, False, "older"),
        (None, False, "age not known"),
        (None, True, "age not known"),
    ],
)
def test_group(year: int | None, has_plan: bool, group: str) -> None:
    assert group_of(year, has_plan=has_plan) == group


def test_the_newest_return_that_tells_of_a_plan_counts_where_the_roll_is_silent() -> None:
    told, withdrawn = enrolment(date(2026, 9, 10), sen="E"), enrolment(date(2026, 9, 20), number=2, sen="K")
    assert person_of([on_roll(), told]).plan_until is not None
    assert person_of([on_roll(), told, withdrawn]).plan_until is None
    silent = enrolment(date(2026, 9, 25), number=3)
    assert person_of([told, silent]).plan_until is not None


def test_someone_born_on_a_leap_day_keeps_a_plan_to_the_end_of_february() -> None:
    person = person_of([on_roll(born_on=date(2004, 2, 29), ehcp_until=date(2035, 1, 1))])
    assert person.plan_until == date(2029, 2, 28)
    assert scope_of(person, date(2029, 2, 28)).ended is None
    assert scope_of(person, date(2029, 3, 1)).ended == "past_the_last_tracked_year"


COMING_YEAR = [
    # received, period, year group told, academic year of birth, why
    (date(2026, 8, 20), "2026-27", 12, 2009, "for the coming year, sent in August"),
    (date(2026, 9, 18), "2026-27", 12, 2009, "for the year it is sent in"),
    (date(2026, 9, 5), "2025-26", 12, 2008, "for the year before, sent late"),
    (date(2026, 8, 20), "", 12, 2008, "for no year: of the day on which it was received"),
]


@pytest.mark.parametrize(("received_on", "period", "told", "cohort", "why"), COMING_YEAR)
def test_c7_a_year_group_told_is_that_of_the_year_the_return_is_for(
    received_on: date, period: str, told: int, cohort: int, why: str
) -> None:
    claim = enrolment(received_on, born_on=None, year_group=told, period=period)
    assert person_of([claim]).birth_cohort == cohort, why


def test_c7_somebody_told_in_august_is_counted_in_year_12_from_september() -> None:
    person = person_of([enrolment(date(2026, 8, 20), born_on=None, year_group=12, period="2026-27")])
    assert (person.year_on(date(2026, 8, 31)), person.year_on(date(2026, 9, 1))) == (11, 12)


def test_c14_whose_age_nothing_tells_is_tracked_and_in_no_year_group() -> None:
    person = person_of([enrolment(born_on=None)])
    assert person.year_on(date(2026, 10, 5)) is None
    assert scope_of(person, date(2036, 10, 5)).ended is None
    assert group_of(None, has_plan=False) == "age not known"


@pytest.mark.parametrize(
    ("year", "has_plan", "belongs"),
    [
        (10, True, False),
        (11, False, True),
        (13, False, True),
        (14, False, False),
        (14, True, True),
        (20, True, True),
        (21, True, False),
        (None, True, False),
    ],
)
def test_who_belongs_in_the_national_return(year: int | None, has_plan: bool, belongs: bool) -> None:
    assert in_national_return(year, date(2027, 2, 28), has_plan=has_plan) == belongs


def test_tracked_and_in_the_national_return_are_two_scopes() -> None:
    """A Year 10 is tracked and in no return; of whom no age is known is tracked, and counted in a line of their own."""
    young, unknown = person_of([on_roll(born_on=YEAR_10)]), person_of([on_roll(born_on=None)])
    on = date(2026, 10, 5)
    for person in (young, unknown):
        assert scope_of(person, on).ended is None
        assert not in_national_return(person.year_on(on), on, has_plan=False)
    assert group_of(unknown.year_on(on), has_plan=False) == "age not known"


def test_a_scope_that_changes_changes_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    later = date(2027, 4, 1)
    rows = (*scopes.TRACKED, replace(scopes.TRACKED[0], last_year=14, effective_from=later))
    monkeypatch.setattr(scopes, "TRACKED", rows)
    scopes.tracked_on.cache_clear()
    assert [scopes.tracked_on(on).last_year for on in (date(2027, 3, 31), later)] == [13, 14]
    assert scopes.scope_turns() == (later,)
    scopes.tracked_on.cache_clear()
