"""How many rows of a part have which error: what lowering an error, or taking that back, would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from services.validation.domain.rows import JudgedRows, Refused, Verdict
from services.validation.domain.severities import ERRORS, LOWERABLE


@dataclass(frozen=True, slots=True)
class ComplaintCount:
    """In how many rows an error that may be lowered was found."""

    rows: int = 0
    """Rows that have it."""
    alone: int = 0
    """Rows that are refused for it and for nothing else: lowered, they would be accepted."""
    accepted: int = 0
    """Rows that have it and are accepted: it is lowered, or costs no more than a value."""

    def plus(self, other: "ComplaintCount") -> "ComplaintCount":
        """Return both together."""
        return ComplaintCount(self.rows + other.rows, self.alone + other.alone, self.accepted + other.accepted)


ComplaintCounts = Mapping[tuple[str, bool], ComplaintCount]
"""By code, and whether it was a warning when the rows were judged."""


def complaint_counts(judged: JudgedRows) -> ComplaintCounts:
    """Return the counts of a part. Rows without a complaint cost nothing."""
    counts: dict[tuple[str, bool], ComplaintCount] = {}
    for verdict in judged.with_issues.values():
        for code, lowered in _lowerable(verdict):
            of_row = ComplaintCount(rows=1, accepted=int(not isinstance(verdict, Refused)))
            if not of_row.accepted and not lowered and _errors(verdict) == {code}:
                of_row = replace(of_row, alone=1)
            counts[code, lowered] = counts.get((code, lowered), ComplaintCount()).plus(of_row)
    return counts


def added_up(counts: Iterable[ComplaintCounts]) -> ComplaintCounts:
    """Return the counts of several parts together."""
    together: dict[tuple[str, bool], ComplaintCount] = {}
    for of_part in counts:
        for key, count in of_part.items():
            together[key] = together.get(key, ComplaintCount()).plus(count)
    return together


def _lowerable(verdict: Verdict) -> set[tuple[str, bool]]:
    return {(one.code, one.severity not in ERRORS) for one in verdict.complaints if one.code in LOWERABLE}


def _errors(verdict: Verdict) -> set[str]:
    return {complaint.code for complaint in verdict.complaints if complaint.severity == "error"}
