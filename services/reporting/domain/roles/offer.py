"""An offer (role offer): a place is offered to the person, or why none is. It says nothing of what they do now."""

from datetime import date, datetime
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of
from services.reporting.domain.guarantee.decision import OfferFacts
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from shared.vocabulary.code_lists.of_offers import (
    APPLICATION_STATE,
    APPLIED,
    DECLINED,
    GUARANTEE_STATUS,
    OFFER_TYPE,
    OFFERED,
    WITHDRAWN,
)
from shared.vocabulary.issues import code_of

NOT_LISTED: Final = code_of("offer_not_listed_any_more")
GONE: Final = frozenset({DECLINED, WITHDRAWN})
"""What became of an offer that a newer list need not have: nobody asks about it."""
OFFER_FACTS: Final = ("offer_type", "response", "current_school")
OFFER_PARTICULARS: Final = ("course", "level", "offered_on", "starts_on", "conditions", "current_school_name")


class OfferClaim(NamedTuple):
    """A place is offered to the person or was applied for, or a school answers why there is no offer."""

    evidence: Evidence
    establishment: str
    """Who reports the offer."""
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    offer_type: str | None = None
    """Code of the list `offer_type`; None: the kind is not told."""
    response: str | None = None
    """What became of it: a code of the list `application_state`."""
    reason: str | None = None
    """Why there is no offer: a code of the list `guarantee_status`."""
    destination: str | None = None
    """Where the person goes: a code of the list `destination`."""
    answers: bool = False
    """True: the school was asked about the person, so that no offer may be what it answers."""
    applicant_type: str | None = None
    """INT: the sender's own pupil. EXT: a pupil of another school."""
    current_school: str | None = None
    """DfE number of the school where the person is now."""
    provider: str | None = None
    """Number of who offers the place; None: the establishment that reports it."""
    course: str | None = None
    level: str | None = None
    offered_on: date | None = None
    starts_on: date | None = None
    conditions: str | None = None
    campus: str | None = None
    unlisted: bool = False
    """True: a newer list of the same sender, which should be whole, has the person no more: it is asked about."""
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            offer_type=get("offer_type"),
            response=get("response"),
            reason=get("reason"),
            destination=get("destination"),
            answers=get("answers") == "Y",
            applicant_type=get("applicant_type"),
            current_school=get("current_school"),
            provider=get("provider"),
            course=get("course"),
            level=get("level"),
            offered_on=day_of(get("offered_on")),
            starts_on=day_of(get("starts_on")),
            conditions=get("conditions"),
            campus=get("campus"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "offer"

    @property
    def weight(self) -> Weight:
        """Which of two offers is the later."""
        evidence = self.evidence
        return (evidence.received_at, 0, date.min, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> None:
        """Nobody learns anywhere because of an offer."""

    @property
    def content(self) -> None:
        """It does not matter when an offer was first reported."""

    @property
    def guarantee(self) -> OfferFacts:
        """What of it bears on the September Guarantee."""
        return OfferFacts(self.offer_type, self.response, self.reason, self.destination, self.answers)

    @property
    def school_now(self) -> str | None:
        """DfE number of the school where it has the person now; None: it does not say."""
        return self.establishment if self.applicant_type == "INT" or self.answers else self.current_school

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return that an offer is no activity, on any day; one that is not listed any more is asked about."""
        asked = self.unlisted and self.response not in GONE
        return claim_state("no activity", "offer_is_no_activity", issue=NOT_LISTED if asked else None)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        if self.answers and not self.offers_place:
            return f"{words.establishment(self.establishment)} answers: {self._answer()}"
        where = words.establishment(self.provider or self.establishment)
        campus = f", {self.campus}" if self.campus else ""
        course = f": {self.course}" if self.course else ""
        level = f", level {self.level}" if self.level else ""
        day = f", offered on {words.day(self.offered_on)}" if self.offered_on else ""
        starts = f", from {words.day(self.starts_on)}" if self.starts_on else ""
        conditions = f", on condition of {self.conditions}" if self.conditions else ""
        return f"{where}{campus}{course}{level}. {self._kind()}{day}{starts}{conditions}"

    @property
    def offers_place(self) -> bool:
        """Whether it says that a place was offered."""
        return self.offer_type not in (None, "NONE") or (self.offer_type is None and not self.answers)

    def _kind(self) -> str:
        kind = OFFER_TYPE.label(self.offer_type) if self.offer_type else "Offer of a kind not told"
        if self.response == APPLIED:
            return APPLICATION_STATE.label(APPLIED)
        state = APPLICATION_STATE.label(self.response) if self.response not in (None, OFFERED) else ""
        return f"{kind}. {state}" if state else kind

    def _answer(self) -> str:
        if self.reason is not None:
            return GUARANTEE_STATUS.label(self.reason)
        return DESTINATION.label(self.destination) if self.destination else OFFER_TYPE.label("NONE")


SENTENCES: Final = {"offer_is_no_activity": "An offer of a place says nothing about what the young person does now."}
"""Its rules as sentences of the pages."""
