"""A contact (role contact): a tracker spoke to the young person or their family, or tried to, and what came of it."""

from datetime import date, datetime
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of
from services.reporting.domain.roles.reported import Report, reported_state
from shared.vocabulary.activities import find_activity
from shared.vocabulary.code_lists.of_contacts import CONTACT_CHANNEL, CONTACT_OUTCOME, SPOKE_WITH

SILENT: Final = "nobody_answered"
"""The rule of a contact that reports no activity."""


class ContactClaim(NamedTuple):
    """A tracker contacted somebody. A contact may report any activity; one that reports none says nothing."""

    evidence: Evidence
    establishment: str
    """Whose contact it is: the authority's code."""
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    contacted_on: date
    activity: str | None = None
    """National activity code of what the person does; None: no answer, or nothing said about it."""
    started_on: date | None = None
    """Since when; None: since the contact, as far as anybody knows."""
    ends_on: date | None = None
    review_on: date | None = None
    """The day on which the activity must be looked at again."""
    left_status: str | None = None
    """A code of the list `left_status`: moved to another authority, left England, died."""
    learns_where: str | None = None
    """Number of the establishment at which the person learns."""
    outcome: str | None = None
    channel: str | None = None
    spoke_with: str | None = None
    notes: str | None = None
    """What was said, in the tracker's words: personal text, for the page of the person alone."""
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            contacted_on=date.fromisoformat(facts["contacted_on"]),
            activity=get("activity"),
            started_on=day_of(get("started_on")),
            ends_on=day_of(get("ends_on")),
            review_on=day_of(get("review_on")),
            left_status=get("left_status"),
            learns_where=get("learns_where"),
            outcome=get("outcome"),
            channel=get("channel"),
            spoke_with=get("spoke_with"),
            notes=get("notes"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "contact"

    @property
    def weight(self) -> Weight:
        """Which of two contacts is the later: received later, then contacted later."""
        evidence = self.evidence
        return (evidence.received_at, 0, self.contacted_on, evidence.submission_id, evidence.ordinal)

    @property
    def speaks_of(self) -> date:
        """The day that it speaks of."""
        return self.contacted_on

    @property
    def learns_at(self) -> str | None:
        """The establishment that the person named."""
        return self.learns_where if self.activity is not None else None

    @property
    def content(self) -> None:
        """A contact has its day; it does not matter when it was first sent."""

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the contact stands on the day."""
        if self.activity is None and self.left_status is None:
            return claim_state("no activity", SILENT)
        starts_on = self.contacted_on if self.started_on is None else self.started_on
        report = Report(
            "reported_in_a_contact",
            self.activity,
            starts_on,
            self.contacted_on,
            self.ends_on,
            self.review_on,
            moved_away=self.left_status is not None,
        )
        return reported_state(report, birth_cohort, as_at)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        activity = find_activity(self.activity) if self.activity else None
        if self.left_status is not None:
            found = "moved away, left England or died"
        else:
            found = activity.label if activity else "no activity was reported"
        since = f", since {words.day(self.started_on)}" if self.started_on else ""
        review = f", to be looked at again on {words.day(self.review_on)}" if self.review_on else ""
        how = self._how()
        notes = f". What was said: {self.notes}" if self.notes else ""
        return f"Contact{how} on {words.day(self.contacted_on)}: {found}{since}{review}{notes}"

    def _how(self) -> str:
        """Return through which channel it was, with whom, and with what outcome, as far as that is known."""
        lists = ((CONTACT_CHANNEL, self.channel), (SPOKE_WITH, self.spoke_with), (CONTACT_OUTCOME, self.outcome))
        labels = [codes.label(code) for codes, code in lists if code]
        return f" ({', '.join(labels)})" if labels else ""


SENTENCES: Final = {
    "reported_in_a_contact": "The young person or their family said so to the service that keeps in touch with them.",
    SILENT: "The contact brought no news of what the young person does.",
    "moved_away_to_confirm": "It was reported that the young person moved away, left England or died.",
    "no_activity_reported": "No activity was reported.",
    "not_past_compulsory_age": "The activity is for people past Year 11; the young person is not there yet.",
}
"""Its rules as sentences of the pages."""
