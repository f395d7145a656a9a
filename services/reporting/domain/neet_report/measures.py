"""The measures of the report as a table: whom each counts, by outcome or by duty category; and shares of the cohort."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, get_args

from services.reporting.domain.neet_report.outcomes import PARTICIPATION_TYPES, Duty, Outcome
from shared.vocabulary.activities import Participation

_ALL: Final = frozenset[Outcome]({*PARTICIPATION_TYPES, "neet", "not known", "neither"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the report: people of these outcomes and, where duties are named, of these categories alone."""

    key: str
    """In addresses and files."""
    title: str
    outcomes: frozenset[Outcome]
    duties: frozenset[Duty] = frozenset(get_args(Duty))
    parent: str | None = None
    """The measure that this one is a part of; the parts of a measure, with no other, add up to it."""

    def takes(self, outcome: Outcome, duty: Duty) -> bool:
        """Tell whether somebody with that outcome and duty category is counted."""
        return outcome in self.outcomes and duty in self.duties


def _of_type(kind: Participation) -> Measure:
    return Measure(kind.replace(" ", "-"), kind.capitalize(), frozenset({kind}), parent="participating")


def _of_duty(duty: Duty, title: str) -> Measure:
    return Measure(f"duty-{duty.replace(' ', '-')}", title, _ALL, frozenset({duty}))


COHORT: Final = Measure("cohort", "Cohort", _ALL)
NEET: Final = Measure("neet", "NEET", frozenset({"neet"}), parent="neet-or-not-known")
NOT_KNOWN: Final = Measure("not-known", "Not known", frozenset({"not known"}), parent="neet-or-not-known")
COMBINED: Final = Measure("neet-or-not-known", "NEET or not known", frozenset({"neet", "not known"}), parent="cohort")
PARTICIPATING: Final = Measure("participating", "Participating", frozenset(PARTICIPATION_TYPES), parent="cohort")
NEITHER: Final = Measure(
    "neither", "Neither NEET, not known nor participating", frozenset({"neither"}), parent="cohort"
)
OUT_OF_DENOMINATOR: Final = Measure("custody", "In custody, in no share", frozenset({"custody"}))
"""Young adult offenders in custody are left out of every share (source: METHODOLOGY)."""
TYPES: Final = tuple(map(_of_type, PARTICIPATION_TYPES))
DUTIES: Final = (
    _of_duty("meeting", "Meeting the duty"),
    _of_duty("working towards", "Working towards participation"),
    _of_duty("temporary break", "Temporary break"),
    _of_duty("not meeting", "Not meeting the duty"),
    _of_duty("not listed", "In no category of the duty"),
)
"""Who is not known stands in the column of that name alone; with it they make up the cohort."""
HEADLINE: Final = (COHORT, NEET, NOT_KNOWN, COMBINED, PARTICIPATING, NEITHER)
MEASURES: Final = (*HEADLINE, *TYPES, *DUTIES, OUT_OF_DENOMINATOR)
BY_KEY: Final[Mapping[str, Measure]] = {measure.key: measure for measure in MEASURES}
TREE: Final = (*HEADLINE, *TYPES)
"""The measures that are published: each but the cohort is a part of another. Not the duty categories, which are known
from memory alone."""

_TENTH: Final = Decimal("0.1")


def percent(part: int | Fraction, whole: int | Fraction) -> Decimal | None:
    """Return a share of unrounded counts, in per cent to one decimal, half up; None of nobody."""
    if not whole:
        return None
    tenths = Fraction(part) * 1000 / Fraction(whole)
    return Decimal((2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)) * _TENTH


def in_tenths(number: int | Fraction) -> Decimal:
    """Return an average of counts to one decimal, half up."""
    tenths = Fraction(number) * 10
    return Decimal((2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)) * _TENTH
