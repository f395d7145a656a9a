"""What reporting knows of one kind of claim: its collection, its class or classes, and the facts it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from services.reporting.domain.claims import Claim, ClaimHead, Facts, Role
from shared.vocabulary.code_lists.code_list import CodeList


class ClaimMaker(Protocol):
    """Makes a kind's claims: the class of one role or, where the rows differ, whatever chooses between such classes."""

    def from_facts(self, head: ClaimHead, facts: Facts) -> Claim:
        """Return the claim that stored facts make."""
        ...


@dataclass(frozen=True, slots=True)
class ByRowKind:
    """Makes the claims of a collection that has rows of several kinds: each is of the class of its row's kind."""

    kinds: Mapping[str, ClaimMaker]
    """By what the fact `row_kind` says."""

    def from_facts(self, head: ClaimHead, facts: Facts) -> Claim:
        """Return the claim that stored facts make."""
        return self.kinds[facts["row_kind"]].from_facts(head, facts)


@dataclass(frozen=True, slots=True)
class Answering:
    """How somebody on a list is answered about with one code."""

    fact: str
    """The fact that has the code."""
    codes: CodeList
    always: Facts = field(default_factory=dict)
    """Facts that each answer has."""

    def knows(self, code: str) -> bool:
        """Tell whether that is a code of an answer."""
        return code in self.codes.labels

    def facts_of(self, code: str) -> Facts:
        """Return the facts of an answer."""
        return {**self.always, self.fact: code}


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """One kind of claim. One value a file of this room."""

    collection: str
    """Code of the collection that makes such claims."""
    name: str
    claim: ClaimMaker
    roles: tuple[Role, ...]
    """The roles of its claims: precedence is between roles, so that a kind of a role that is there adds no cell."""
    facts: tuple[str, ...]
    """The facts of a record that are kept and bear on a status."""
    particulars: tuple[str, ...] = ()
    """Facts that are kept to be shown alone: stored apart, so that the facts of many claims are the same."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """Rules of its own as sentences of the pages; those of a role stand with it."""
    entered_only: bool = False
    """True: it is entered on a page alone, and no file is a collection of such claims."""
    lists_everybody: bool = False
    """True: a return of it lists everybody who learns at its establishment, so that it says something to be silent."""
    answering: Answering | None = None
    """How a name on the list is answered about that its collection answers; None: it answers no list."""
    states_scope: bool = False
    """True: it says whom the authority tracks, so that it speaks first about who somebody is."""
