"""What reporting knows of one kind of claim: its class, the facts it is made of, and what it weighs beside others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from services.reporting.domain.claims import Claim, ClaimHead, Facts

Winner = Literal["this kind", "the other kind", "it depends"]


class ClaimClass(Protocol):
    """The class of a kind's claims."""

    def from_facts(self, head: ClaimHead, facts: Facts) -> Claim:
        """Return the claim that stored facts make."""
        ...


@dataclass(frozen=True, slots=True)
class ByRowKind:
    """The claims of a collection that has rows of several kinds: each is of the class of its row's kind."""

    kinds: Mapping[str, ClaimClass]
    """By what the fact `row_kind` says."""

    def from_facts(self, head: ClaimHead, facts: Facts) -> Claim:
        """Return the claim that stored facts make."""
        return self.kinds[facts["row_kind"]].from_facts(head, facts)


@dataclass(frozen=True, slots=True)
class PrecedenceCell:
    """Which of two current claims decides: one cell of the half matrix, with its source."""

    winner: Winner
    words: str
    """How it is decided, for the manual."""
    source: str
    beats: Callable[[Any, Any], bool]
    """Whether a claim of this kind decides over one of the other. Of two different claims exactly one does."""
    reason: Callable[[Any, Any], str]
    """Name of the rule by which the first claim, of either kind, decided over the second."""


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """One kind of claim. One value a file of this room."""

    collection: str
    """Code of the collection that makes such claims."""
    name: str
    claim: ClaimClass
    facts: tuple[str, ...]
    """The facts of a record that are kept and bear on a status."""
    cells: Mapping[str, PrecedenceCell]
    """This kind beside itself and beside each kind that was there before it, by name."""
    sentences: Mapping[str, str]
    """Its rules as sentences of the pages: why a row gave a status, or did not."""
    particulars: tuple[str, ...] = ()
    """Facts that are kept to be shown alone: stored apart, so that the facts of many claims are the same."""
    states_scope: bool = False
    """True: it says whom the authority tracks, so that it speaks first about who somebody is."""


def received_later(first: Claim, second: Claim) -> bool:
    """Tell whether the first of two claims of one kind is the later."""
    return first.weight > second.weight


def always(first: Claim, second: Claim) -> bool:
    """Tell that a claim of this kind decides over every claim of the other."""
    return True


def never(first: Claim, second: Claim) -> bool:
    """Tell that no claim of this kind decides over one of the other."""
    return False


def kind_over_kind(winner: Claim, loser: Claim) -> str:
    """Return the reason of a cell in which a whole kind wins."""
    return f"{winner.kind} over {loser.kind}"


def reason_received_later(winner: Claim, loser: Claim) -> str:
    """Return the reason of a cell in which the later claim wins."""
    return "received_later"
