"""Progress: where a submission stands, told from counts alone, so that any order of deliveries tells the same."""

from dataclasses import dataclass
from typing import Final, Literal

from services.reporting.domain.decisions import not_yet_in_force
from services.reporting.domain.generations import Decision, Verdict

Stage = Literal[
    "received",
    "checking",
    "settling",
    "deciding",
    "effective",
    "replaced",
    "held",
    "undone",
    "superseded",
    "unreadable",
    "set aside",
    "repeated",
]

FINAL: Final[frozenset[Stage]] = frozenset(
    {"effective", "replaced", "held", "undone", "superseded", "unreadable", "set aside", "repeated"}
)
"""Stages at which nothing more happens by itself."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows of a submission. In the end extracted = accepted + refused, accepted = matched + created + awaiting."""

    extracted: int | None = None
    """None: not all rows have been read yet."""
    blank: int = 0
    accepted: int = 0
    refused: int = 0
    matched: int = 0
    created: int = 0
    awaiting: int = 0
    set_aside: int = 0
    """Of the accepted rows, those that a rule over the whole return leaves out."""

    @property
    def judged(self) -> int:
        """Rows that have been checked."""
        return self.accepted + self.refused

    @property
    def settled(self) -> int:
        """Accepted rows that have been through matching."""
        return self.matched + self.created + self.awaiting

    @property
    def add_up(self) -> bool:
        """Tell whether every row is accounted for."""
        return self.extracted == self.judged and self.accepted == self.settled


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one submission, as far as its stage goes."""

    outcome: Literal["unreadable", "set_aside"] | None = None
    repeated: bool = False
    extracted: bool = False
    verdict: Verdict | None = None
    decision: Decision | None = None
    """What a person decided last about it, of what is in force."""
    complete: bool = False
    effective: bool = False


def stage_of(facts: Facts) -> Stage:
    """Return where the submission stands."""
    if facts.outcome is not None:
        return "unreadable" if facts.outcome == "unreadable" else "set aside"
    if facts.repeated:
        return "repeated"
    if not_yet_in_force(facts.verdict, facts.decision):
        return "deciding"
    if facts.verdict in {"held", "undone", "superseded"}:
        return _DECIDED[facts.verdict]
    if facts.verdict in {"accepted", "passed over"}:
        return "effective" if facts.effective else "replaced"
    if facts.complete:
        return "settling"
    return "checking" if facts.extracted or facts.verdict else "received"


_DECIDED: Final[dict[str, Stage]] = {"held": "held", "undone": "undone", "superseded": "superseded"}
