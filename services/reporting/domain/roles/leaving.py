"""A leaving (role leaving): an establishment says that the person left it on a day, and where to."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, Self

from services.reporting.domain.claim_state import COMPULSORY_NOT_KNOWN, NOT_KNOWN, ClaimState, KindOf, claim_state
from services.reporting.domain.claims import ClaimHead, ClaimWords, Evidence, Facts, Role, Weight, day_of
from services.reporting.domain.currency import due_on
from services.reporting.domain.destinations import DestinationRule, destination_in_words, destination_rule
from services.reporting.domain.year_groups import (
    LAST_COMPULSORY_YEAR,
    past_compulsory_age,
    turns_year_on,
    year_of_cohort,
)
from shared.vocabulary.code_lists.of_leaving import DESTINATION_NOT_KNOWN
from shared.vocabulary.issues import code_of

_DAY: Final = timedelta(days=1)
_SCOPE_ENDS: Final = ("left_scope_to_confirm", code_of("scope_end_to_confirm"))
"""Rule and issue of a leaver who moved to another authority, left England or died."""

Content = tuple[str, date, str, date | None]


class LeavingClaim(NamedTuple):
    """An establishment says that the person left it."""

    evidence: Evidence
    establishment: str
    period: str
    sen: str | None
    born_on: date | None
    year_group: int | None
    left_on: date
    """Last day on roll."""
    destination: str = DESTINATION_NOT_KNOWN
    destination_name: str | None = None
    destination_starts_on: date | None = None
    destination_confirmed: str | None = None
    made_at: datetime | None = None

    @classmethod
    def from_facts(cls, head: ClaimHead, facts: Facts) -> Self:
        """Return the claim that stored facts make; a destination that could not be read is not known."""
        get = facts.get
        return cls(
            *head,
            left_on=date.fromisoformat(facts["left_on"]),
            destination=get("destination") or DESTINATION_NOT_KNOWN,
            destination_name=get("destination_name"),
            destination_starts_on=day_of(get("destination_starts_on")),
            destination_confirmed=get("destination_confirmed"),
        )

    @property
    def role(self) -> Role:
        """Its role in precedence."""
        return "leaving"

    @property
    def weight(self) -> Weight:
        """Which of two is the later: received later, then left later."""
        evidence = self.evidence
        return (evidence.received_at, 0, self.left_on, evidence.submission_id, evidence.ordinal)

    @property
    def learns_at(self) -> None:
        """It says where somebody no longer learns."""

    @property
    def content(self) -> Content:
        """What it says, apart from who it is and which return says so."""
        return (self.establishment, self.left_on, self.destination, self.destination_starts_on)

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the claim stands on the day."""
        starts_on = self.destination_starts_on
        return _state(self.left_on, self.destination, starts_on, self.evidence.verified_on, birth_cohort, as_at)

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        to = destination_in_words(
            words, self.destination, self.destination_name, self.destination_starts_on, self.destination_confirmed
        )
        return f"{words.establishment(self.establishment)}: left on {words.day(self.left_on)}. Destination: {to}"


@lru_cache(maxsize=65_536)
def _state(
    left_on: date, destination: str, starts_on: date | None, verified_on: date, cohort: int | None, as_at: date
) -> ClaimState:
    if as_at <= left_on:
        return claim_state("not started", "not_left_yet", starts_on=left_on + _DAY)
    row = destination_rule(destination, None if cohort is None else year_of_cohort(cohort, as_at), verified_on)
    left_since, begins_on = left_on + _DAY, _begins_on(left_on, starts_on, row)
    not_known = NOT_KNOWN if past_compulsory_age(cohort, as_at) else COMPULSORY_NOT_KNOWN
    if as_at < begins_on:
        return claim_state("current", "destination_not_begun", not_known, begins_on - _DAY, left_since, settles=True)
    since = _since(begins_on, cohort, as_at)
    if row is None or row.code is None:
        rule, issue = ("left_without_activity", None) if row is None or row.cohort_status is None else _SCOPE_ENDS
        return claim_state("current", rule, not_known, None, since, settles=True, issue=issue)
    rule = "left_destination_not_known" if row.code == NOT_KNOWN else "left_for_destination"
    due = due_on(row.code, verified_on=verified_on, started_on=begins_on)
    lapsed = due is not None and as_at > due
    return claim_state("lapsed" if lapsed else "current", rule, row.code, due, since, settles=True)


def _begins_on(left_on: date, starts_on: date | None, row: DestinationRule | None) -> date:
    """Return the day on which what follows the leaving begins."""
    left_since = left_on + _DAY
    return left_since if starts_on is None or (row is not None and row.awaits_start) else max(left_since, starts_on)


def _since(begins_on: date, cohort: int | None, as_at: date) -> date:
    """Return the day from which it holds: of whoever left before, a code past Year 11 from the first day of Year 12."""
    if cohort is None or not past_compulsory_age(cohort, as_at):
        return begins_on
    return max(begins_on, turns_year_on(cohort, LAST_COMPULSORY_YEAR + 1))


LEAVING_FACTS: Final = ("left_on", "destination", "destination_starts_on")
"""Facts that bear on how a leaving stands; all but the first may be wanting."""
LEAVING_PARTICULARS: Final = ("destination_name", "destination_confirmed")
SENTENCES: Final = {
    "left_for_destination": "The school or college says that the young person left, and what they do now.",
    "left_destination_not_known": "The school or college says that the young person left, and does not know where to.",
    "left_without_activity": "The school or college says that the young person left, but not what they do now.",
    "left_scope_to_confirm": "The school or college says that the young person moved away, left England or died.",
    "destination_not_begun": "The young person left, says the school or college; where they go to has not begun yet.",
    "not_left_yet": "The young person has not left yet.",
}
"""Its rules as sentences of the pages."""
