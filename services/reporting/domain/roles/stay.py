"""A stay (role learning): an establishment says that the person learns there, from a day on."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple, Self

from services.reporting.domain.activities import ACTIVITIES, EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import (
    ClaimHead,
    ClaimWords,
    Evidence,
    Facts,
    Role,
    Weight,
    day_of,
    last_day_of_year_of,
)
from services.reporting.domain.currency import due_on
from services.reporting.domain.year_groups import past_compulsory_age, year_of_cohort
from shared.vocabulary.activities import get_activity
from shared.vocabulary.code_lists import LEVEL_NOT_KNOWN, LEVEL_RANKS

_ATTENDANCE: Final = {"FT": "full time", "PT": "part time"}

Content = tuple[str, date, date | None, str | None, str | None, str | None, str | None, str | None]
"""What an establishment says that somebody does: a claim with the same content is the same claim made again."""


class StayClaim(NamedTuple):
    """An establishment says that the person learns there."""

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
    qualification_type: str | None = None
    level: str = LEVEL_NOT_KNOWN
    study_programme: str | None = None
    enrolment_status: str | None = None
    title: str | None = None
    campus: str | None = None
    """Of a college, which is one establishment whatever its campuses."""
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            started_on=date.fromisoformat(facts["started_on"]),
            ends_on=day_of(get("ends_on")),
            attendance=get("attendance"),
            qualification_type=get("qualification_type"),
            level=get("level") or LEVEL_NOT_KNOWN,
            study_programme=get("study_programme"),
            enrolment_status=get("enrolment_status"),
            title=get("title"),
            campus=get("campus"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "learning"

    @property
    def weight(self) -> Weight:
        """Which of two stays is the later: received later, then the higher level, then the later start."""
        evidence = self.evidence
        rank = LEVEL_RANKS.get(self.level, 0)
        return (evidence.received_at, rank, self.started_on, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> str:
        """The establishment that says so."""
        return self.establishment

    @property
    def joined(self) -> bool:
        """Whether it says that the person came on a day, and not that the return lists whoever is there."""
        return False

    @property
    def content(self) -> Content:
        """What it says that the person does, apart from who it is and which return says so."""
        return (
            *(self.establishment, self.started_on, self.ends_on, self.attendance),
            *(self.qualification_type, self.level, self.study_programme, self.enrolment_status),
        )

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the stay stands on the day."""
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
        title, campus = self.title or "a programme", f" ({self.campus})" if self.campus else ""
        return (
            f"{words.establishment(self.establishment)}{campus}: {title}, level {self.level}, {attendance},"
            f" from {words.day(self.started_on)}{end}"
        )


class JoinerClaim(StayClaim):
    """A stay that starts on the day joined, and is said once."""

    __slots__ = ()

    @property
    def joined(self) -> bool:
        """It says that the person came on a day."""
        return True


class EnrolmentTerms(NamedTuple):
    """What of an enrolment bears on its state: many learners share it, for a school's start and end together."""

    establishment_kind: EstablishmentKind
    enrolment_status: str | None
    qualification_type: str | None
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


STAY_FACTS: Final = (
    "started_on",
    "ends_on",
    "attendance",
    "qualification_type",
    "level",
    "study_programme",
    "enrolment_status",
)
"""Facts that bear on how a stay stands; all but the first may be wanting."""
STAY_PARTICULARS: Final = ("title",)
SENTENCES: Final = {rule.name: rule.sentence for rule in ACTIVITIES}
"""Its rules as sentences of the pages."""
