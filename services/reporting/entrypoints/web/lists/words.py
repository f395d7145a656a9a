"""What the pages about lists say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.reporting.domain.lists.who_is_listed import Basis
from services.reporting.queries.lists.evidence import Removable
from services.reporting.usecases.lists.issue_list import IssueResult, TakeBackResult

BASES: Final[Mapping[Basis, str]] = MappingProxyType(
    {"offer": "were offered a place there", "applied": "applied there", "was there": "were there the year before"}
)
"""Why names would probably go, after a number of people."""
REFUSALS: Final[Mapping[IssueResult | TakeBackResult, str]] = MappingProxyType(
    {
        "is out": "This list is out already",
        "nobody": "Nobody stands on the list, so there is nothing to send out",
        "changed meanwhile": "The list has changed since you looked. Read the numbers again, then send it out",
        "not out": "This list is not out",
        "another is out": "This list has gone out anew since you looked. Read what it says now, then take it back",
        "answered": "A school has answered already, so the list can no longer be taken back",
    }
)
"""Why something was not done."""


def basis_words(removable: Removable | None) -> str:
    """Return by which signs names would probably go: 12 were offered a place there; 3 applied there."""
    found = removable.by_basis if removable is not None else None
    return "; ".join(f"{people:,} {BASES[basis]}" for basis, people in (found or {}).items())
