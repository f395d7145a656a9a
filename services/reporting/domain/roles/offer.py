"""An offer (role offer): a place is offered to the person. It never says what they do, so it decides no status."""

from datetime import date, datetime
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of

Content = tuple[str, str, str | None, str | None, str | None, date | None]


class OfferClaim(NamedTuple):
    """A place is offered to the person, or was applied for."""

    evidence: Evidence
    establishment: str
    """Who reports the offer."""
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    offer: str | None = None
    """Code of what was offered: guaranteed, conditional, none."""
    provider: str | None = None
    """Number or name of who offers the place; None: the establishment that reports it."""
    course: str | None = None
    starts_on: date | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            offer=get("offer"),
            provider=get("provider"),
            course=get("course"),
            starts_on=day_of(get("starts_on")),
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
    def content(self) -> Content:
        """What it says, apart from who it is and which return says so."""
        return ("offer", self.establishment, self.offer, self.provider, self.course, self.starts_on)

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return that an offer is no activity, on any day."""
        return claim_state("no activity", "offer_is_no_activity")

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        where = self.provider or words.establishment(self.establishment)
        course = f", {self.course}" if self.course else ""
        return f"Offer of a place at {where}{course}: {self.offer or 'not told'}"


SENTENCES: Final = {"offer_is_no_activity": "An offer of a place says nothing about what the young person does now."}
"""Its rules as sentences of the pages."""
