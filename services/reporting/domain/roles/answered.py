"""An answer (role answer): a school answers what became of somebody on a list that it was sent."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple, Self

from services.reporting.domain.activities import EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import (
    ClaimHead,
    ClaimWords,
    Evidence,
    Facts,
    Role,
    Weight,
    day_of,
    first_made_at,
)
from services.reporting.domain.destinations import destination_in_words, destination_rule
from services.reporting.domain.roles.reported import Report, reported_state
from services.reporting.domain.year_groups import LAST_COMPULSORY_YEAR, year_of_cohort
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.activities import get_activity
from shared.vocabulary.code_lists.of_leaving import DESTINATION_NOT_KNOWN
from shared.vocabulary.london import london_day

NOT_KNOWING: Final = frozenset({"D31", "D32"})
"""Destinations by which a school says that it does not know what the person does."""

Content = tuple[str, str, bool, str, date | None]


class AnsweredClaim(NamedTuple):
    """A school answers about somebody: still here, or what they do now. An answer that they left is a leaving."""

    evidence: Evidence
    establishment: str
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    stays: bool = False
    """True: the person still learns at the establishment that answers, which confirms its enrolment."""
    destination: str = DESTINATION_NOT_KNOWN
    """Code of the list `destination`; it counts where `stays` is False."""
    destination_name: str | None = None
    destination_starts_on: date | None = None
    destination_confirmed: str | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make: one without a fact `stays` is about a destination."""
        get = facts.get
        return cls(
            *head,
            stays=get("stays") == "Y",
            destination=get("destination") or DESTINATION_NOT_KNOWN,
            destination_name=get("destination_name"),
            destination_starts_on=day_of(get("destination_starts_on")),
            destination_confirmed=get("destination_confirmed"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "answer"

    @property
    def weight(self) -> Weight:
        """Which of two answers is the later."""
        evidence = self.evidence
        return (evidence.received_at, 0, date.min, evidence.submission_id, evidence.ordinal)

    @property
    def knows(self) -> bool:
        """Whether it says what the person does."""
        return self.stays or self.destination not in NOT_KNOWING

    @property
    def speaks_of(self) -> date:
        """The day that it speaks of: when the school first answered so; of an answer that knows nothing, no day."""
        return london_day(first_made_at(self)) if self.knows else date.min

    @property
    def learns_at(self) -> str | None:
        """The establishment that answers, where the person is still there."""
        return self.establishment if self.stays else None

    @property
    def content(self) -> Content:
        """What it says, apart from who it is and which return says so."""
        return ("answer", self.establishment, self.stays, self.destination, self.destination_starts_on)

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the answer stands on the day."""
        verified_on = self.evidence.verified_on
        if self.stays:
            return _still_there(kind_of(self.establishment), verified_on, birth_cohort, as_at)
        first_made_on = london_day(first_made_at(self))
        return _does(self.destination, first_made_on, self.destination_starts_on, verified_on, birth_cohort, as_at)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        school = words.establishment(self.establishment)
        if self.stays:
            return f"{school}: still learns there"
        does = destination_in_words(
            words, self.destination, self.destination_name, self.destination_starts_on, self.destination_confirmed
        )
        return f"{school} answers: {does}"


@lru_cache(maxsize=65_536)
def _still_there(
    establishment_kind: EstablishmentKind, verified_on: date, birth_cohort: int | None, as_at: date
) -> ClaimState:
    """Return how it stands that somebody is still there: since the academic year began, and to its end."""
    starts_on = AcademicYear.containing(verified_on).first_day
    rule = activity_rule(
        stage=stage_of(None if birth_cohort is None else year_of_cohort(birth_cohort, max(as_at, starts_on))),
        enrolment_status=None,
        qualification_type=None,
        study_programme=None,
        attendance=None,
        establishment=establishment_kind,
        on=verified_on,
    )
    return reported_state(Report("still_there", rule.code, starts_on, verified_on), birth_cohort, as_at)


@lru_cache(maxsize=65_536)
def _does(
    destination: str, speaks_of: date, begins_on: date | None, verified_on: date, birth_cohort: int | None, as_at: date
) -> ClaimState:
    """Return how it stands that somebody does something else now."""
    year = LAST_COMPULSORY_YEAR + 1 if birth_cohort is None else year_of_cohort(birth_cohort, as_at)
    row = destination_rule(destination, year, verified_on)
    if row is None:
        return claim_state("no activity", "no_activity_reported")
    starts_on = speaks_of if begins_on is None or row.awaits_start else begins_on
    known = row.code is not None and get_activity(row.code).group != "not known"
    rule = "answered_so" if known else "answered_not_known"
    moved_away = row.cohort_status is not None
    return reported_state(Report(rule, row.code, starts_on, verified_on, moved_away=moved_away), birth_cohort, as_at)


SENTENCES: Final = {
    "still_there": "The school answered that the young person still learns there.",
    "answered_so": "The school answered what the young person does now.",
    "answered_not_known": "The school answered that it does not know what the young person does.",
}
"""Its rules as sentences of the pages."""
