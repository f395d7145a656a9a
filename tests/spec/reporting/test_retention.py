"""How long whom: the schedule as a table."""

from dataclasses import replace
from datetime import date

import pytest

from services.reporting.domain.retention.schedule import SCHEDULE, What, kept_until, months_after, rule_on

THREE_YEARS = replace(SCHEDULE[0], months=36)


@pytest.mark.parametrize(
    ("birth_cohort", "plan_until", "last"),
    [
        # Born in 2008-09: Year 13 ends on 31 August 2027.
        (2008, None, date(2030, 8, 31)),
        # With a plan until the day before the 25th birthday.
        (2008, date(2034, 2, 13), date(2037, 2, 13)),
        # A plan that ended earlier changes nothing.
        (2008, date(2026, 1, 31), date(2030, 8, 31)),
        # A leap day has no like in every year.
        (2008, date(2032, 2, 29), date(2035, 2, 28)),
        # Nobody can tell.
        (None, None, None),
        (None, date(2034, 2, 13), None),
    ],
)
def test_a_young_person_is_kept_until(birth_cohort: int | None, plan_until: date | None, last: date | None) -> None:
    assert kept_until(birth_cohort, plan_until, THREE_YEARS) == last


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 36, date(2029, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_later(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_a_rule_holds_from_its_day_until_the_next_of_its_kind() -> None:
    old, new = THREE_YEARS, replace(THREE_YEARS, months=60, from_on=date(2027, 9, 1))
    schedule = (new, old)
    assert rule_on("young person", date(2026, 8, 31), schedule) is None
    assert rule_on("young person", date(2027, 8, 31), schedule) == old
    assert rule_on("young person", date(2027, 9, 1), schedule) == new


@pytest.mark.parametrize("what", ["young person", "original", "original that gave no rows"])
def test_every_kind_has_a_rule_that_says_where_it_comes_from(what: What) -> None:
    rule = rule_on(what, date(2026, 10, 5))
    assert rule is not None
    assert rule.source
    assert rule.certainty == "verified" or "to be confirmed" in rule.source
