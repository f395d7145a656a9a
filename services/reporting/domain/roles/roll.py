"""An entry of the roll (role roll): the authority says that it tracks the person, where they live, until when."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from services.reporting.domain.claim_state import COMPULSORY_NOT_KNOWN, ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of
from services.reporting.domain.currency import due_on
from services.reporting.domain.year_groups import past_compulsory_age
from shared.vocabulary.academic_year import AcademicYear

_REGISTERED: Final = "110"


class RollEntry(NamedTuple):
    """The authority's roll says that it tracks the person."""

    evidence: Evidence
    establishment: str
    """The authority's own code: the roll is its return."""
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    school: str | None = None
    district: str | None = None
    ehcp_until: date | None = None
    moved_in_on: date | None = None
    left_on: date | None = None
    left_status: str | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> "RollEntry":
        """Return the claim that stored facts make."""
        get = facts.get
        return cls(
            *head,
            school=get("school"),
            district=get("district"),
            ehcp_until=day_of(get("ehcp_until")),
            moved_in_on=day_of(get("moved_in_on")),
            left_on=day_of(get("left_on")),
            left_status=get("left_status"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "roll"

    @property
    def weight(self) -> Weight:
        """Which of two roll entries is the later."""
        evidence = self.evidence
        return (evidence.received_at, 0, date.min, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> None:
        """The roll says who is tracked, not who learns where."""

    @property
    def content(self) -> None:
        """It does not matter since when the roll says so."""

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the roll entry stands on the day."""
        return _state(birth_cohort, self.school is not None, self.moved_in_on, self.evidence.verified_on, as_at)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        at = f", at {words.establishment(self.school)}" if self.school else ""
        left = f", left on {words.day(self.left_on)}" if self.left_on else ""
        return f"On the county roll{at}{left}"


@lru_cache(maxsize=65_536)
def _state(
    birth_cohort: int | None, in_school: bool, moved_in_on: date | None, verified_on: date, as_at: date
) -> ClaimState:
    """A roll entry states an activity only for compulsory school age; after that it states scope alone."""
    if past_compulsory_age(birth_cohort, as_at):
        return claim_state("no activity", "roll_states_scope_only")
    code, rule = (_REGISTERED, "on_a_school_roll") if in_school else (COMPULSORY_NOT_KNOWN, "on_no_school_roll")
    first_day = AcademicYear.containing(verified_on).first_day
    starts_on = first_day if moved_in_on is None else max(first_day, moved_in_on)
    if as_at < starts_on:
        return claim_state("not started", "not_started_yet", starts_on=starts_on)
    due = due_on(code, verified_on=verified_on, started_on=starts_on)
    current = due is None or as_at <= due
    return claim_state("current" if current else "lapsed", rule, code, due, starts_on)


SENTENCES: Final = {
    "on_a_school_roll": "The county roll has the young person at a school.",
    "on_no_school_roll": "The county roll has the young person at no school.",
    "roll_states_scope_only": "After compulsory school age the county roll says only who is tracked.",
}
"""Its rules as sentences of the pages."""
