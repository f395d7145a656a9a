"""The rules between returns: what several returns say of one person that cannot all be true, or that they leave out.

They are judged once people are known, over the returns that count. None of them changes a status by itself.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from services.reporting.domain.currency import Certainty
from shared.vocabulary.issues import code_of

Involved = Literal["both establishments", "the establishment"]
"""Whose returns contradict each other: those of two establishments, or those of one."""


@dataclass(frozen=True, slots=True)
class RuleBetweenReturns:
    """One rule, as the manual prints it; what it says to people stands in the catalogue of issues."""

    issue: str
    """Name of its issue."""
    holds: str
    """When it holds."""
    ends: str
    """When it ends by itself, apart from a return that is corrected."""
    involved: Involved
    source: str
    certainty: Certainty
    effective_from: date = date.min
    effective_until: date | None = None

    @property
    def code(self) -> str:
        """Its permanent code."""
        return code_of(self.issue)


_YEAR_ENDS: Final = "with the academic year of the returns, or with tracking"

RULES: Final[tuple[RuleBetweenReturns, ...]] = (
    RuleBetweenReturns(
        "two_schools_claim_learner",
        "claims of two establishments by which the person learns there are current on the same day; guests and"
        " subsidiary enrolments are none",
        "when one of the two is no longer current",
        "both establishments",
        "two establishments claim one learner, and both are asked (source: ONWARD)",
        "proposed",
    ),
    RuleBetweenReturns(
        "enrolled_and_left",
        "an enrolment return was received after the last day on roll of a leaver of the same establishment and lists"
        " them all the same, from that day or before and beyond it; no return of joiners says that they came back",
        _YEAR_ENDS,
        "the establishment",
        "an enrolment return holds no leavers who have not returned (source: KCC-2026)",
        "verified",
    ),
    RuleBetweenReturns(
        "in_neither_list",
        "the enrolment return of the establishment counts; the person is tracked, past Year 11 and at that"
        " establishment by what is known (where their last enrolment was, else by the county roll); none of its returns"
        " of the year names them, not even on a row that waits to be put right; and nobody says what they do",
        _YEAR_ENDS,
        "the establishment",
        "all learners must be recorded (source: KCC-2026); who counts as known is ours (source: ONWARD)",
        "proposed",
    ),
    RuleBetweenReturns(
        "leaver_not_on_roll",
        "a leavers return has somebody whom that establishment never listed, on no row of any return that was accepted,"
        " and whom the county roll never had there",
        _YEAR_ENDS,
        "the establishment",
        "whoever is new by a leavers return alone may be taken for somebody else (source: ONWARD)",
        "proposed",
    ),
    RuleBetweenReturns(
        "enrolled_after_leaving",
        "the enrolment return lists a leaver of the same establishment and academic year from a day after their last"
        " day on roll; no return of joiners says that they came back",
        _YEAR_ENDS,
        "the establishment",
        "an enrolment return holds no leavers who have not returned (source: KCC-2026); whoever has returned is among"
        " the joiners (source: ONWARD)",
        "proposed",
    ),
)
"""All of them, in the order of their codes."""
CODES: Final = frozenset(rule.code for rule in RULES)


@lru_cache(maxsize=1024)
def in_force(on: date) -> frozenset[str]:
    """Return the codes of the rules that apply on that day."""
    return frozenset(
        rule.code
        for rule in RULES
        if rule.effective_from <= on and (rule.effective_until is None or on <= rule.effective_until)
    )
