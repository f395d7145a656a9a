"""Pupil-list check: a school answers about a pupil on the list that it was sent (collection S_CHECK)."""

from datetime import date, datetime
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_kinds.claim_kind import ByRowKind, ClaimKind
from services.reporting.domain.claim_kinds.schools.school_joiners import SCHOOL_JOINERS
from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import (
    ClaimHead,
    ClaimWords,
    Evidence,
    Facts,
    Role,
    Weight,
    last_day_of_year_of,
)
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.leaving import LeavingClaim
from shared.vocabulary.issues import code_of

_QUERY: Final = "details_are_wrong"
_TO_LOOK_INTO: Final = code_of("details_to_look_into")


class DetailsQuery(NamedTuple):
    """A school says that details of a pupil are wrong: a query to the authority, which changes nothing by itself."""

    evidence: Evidence
    establishment: str
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    comment: str | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        return cls(*head, comment=facts.get("comment"))

    @property
    def role(self) -> Role:
        """Its role in precedence, which it never needs: it says nothing about an activity."""
        return "answer"

    @property
    def weight(self) -> Weight:
        """Which of two is the later."""
        evidence = self.evidence
        return (evidence.received_at, 0, date.min, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> None:
        """It confirms nobody's enrolment."""

    @property
    def content(self) -> None:
        """It does not matter when it was first made."""

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the claim stands on the day: it says nothing of an activity, and asks until the year is over."""
        ends_on = last_day_of_year_of(self.period)
        if ends_on is not None and as_at > ends_on:
            return claim_state("no activity", _QUERY)
        return claim_state("no activity", _QUERY, due_on=ends_on, issue=_TO_LOOK_INTO)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        comment = f": {self.comment}" if self.comment else ""
        return f"{words.establishment(self.establishment)}: details are wrong{comment}"


PUPIL_LIST_CHECK: Final = ClaimKind(
    collection="S_CHECK",
    name="pupil-list check",
    claim=ByRowKind(
        {
            "CORRECT": AnsweredClaim,
            "LEFT": LeavingClaim,
            "JOINED": SCHOOL_JOINERS.claim,
            "WRONG DETAILS": DetailsQuery,
        }
    ),
    roles=("answer", "leaving", "learning"),
    facts=("row_kind", "stays", "left_on", "destination", *SCHOOL_JOINERS.facts),
    particulars=("comment", *SCHOOL_JOINERS.particulars),
    sentences={_QUERY: "The school says that details of the young person are wrong, and nothing about an activity."},
)
"""A pupil who is correct still learns there, as far as anybody knew on the day of the answer."""
