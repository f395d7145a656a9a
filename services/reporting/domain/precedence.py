"""Precedence: which of two claims decides when both are current. A table of kind against kind, never an opinion."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.claims import Claim, ClaimKind

Verdict = Literal["row", "column", "latest"]
"""row: the first wins. column: the second wins. latest: the one received later wins."""

PRECEDENCE: Final[Mapping[tuple[ClaimKind, ClaimKind], Verdict]] = MappingProxyType(
    {
        ("school enrolment", "school enrolment"): "latest",
        ("school enrolment", "county roll"): "row",
        ("county roll", "school enrolment"): "column",
        ("county roll", "county roll"): "latest",
    }
)

SOURCES: Final[Mapping[tuple[ClaimKind, ClaimKind], str]] = MappingProxyType(
    {
        ("school enrolment", "school enrolment"): (
            "a later return corrects an earlier one; of two lines in one return the higher level counts"
        ),
        ("school enrolment", "county roll"): "the roll replaces scope facts, never claims by schools (inputs 1.3)",
        ("county roll", "county roll"): "a later roll replaces the earlier one whole (inputs 1.3)",
    }
)


def beats(first: Claim, second: Claim) -> bool:
    """Tell whether the first claim decides over the second. Of two different claims exactly one beats the other."""
    verdict = PRECEDENCE[first.kind, second.kind]
    if verdict == "latest":
        return first.weight > second.weight
    return verdict == "row"


def rule_name(winner: Claim, loser: Claim) -> str:
    """Name the cell of the table that settled it, for the reasons of a status."""
    verdict = PRECEDENCE[winner.kind, loser.kind]
    return "received_later" if verdict == "latest" else f"{winner.kind} over {loser.kind}"
