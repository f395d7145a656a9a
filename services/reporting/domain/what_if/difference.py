"""What a what-if changes, beside the snapshot it was made from: figures by district, and who changes from what to what.

Both come from the same groups of people, so that they add up: the figures before, those who go and those who come, give
the figures after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.reporting.domain.measures import Cell, CohortCounts, counts_of
from services.reporting.domain.snapshots.line import Line
from services.reporting.domain.status import StatusGroup

NOBODY: Final = "not known of"
"""How somebody stands of whom nothing counts: in one of the two snapshots they are not."""


class Side(NamedTuple):
    """How people stand in one of the two snapshots."""

    district: str | None
    """ONS code; None: not known, and counted so."""
    line: Line
    group: StatusGroup
    code: str | None
    in_denominator: bool

    @property
    def counts(self) -> CohortCounts:
        """What one of them adds to the published figures: nothing outside the headline cohort."""
        if self.line != "headline":
            return CohortCounts()
        return counts_of(Cell(1, self.group, None, self.district, on_roll=True, in_denominator=self.in_denominator))


class AlikeInBoth(NamedTuple):
    """People who stand alike before, and alike after."""

    before: Side | None
    """None: nothing was known of them."""
    after: Side | None
    people: int

    @property
    def changes(self) -> bool:
        """Whether their status changes: its group or its code."""
        return _status(self.before) != _status(self.after)

    @property
    def move(self) -> tuple[str, str]:
        """From which group of statuses they go, and to which."""
        return (_group(self.before), _group(self.after))


_NONE: Final = CohortCounts()


@dataclass(frozen=True, slots=True)
class BothFigures:
    """One row of the published figures in both snapshots."""

    before: CohortCounts = _NONE
    after: CohortCounts = _NONE

    def __add__(self, other: "BothFigures") -> "BothFigures":
        return BothFigures(self.before + other.before, self.after + other.after)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a snapshot and a what-if of it."""

    districts: Mapping[str | None, BothFigures]
    """The headline cohort, by district; None: not known."""
    total: BothFigures
    moves: Mapping[tuple[str, str], int]
    """Whose status changes, from which group to which; within a group the code alone changes."""

    @property
    def people(self) -> int:
        """How many change."""
        return sum(self.moves.values())


def difference_of(groups: Iterable[AlikeInBoth]) -> Difference:
    """Return the difference that the groups make; everybody of both snapshots stands in one of them."""
    districts: dict[str | None, BothFigures] = {}
    moves: dict[tuple[str, str], int] = {}
    for group in groups:
        for side, is_before in ((group.before, True), (group.after, False)):
            if side is not None and side.line == "headline":
                counts = _times(side.counts, group.people)
                row = BothFigures(before=counts) if is_before else BothFigures(after=counts)
                districts[side.district] = districts.get(side.district, BothFigures()) + row
        if group.changes:
            moves[group.move] = moves.get(group.move, 0) + group.people
    ordered = dict(sorted(districts.items(), key=lambda one: (one[0] is None, one[0] or "")))
    return Difference(ordered, sum(districts.values(), BothFigures()), dict(sorted(moves.items())))


def _status(side: Side | None) -> tuple[str | None, str | None]:
    return (None, None) if side is None else (side.group, side.code)


def _group(side: Side | None) -> str:
    return NOBODY if side is None else side.group


def _times(counts: CohortCounts, people: int) -> CohortCounts:
    return CohortCounts(
        cohort=counts.cohort * people,
        eet=counts.eet * people,
        neet=counts.neet * people,
        not_known=counts.not_known * people,
        elsewhere=counts.elsewhere * people,
        custody=counts.custody * people,
    )
