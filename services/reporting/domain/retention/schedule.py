"""The schedule of retention: rows by the day from which they hold, each with its source and how sure it is.

Nothing goes by itself: whoever is past their day is listed, and erased by the word of two (docs/decisions/0058).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from services.reporting.domain.year_groups import turns_year_on

What = Literal["young person", "original", "original that gave no rows"]
Certainty = Literal["verified", "derived", "proposed"]
_AFTER_YEAR_13: Final = 14


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long one kind of thing is kept."""

    what: What
    months: int
    counted_from: str
    """In words: the day from which the months count."""
    from_on: date
    """The first day on which the rule holds; until the next of the same kind."""
    source: str
    certainty: Certainty


SCHEDULE: Final = (
    RetentionRule(
        "young person",
        36,
        "the end of Year 13 or, with an education, health and care plan, the day until which they are tracked",
        date(2026, 9, 1),
        "Barnet's notice deletes within 36 months of the upper age of the cohort, Darlington's after 5 years; the"
        " authority's own period could not be read: to be confirmed",
        "proposed",
    ),
    RetentionRule(
        "original",
        72,
        "its receipt",
        date(2026, 9, 1),
        "a figure can be reproduced for six years; to be confirmed",
        "proposed",
    ),
    RetentionRule(
        "original that gave no rows",
        12,
        "its receipt",
        date(2026, 9, 1),
        "nothing rests on it once its sender has sent another; to be confirmed",
        "proposed",
    ),
)
"""All of it. What ends by itself (messages, keys of the day, searches, results of the watched folder) has its period in
the table of docs/privacy.md."""


def rule_on(what: What, on: date, schedule: Iterable[RetentionRule] = SCHEDULE) -> RetentionRule | None:
    """Return the rule for a kind of thing that is in force on a day; None: there is none, and nothing goes."""
    in_force = [one for one in schedule if one.what == what and one.from_on <= on]
    return max(in_force, key=lambda one: one.from_on, default=None)


def kept_until(birth_cohort: int | None, plan_until: date | None, rule: RetentionRule) -> date | None:
    """Return the last day on which a young person is kept; None where their age is not known: nobody can tell.

    `birth_cohort`: first calendar year of the academic year of birth. `plan_until`: see `PersonFacts`.
    """
    if birth_cohort is None:
        return None
    tracked_until = turns_year_on(birth_cohort, _AFTER_YEAR_13) - timedelta(days=1)
    return months_after(max(tracked_until, plan_until or tracked_until), rule.months)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
