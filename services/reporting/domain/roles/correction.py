"""A correction (role correction): somebody at the authority sets what a person does, and says why."""

from datetime import date, datetime
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_state import ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of
from services.reporting.domain.roles.reported import Report, reported_state
from shared.vocabulary.activities import find_activity

CORRECTED_OUT_OF_SCOPE: Final = "corrected_out_of_scope"
"""The rule of a correction by which somebody is not tracked any more."""
OVER: Final = "correction_is_over"


class CorrectionClaim(NamedTuple):
    """The authority corrects what claims would give: until a day, or until somebody says something new."""

    evidence: Evidence
    establishment: str
    """The authority's code."""
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    corrected_on: date
    """The day on which it was decided."""
    reason: str = ""
    activity: str | None = None
    """National activity code."""
    started_on: date | None = None
    """Since when; None: since the day on which it was decided."""
    until: date | None = None
    """Last day on which it decides, whatever anybody says; None: until somebody says something new."""
    ends_on: date | None = None
    """The planned end of the activity."""
    review_on: date | None = None
    left_status: str | None = None
    """A code of the list `left_status`: moved to another authority, left England, died."""
    learns_where: str | None = None
    """Number of the establishment at which the person learns."""
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            corrected_on=date.fromisoformat(facts["corrected_on"]),
            reason=get("reason") or "",
            activity=get("activity"),
            started_on=day_of(get("started_on")),
            until=day_of(get("until")),
            ends_on=day_of(get("ends_on")),
            review_on=day_of(get("review_on")),
            left_status=get("left_status"),
            learns_where=get("learns_where"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "correction"

    @property
    def weight(self) -> Weight:
        """Which of two corrections is the later: decided later, then received later."""
        evidence = self.evidence
        return (evidence.received_at, 0, self.corrected_on, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> str | None:
        """The establishment that it names."""
        return self.learns_where

    @property
    def content(self) -> None:
        """A correction has its day; it does not matter when it was first sent."""

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the correction stands on the day."""
        if self.until is not None and as_at > self.until:
            return claim_state("no activity", OVER, settles=True)
        starts_on = self.corrected_on if self.started_on is None else self.started_on
        if self.left_status is not None and as_at >= starts_on:
            return claim_state("current", CORRECTED_OUT_OF_SCOPE, None, self.until, starts_on, settles=True)
        report = Report(
            "corrected_by_hand",
            self.activity,
            starts_on,
            self.corrected_on,
            self.ends_on,
            self.review_on,
        )
        state = reported_state(report, birth_cohort, as_at)
        if self.until is None or state.state not in ("current", "lapsed"):
            return state
        if state.state == "lapsed":
            return claim_state("no activity", OVER, settles=True)
        due = self.until if state.due_on is None else min(state.due_on, self.until)
        return claim_state(
            "current",
            state.rule,
            state.code,
            due,
            state.starts_on,
            settles=True,
            issue=state.issue,
            review_on=state.review_on,
        )

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        activity = find_activity(self.activity) if self.activity else None
        found = activity.label if activity else "moved away, left England or died"
        until = f", until {words.day(self.until)}" if self.until else ", until something new is known"
        return f"Corrected on {words.day(self.corrected_on)}: {found}{until}. Reason: {self.reason}"


SENTENCES: Final = {
    CORRECTED_OUT_OF_SCOPE: "The authority recorded that the young person moved away, left England or died.",
    "corrected_by_hand": "Somebody at the authority set it, and gave a reason.",
    OVER: "The correction was for a time that is over.",
}
"""Its rules as sentences of the pages."""
