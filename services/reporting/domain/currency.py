"""Currency: how long a claim stays current. One effective-dated table; the due date is itself the last current day."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.activities import REVIEW_CODES

Certainty = Literal["verified", "derived", "memory", "proposed"]


@dataclass(frozen=True, slots=True)
class CurrencyRule:
    """What ends the currency of these codes: the earliest of the limits that apply."""

    codes: frozenset[str]
    source: str
    certainty: Certainty
    months: int | None = None
    """Calendar months after the day on which it was verified."""
    review_days: int | None = None
    """Days after the review date."""
    academic_year_end: bool = False
    """At the latest 31 August ending the academic year in which it was verified, in which it starts, or which its
    return is for: the latest of these."""
    academic_year_end_unreviewed: bool = False
    """The same limit, but only while there is no review date."""
    months_unreviewed: int | None = None
    """Calendar months after verification, but only while there is no review date."""
    summer_ends_on_31_august: bool = False
    """A course end from 1 June to 31 August is read as 31 August."""
    lapses: bool = True
    """False: it stays until something else is recorded."""
    effective_from: date = date.min
    effective_until: date | None = None


def _codes(*codes: int) -> frozenset[str]:
    return frozenset(str(code) for code in codes)


_FIXTURES: Final = "read off the fixtures of the validator of the 2019-20 requirement"
_SUMMER: Final = (
    "every fixture ends on 31 August, the day on which records lapse together: taken literally a July end would make a "
    "whole Year 13 not known in July and August; to be confirmed by the authority"
)
_UNREVIEWED: Final = "without a review date it lapses as its siblings in the table do"
_SUMMER_BEGINS: Final = (6, 1)
_SUMMER_ENDS: Final = (8, 31)

CURRENCY: Final[tuple[CurrencyRule, ...]] = (
    CurrencyRule(_codes(110, 120, 130, 140, 150), _FIXTURES, "derived", academic_year_end=True),
    CurrencyRule(
        _codes(210, 220, 230, 240, 250, 270, 280),
        f"{_FIXTURES}; {_SUMMER}",
        "derived",
        academic_year_end=True,
        summer_ends_on_31_august=True,
    ),
    CurrencyRule(
        _codes(260, 290),
        f"{_FIXTURES}; {_SUMMER}; {_UNREVIEWED}",
        "derived",
        review_days=28,
        academic_year_end_unreviewed=True,
        summer_ends_on_31_august=True,
    ),
    CurrencyRule(_codes(350, 710), f"{_FIXTURES}; {_UNREVIEWED}", "derived", review_days=28, months_unreviewed=6),
    CurrencyRule(_codes(310, 320), _FIXTURES, "derived", months=12),
    CurrencyRule(_codes(330, 340, 360, 380, 381, 550), _FIXTURES, "derived", months=6),
    CurrencyRule(_codes(410, 430, 440, 450, 460), f"{_FIXTURES}: the two limits coincide there", "derived", months=6),
    CurrencyRule(_codes(530), f"{_FIXTURES}: the two limits coincide there", "derived", months=3),
    CurrencyRule(
        _codes(540, 610, 615, 616, 619, 620, 630, 640, 650, 660, 670, 680),
        "no due date is required of NEET codes (errors 243 and 262 of the 2019-20 list)",
        "derived",
        lapses=False,
    ),
    CurrencyRule(_codes(810, 820, 830), "not known has no currency", "derived", lapses=False),
)


def due_on(
    code: str,
    *,
    verified_on: date,
    started_on: date | None = None,
    review_on: date | None = None,
    ends_on: date | None = None,
    period_until: date | None = None,
) -> date | None:
    """Return the last day on which the activity is current; None where nothing makes it lapse.

    due = min(rule of the code, course end if any); the rule is the one in force when the claim was verified.
    `period_until`: last day of the academic year that the return is for. A return for the year to come is received in
    August too.
    """
    rule = rule_for(code, verified_on)
    if rule is None or not rule.lapses:
        return None
    others = _limits(rule, verified_on, started_on, review_on, period_until)
    limits = [limit for limit in (_course_end(rule, ends_on), *others) if limit is not None]
    return min(limits, default=None)


def course_end_of(code: str, ends_on: date | None, verified_on: date) -> date | None:
    """Return the planned end as it counts, and as the national return has it: for some codes the end of the summer."""
    rule = rule_for(code, verified_on)
    return ends_on if rule is None else _course_end(rule, ends_on)


def review_wanted(code: str | None, review_on: date | None) -> bool:
    """Return whether the code demands a review date and none is known: such a record is listed."""
    return review_on is None and code in REVIEW_CODES


@lru_cache(maxsize=1024)
def rule_for(code: str, on: date) -> CurrencyRule | None:
    """Return the rule of that code in the edition in force on that day; None for a code without one."""
    return next((rule for rule in _BY_CODE.get(code, ()) if _in_force(rule, on)), None)


def add_months(on: date, months: int) -> date:
    """Return the same day of the month that many calendar months on; the last day where that month is shorter."""
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _course_end(rule: CurrencyRule, ends_on: date | None) -> date | None:
    if ends_on is None or not rule.summer_ends_on_31_august:
        return ends_on
    in_summer = _SUMMER_BEGINS <= (ends_on.month, ends_on.day) <= _SUMMER_ENDS
    return ends_on.replace(month=_SUMMER_ENDS[0], day=_SUMMER_ENDS[1]) if in_summer else ends_on


def _limits(
    rule: CurrencyRule, verified_on: date, started_on: date | None, review_on: date | None, period_until: date | None
) -> tuple[date | None, ...]:
    later = max(day for day in (verified_on, started_on, period_until) if day is not None)
    unreviewed = review_on is None
    by_year_end = rule.academic_year_end or (unreviewed and rule.academic_year_end_unreviewed)
    months = rule.months_unreviewed if unreviewed and rule.months is None else rule.months
    return (
        AcademicYear.containing(later).last_day if by_year_end else None,
        review_on + timedelta(days=rule.review_days) if rule.review_days is not None and review_on else None,
        add_months(verified_on, months) if months is not None else None,
    )


def _in_force(rule: CurrencyRule, on: date) -> bool:
    return rule.effective_from <= on and (rule.effective_until is None or on <= rule.effective_until)


def has_rule(code: str) -> bool:
    """Tell whether there is a rule of that code."""
    return code in _BY_CODE


def rules_of(code: str) -> tuple[CurrencyRule, ...]:
    """Return every edition of the rule of that code."""
    return _BY_CODE.get(code, ())


def put_in_force(changed: Mapping[str, tuple[CurrencyRule, ...]]) -> None:
    """Let these codes go by these rules, in this process: only one that computes a what-if and then ends does so.

    Raises RuntimeError once a rule was looked up: what followed from it is kept in memory.
    """
    if rule_for.cache_info().currsize:
        raise RuntimeError("this process has computed by other rules of currency")
    _BY_CODE.update(changed)


def _by_code() -> dict[str, tuple[CurrencyRule, ...]]:
    table: dict[str, tuple[CurrencyRule, ...]] = {}
    for rule in CURRENCY:
        for code in rule.codes:
            table[code] = (*table.get(code, ()), rule)
    return table


_BY_CODE: Final = _by_code()
