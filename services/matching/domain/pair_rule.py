"""A rule of matching's table: which facts must hold and must not, and what follows."""

from dataclasses import dataclass
from enum import Enum

from services.matching.domain.facts import Evidence


class RuleOutcome(Enum):
    """What a rule says about a row and one person."""

    LINK = "link"
    """The row is about this person."""
    REVIEW = "review"
    """It may be: a person of the authority decides."""
    CREATE = "create"
    """It is about somebody else; if about nobody known, somebody new."""


@dataclass(frozen=True, slots=True)
class PairRule:
    """One line of the table."""

    name: str
    """Permanent: stored with every link and review."""
    verdict: RuleOutcome
    says: str
    """The rule as a sentence for the manual and the review page."""
    each: tuple[Evidence, ...] = ()
    """Of each of these groups at least one fact holds."""
    two_of: Evidence = 0
    """Of this group at least two facts hold."""
    none: Evidence = 0
    """None of these facts holds."""

    def applies(self, evidence: Evidence) -> bool:
        """Return whether the facts satisfy the rule's conditions."""
        return (
            not evidence & self.none
            and all(evidence & group for group in self.each)
            and (not self.two_of or (evidence & self.two_of).bit_count() >= 2)
        )
