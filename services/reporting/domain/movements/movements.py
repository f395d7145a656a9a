"""How a figure came from one snapshot to another: so many more and fewer, by reason; it adds up for every figure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.reporting.domain.movements.reasons import REASONS, Change, MovementReason, Position, reason_of
from services.reporting.domain.neet_report.measures import COHORT, COMBINED, NEET, NOT_KNOWN, PARTICIPATING, Measure
from services.reporting.domain.neet_report.outcomes import Duty, outcome_of

MEASURES: Final = (NOT_KNOWN, NEET, COMBINED, PARTICIPATING, COHORT)
"""The figures that movements are counted of; none of them looks at duties."""
_ANY_DUTY: Final[Duty] = "not listed"
UNKNOWN_DISTRICT: Final = "unknown"


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """Which figure: a measure, of a district or of all."""

    measure: Measure
    district: str | None = None
    """ONS code; `UNKNOWN_DISTRICT`: of whom the district is not known; None: everybody."""

    def counts(self, position: Position | None) -> bool:
        """Tell whether the figure counts somebody who stands so."""
        if position is None or position.line != "headline":
            return False
        if self.district is not None and (position.district or UNKNOWN_DISTRICT) != self.district:
            return False
        return self.measure.takes(outcome_of(position), _ANY_DUTY)


@dataclass(slots=True)
class Moved:
    """How many came to a figure and went from it by one reason."""

    more: list[UUID] = field(default_factory=list)
    fewer: list[UUID] = field(default_factory=list)

    @property
    def net(self) -> int:
        """How much the figure rose by it; below 0: it fell."""
        return len(self.more) - len(self.fewer)


def moved(changes: Iterable[tuple[UUID, Change]], figure: MovedFigure) -> Mapping[str, Moved]:
    """Return who came to a figure and who went from it, by the key of the reason, in the order of the table."""
    found = {reason.key: Moved() for reason in REASONS}
    for person_id, reason, came in _moves(changes, figure):
        (found[reason.key].more if came else found[reason.key].fewer).append(person_id)
    return {key: each for key, each in found.items() if each.more or each.fewer}


def _moves(changes: Iterable[tuple[UUID, Change]], figure: MovedFigure) -> Iterator[tuple[UUID, MovementReason, bool]]:
    for person_id, change in changes:
        before, after = figure.counts(change.before), figure.counts(change.after)
        if before != after:
            yield person_id, reason_of(change if figure.district else _anywhere(change)), after


def _anywhere(change: Change) -> Change:
    """Return the change without districts: no figure of the whole county moves because somebody moves within it."""
    return change._replace(before=_placeless(change.before), after=_placeless(change.after))


def _placeless(position: Position | None) -> Position | None:
    return None if position is None else position._replace(district=None)
