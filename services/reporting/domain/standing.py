"""Standing: how one claim stands on a day. Not started, current, lapsed, or saying nothing about an activity.

Many people share what bears on it (a school's learners start and end together), so each answer is worked out once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from services.reporting.domain.activities import EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claims import Claim, RollEntry, last_day_of_period
from services.reporting.domain.cohort import year_of_cohort
from services.reporting.domain.currency import due_on
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.activities import get_activity

State = Literal["not started", "current", "lapsed", "no activity"]

NOT_KNOWN: Final = "810"
REGISTERED: Final = "110"
COMPULSORY_NOT_KNOWN: Final = "150"

KindOf = Callable[[str], EstablishmentKind]
"""Answers what kind of establishment a DfE number belongs to."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How a claim stands on the day. Worked out once for like claims, so that one is the same as another only if it is
    that very one: answers are looked up by it, quickly.
    """

    state: State
    rule: str
    code: str | None = None
    due_on: date | None = None
    starts_on: date | None = None


def stand(claim: Claim, cohort: int | None, as_at: date, kind_of: KindOf) -> Standing:
    """Return how a claim about somebody of that birth cohort stands on the day."""
    verified_on = claim.evidence.verified_on
    if isinstance(claim, RollEntry):
        return _roll(cohort, claim.school is not None, claim.moved_in_on, verified_on, as_at)
    said = _Said(
        kind_of(claim.establishment),
        claim.enrolment_status,
        claim.qualification_type,
        claim.study_programme,
        claim.attendance,
        verified_on,
        claim.started_on,
        claim.ends_on,
        claim.period,
    )
    return _enrolment(said, cohort, as_at)


class _Said(NamedTuple):
    """What of an enrolment bears on its standing."""

    kind: EstablishmentKind
    enrolment_status: str | None
    qualification_type: str
    study_programme: str | None
    attendance: str | None
    verified_on: date
    started_on: date
    ends_on: date | None
    period: str

    def code_on(self, cohort: int | None, on: date) -> tuple[str | None, str]:
        """Return the activity code on that day, and the rule that gave it."""
        rule = activity_rule(
            stage=stage_of(None if cohort is None else year_of_cohort(cohort, on)),
            enrolment_status=self.enrolment_status,
            qualification_type=self.qualification_type,
            study_programme=self.study_programme,
            attendance=self.attendance,
            establishment=self.kind,
            on=self.verified_on,
        )
        return rule.code, rule.name


@lru_cache(maxsize=65_536)
def _enrolment(said: _Said, cohort: int | None, as_at: date) -> Standing:
    if as_at < said.started_on:
        return Standing("not started", "not_started_yet", starts_on=said.started_on)
    code, rule = said.code_on(cohort, as_at)
    if code is None:
        return Standing("no activity", rule)
    due = due_on(
        code,
        verified_on=said.verified_on,
        started_on=said.started_on,
        ends_on=said.ends_on,
        period_until=last_day_of_period(said.period),
    )
    if due is None or as_at <= due:
        return Standing("current", rule, code, due, said.started_on)
    # The code of a lapsed claim stays as it was on its last day; one for compulsory age does not outlive that age.
    code, rule = said.code_on(cohort, due)
    over = cohort is None or stage_of(year_of_cohort(cohort, as_at)) == "post-16"
    if code is None or (over and get_activity(code).compulsory_age_only):
        return Standing("no activity", "compulsory_age_is_over")
    return Standing("lapsed", rule, code, due, said.started_on)


@lru_cache(maxsize=65_536)
def _roll(cohort: int | None, in_school: bool, moved_in_on: date | None, verified_on: date, as_at: date) -> Standing:
    """A roll entry states an activity only for compulsory school age; after that it states scope alone."""
    if cohort is None or stage_of(year_of_cohort(cohort, as_at)) == "post-16":
        return Standing("no activity", "roll_states_scope_only")
    code, rule = (REGISTERED, "on_a_school_roll") if in_school else (COMPULSORY_NOT_KNOWN, "on_no_school_roll")
    first_day = AcademicYear.containing(verified_on).first_day
    starts_on = first_day if moved_in_on is None else max(first_day, moved_in_on)
    if as_at < starts_on:
        return Standing("not started", "not_started_yet", starts_on=starts_on)
    due = due_on(code, verified_on=verified_on, started_on=starts_on)
    current = due is None or as_at <= due
    return Standing("current" if current else "lapsed", rule, code, due, starts_on)
