"""School enrolment: a school says that the person studies there (collection S_ENR)."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.activities import ACTIVITIES, EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claim_kinds.claim_kind import ClaimKind, PrecedenceCell
from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import (
    ClaimHead,
    ClaimWords,
    Evidence,
    Facts,
    Weight,
    day_of,
    first_made_at,
    last_day_of_year_of,
)
from services.reporting.domain.currency import due_on
from services.reporting.domain.year_groups import past_compulsory_age, year_of_cohort
from shared.vocabulary.activities import get_activity
from shared.vocabulary.code_lists import LEVEL_NOT_KNOWN, LEVEL_RANKS

NAME: Final = "school enrolment"
_ATTENDANCE: Final = {"FT": "full time", "PT": "part time"}

Content = tuple[str, date, date | None, str | None, str, str | None, str | None, str | None]
"""What a school says that somebody does: a claim with the same content is the same claim made again."""
Later = tuple[datetime, str, datetime, UUID]
Started = tuple[date, float, str]


class SchoolEnrolment(NamedTuple):
    """A school says that the person studies there."""

    evidence: Evidence
    establishment: str
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    started_on: date
    ends_on: date | None
    """None: the return does not tell it, or not readably."""
    attendance: str | None
    qualification_type: str
    level: str = LEVEL_NOT_KNOWN
    study_programme: str | None = None
    enrolment_status: str | None = None
    title: str | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> "SchoolEnrolment":
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            started_on=date.fromisoformat(facts["started_on"]),
            ends_on=day_of(get("ends_on")),
            attendance=get("attendance"),
            qualification_type=facts["qualification_type"],
            level=facts["level"],
            study_programme=get("study_programme"),
            enrolment_status=get("enrolment_status"),
            title=get("title"),
        )

    @property
    def kind(self) -> str:
        """The kind of claim, as precedence names it."""
        return NAME

    @property
    def weight(self) -> Weight:
        """Which of two enrolments is the later: received later, then the higher level, then the later start."""
        evidence = self.evidence
        rank = LEVEL_RANKS.get(self.level, 0)
        return (evidence.received_at, rank, self.started_on, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> str:
        """The school that says so."""
        return self.establishment

    @property
    def content(self) -> Content:
        """What it says that the person does, apart from who it is and which return says so."""
        return (
            *(self.establishment, self.started_on, self.ends_on, self.attendance),
            *(self.qualification_type, self.level, self.study_programme, self.enrolment_status),
        )

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the enrolment stands on the day."""
        terms = EnrolmentTerms(
            kind_of(self.establishment),
            self.enrolment_status,
            self.qualification_type,
            self.study_programme,
            self.attendance,
            self.evidence.verified_on,
            self.started_on,
            self.ends_on,
            self.period,
        )
        return _state(terms, birth_cohort, as_at)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        attendance = _ATTENDANCE.get(self.attendance or "", "attendance not known")
        end = f" to {words.day(self.ends_on)}" if self.ends_on else ", end not known"
        title = self.title or "a programme"
        return (
            f"{words.establishment(self.establishment)}: {title}, level {self.level}, {attendance},"
            f" from {words.day(self.started_on)}{end}"
        )


class EnrolmentTerms(NamedTuple):
    """What of an enrolment bears on its state: many learners share it, for a school's start and end together."""

    establishment_kind: EstablishmentKind
    enrolment_status: str | None
    qualification_type: str
    study_programme: str | None
    attendance: str | None
    verified_on: date
    started_on: date
    ends_on: date | None
    period: str

    def code_on(self, birth_cohort: int | None, on: date) -> tuple[str | None, str]:
        """Return the activity code on that day, and the rule that gave it."""
        rule = activity_rule(
            stage=stage_of(None if birth_cohort is None else year_of_cohort(birth_cohort, on)),
            enrolment_status=self.enrolment_status,
            qualification_type=self.qualification_type,
            study_programme=self.study_programme,
            attendance=self.attendance,
            establishment=self.establishment_kind,
            on=self.verified_on,
        )
        return rule.code, rule.name


@lru_cache(maxsize=65_536)
def _state(terms: EnrolmentTerms, birth_cohort: int | None, as_at: date) -> ClaimState:
    if as_at < terms.started_on:
        return claim_state("not started", "not_started_yet", starts_on=terms.started_on)
    code, rule = terms.code_on(birth_cohort, as_at)
    if code is None:
        return claim_state("no activity", rule)
    due = due_on(
        code,
        verified_on=terms.verified_on,
        started_on=terms.started_on,
        ends_on=terms.ends_on,
        period_until=last_day_of_year_of(terms.period),
    )
    if due is None or as_at <= due:
        return claim_state("current", rule, code, due, terms.started_on)
    # The code of a lapsed claim stays as it was on its last day; one for compulsory age does not outlive that age.
    code, rule = terms.code_on(birth_cohort, due)
    if code is None or (past_compulsory_age(birth_cohort, as_at) and get_activity(code).compulsory_age_only):
        return claim_state("no activity", "compulsory_age_is_over")
    return claim_state("lapsed", rule, code, due, terms.started_on)


def _decides(first: SchoolEnrolment, second: SchoolEnrolment) -> bool:
    if first.establishment != second.establishment:
        return _started(first) > _started(second)
    if first.evidence.generation_id == second.evidence.generation_id:
        return first.weight > second.weight
    return (_later(first), first.weight) > (_later(second), second.weight)


def _reason(winner: SchoolEnrolment, loser: SchoolEnrolment) -> str:
    if winner.establishment != loser.establishment:
        return "said_first" if winner.started_on == loser.started_on else "started_later"
    return "received_later"


def _started(claim: SchoolEnrolment) -> Started:
    """Which of two establishments: where the learner started later, else who said so first."""
    return (claim.started_on, -first_made_at(claim).timestamp(), claim.establishment)


def _later(claim: SchoolEnrolment) -> Later:
    """Which of two returns by one establishment: what it said last; what it says in both, for the later year."""
    evidence = claim.evidence
    return (first_made_at(claim), claim.period, evidence.received_at, evidence.submission_id)


SCHOOL_ENROLMENT: Final = ClaimKind(
    collection="S_ENR",
    name=NAME,
    claim=SchoolEnrolment,
    facts=(
        "started_on",
        "ends_on",
        "attendance",
        "qualification_type",
        "level",
        "study_programme",
        "enrolment_status",
    ),
    particulars=("title",),
    cells={
        NAME: PrecedenceCell(
            "it depends",
            "started later wins; of one establishment, received later",
            "of two establishments the one where the learner started later decides, at equal starts the one that said "
            "so first; of one establishment a later return corrects an earlier one, and of two lines in one return the "
            "higher level counts",
            _decides,
            _reason,
        )
    },
    sentences={rule.name: rule.sentence for rule in ACTIVITIES}
    | {
        "started_later": "The young person started later at the other establishment.",
        "said_first": "Both started on the same day, and the other establishment said so first.",
    },
)
