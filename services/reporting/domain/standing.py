"""Standing: how one claim stands on a day. Not started, current, lapsed, or saying nothing about an activity."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from services.reporting.domain.activities import EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claims import Claim, RollEntry, SchoolEnrolment
from services.reporting.domain.cohort import Person, year_of_cohort
from services.reporting.domain.currency import due_on
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.activities import get_activity

State = Literal["not started", "current", "lapsed", "no activity"]

NOT_KNOWN: Final = "810"
REGISTERED: Final = "110"
COMPULSORY_NOT_KNOWN: Final = "150"

KindOf = Callable[[str], EstablishmentKind]
"""Answers what kind of establishment a DfE number belongs to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one claim stands on the day."""

    claim: Claim
    state: State
    rule: str
    code: str | None = None
    due_on: date | None = None
    starts_on: date | None = None


def stand(claim: Claim, person: Person, as_at: date, kind_of: KindOf) -> Standing:
    """Return how a claim stands on the day."""
    if isinstance(claim, RollEntry):
        found = _roll(
            person.birth_cohort, claim.school is not None, claim.moved_in_on, claim.evidence.verified_on, as_at
        )
    else:
        found = _enrolment(_Enrolled.of(claim, kind_of), person.birth_cohort, as_at)
    return Standing(claim, *found)


class _Enrolled(NamedTuple):
    """What of an enrolment bears on its standing: many learners of a school share it."""

    kind: EstablishmentKind
    enrolment_status: str | None
    qualification_type: str
    study_programme: str | None
    attendance: str
    verified_on: date
    started_on: date
    ends_on: date

    @classmethod
    def of(cls, claim: SchoolEnrolment, kind_of: KindOf) -> "_Enrolled":
        return cls(
            kind_of(claim.establishment),
            claim.enrolment_status,
            claim.qualification_type,
            claim.study_programme,
            claim.attendance,
            claim.evidence.verified_on,
            claim.started_on,
            claim.ends_on,
        )

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


_Found = tuple[State, str, str | None, date | None, date | None]
"""State, rule, code, due date, first day: what a standing says apart from its claim."""


@lru_cache(maxsize=65_536)
def _enrolment(said: _Enrolled, cohort: int | None, as_at: date) -> _Found:
    if as_at < said.started_on:
        return ("not started", "not_started_yet", None, None, said.started_on)
    code, rule = said.code_on(cohort, as_at)
    if code is None:
        return ("no activity", rule, None, None, None)
    due = due_on(code, verified_on=said.verified_on, started_on=said.started_on, ends_on=said.ends_on)
    if due is None or as_at <= due:
        return ("current", rule, code, due, said.started_on)
    # The code of a lapsed claim stays as it was on its last day; one for compulsory age does not outlive that age.
    code, rule = said.code_on(cohort, due)
    over = cohort is None or stage_of(year_of_cohort(cohort, as_at)) == "post-16"
    if code is None or (over and get_activity(code).compulsory_age_only):
        return ("no activity", "compulsory_age_is_over", None, None, None)
    return ("lapsed", rule, code, due, said.started_on)


@lru_cache(maxsize=65_536)
def _roll(cohort: int | None, in_school: bool, moved_in_on: date | None, verified_on: date, as_at: date) -> _Found:
    """A roll entry states an activity only for compulsory school age; after that it states scope alone."""
    if cohort is None or stage_of(year_of_cohort(cohort, as_at)) == "post-16":
        return ("no activity", "roll_states_scope_only", None, None, None)
    code, rule = (REGISTERED, "on_a_school_roll") if in_school else (COMPULSORY_NOT_KNOWN, "on_no_school_roll")
    first_day = AcademicYear.containing(verified_on).first_day
    starts_on = first_day if moved_in_on is None else max(first_day, moved_in_on)
    if as_at < starts_on:
        return ("not started", "not_started_yet", None, None, starts_on)
    due = due_on(code, verified_on=verified_on, started_on=starts_on)
    current = due is None or as_at <= due
    return ("current" if current else "lapsed", rule, code, due, starts_on)
