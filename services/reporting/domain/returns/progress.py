"""Progress: where a submission stands, from counts alone, so that any order of deliveries gives the same answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from services.reporting.domain.returns.generations import Decision, GenerationState

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
class RowCounts:
    """The rows of a submission.

    In the end extracted = accepted + refused + unanswered, accepted = matched + created + awaiting.
    """

    extracted: int | None = None
    """None: not all rows have been read yet."""
    blank: int = 0
    accepted: int = 0
    refused: int = 0
    unanswered: int = 0
    """Rows of a list that are not answered yet."""
    matched: int = 0
    created: int = 0
    awaiting: int = 0
    set_aside: int = 0
    """Of the accepted rows, those that a rule over the whole return leaves out."""

    @property
    def judged(self) -> int:
        """Rows that have been checked."""
        return self.accepted + self.refused + self.unanswered

    @property
    def settled(self) -> int:
        """Accepted rows that have been through matching."""
        return self.matched + self.created + self.awaiting

    @property
    def add_up(self) -> bool:
        """Return whether every row is accounted for."""
        return self.extracted == self.judged and self.accepted == self.settled


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one submission, as far as its stage goes."""

    received: bool = True
    """Who sent it, when and under which name has been recorded; its other news may come before."""
    outcome: Literal["unreadable", "set_aside"] | None = None
    repeated: bool = False
    extracted: bool = False
    state: GenerationState | None = None
    decision: Decision | None = None
    """What a person decided last about it, of what is in force."""
    decided_as_it_is: bool = False
    """That was decided about its newest judgement, and not about one before."""
    complete: bool = False
    effective: bool = False
    hold: bool = False
    """It changes so much that it is held unless somebody approves it."""


@dataclass(frozen=True, slots=True)
class StageRule:
    """A stage, and what the facts must be: for each field of `Facts` that is asked, the values it may have."""

    stage: Stage
    facts: Mapping[str, Collection[str | bool]]


STAGE_RULES: Final[tuple[StageRule, ...]] = (
    StageRule("received", {"received": [False]}),
    StageRule("unreadable", {"outcome": ["unreadable"]}),
    StageRule("set aside", {"outcome": ["set_aside"]}),
    StageRule("repeated", {"repeated": [True]}),
    # How many rows were read comes by a way of its own; before it has, nobody can see that they add up.
    StageRule("settling", {"extracted": [False], "complete": [True]}),
    # What counts does not follow yet what was decided last: the return is settled a moment later.
    StageRule("deciding", {"decision": ["undo"], "state": ["accepted", "held", "passed over"]}),
    StageRule(
        "deciding", {"decision": ["approve"], "decided_as_it_is": [True], "state": ["held", "passed over", "undone"]}
    ),
    StageRule("deciding", {"decision": ["withdraw"], "state": ["accepted"], "hold": [True]}),
    StageRule("held", {"state": ["held"]}),
    StageRule("undone", {"state": ["undone"]}),
    StageRule("superseded", {"state": ["superseded"]}),
    StageRule("effective", {"state": ["accepted"], "effective": [True]}),
    StageRule("replaced", {"state": ["accepted", "passed over"]}),
    StageRule("settling", {"complete": [True]}),
    StageRule("checking", {"extracted": [True]}),
    StageRule("checking", {"state": get_args(GenerationState)}),
    StageRule("received", {}),
)
"""The first row whose facts hold gives the stage. The list of files asks the same table in SQL (`queries.stages`)."""


def stage_of(facts: Facts) -> Stage:
    """Return where the submission stands."""
    return next(
        rule.stage for rule in STAGE_RULES if all(getattr(facts, name) in values for name, values in rule.facts.items())
    )
