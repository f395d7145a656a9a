"""One cell of the half matrix: which of two claims decides, in words, with its source and the name of its rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from services.reporting.domain.claims import Claim, Role, first_made_at
from shared.vocabulary.london import london_day

Winner = Literal["the row", "the column", "it depends"]


@dataclass(frozen=True, slots=True)
class PrecedenceCell:
    """Which of two claims decides: the claim of the row's role, or that of the column's."""

    row: Role
    column: Role
    winner: Winner
    words: str
    """How it is decided, for the manual."""
    source: str
    beats: Callable[[Any, Any], bool]
    """Whether a claim of the row decides over one of the column. Of two different claims exactly one does."""
    reason: Callable[[Any, Any], str]
    """Name of the rule by which the first claim, of either role, decided over the second."""


def always(first: Claim, second: Claim) -> bool:
    """Tell that a claim of the row decides over every claim of the column."""
    return True


def role_over_role(winner: Claim, loser: Claim) -> str:
    """Return the reason of a cell in which a whole role wins."""
    return f"{winner.role} over {loser.role}"


def row_wins(row: Role, column: Role, words: str, source: str) -> PrecedenceCell:
    """Return a cell in which every claim of the row's role decides."""
    return PrecedenceCell(row, column, "the row", words, source, always, role_over_role)


def received_later(first: Claim, second: Claim) -> bool:
    """Tell whether the first of two claims of one role is the later."""
    return first.weight > second.weight


def reason_received_later(winner: Claim, loser: Claim) -> str:
    """Return the reason of a cell in which the later claim wins."""
    return "received_later"


def reason_newer(winner: Claim, loser: Claim) -> str:
    """Return the reason of a cell in which the claim wins that speaks of the later day."""
    return "newer_is_known"


def first_made_on(claim: Claim) -> date:
    """Return the London day on which the sender first said the same."""
    return london_day(first_made_at(claim))
