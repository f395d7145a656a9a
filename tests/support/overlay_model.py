"""What an overlay means, over plain values: the reference for the SQL that does the same over tables."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from services.reporting.domain.returns.hold import Comparison


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as far as overlays go: whom it is about and its blind keys."""

    person_id: UUID
    generation_id: int
    ordinal: int
    keys: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shield:
    """A row that is refused or awaits a decision: it keeps whoever it may be about from being taken for a leaver."""

    keys: frozenset[int] = frozenset()
    candidates: frozenset[UUID] = frozenset()

    def covers(self, line: Line) -> bool:
        """Tell whether the row may be about the same person."""
        return bool(self.keys & line.keys) or line.person_id in self.candidates


def overlay(
    lines: Collection[Line], shields: Collection[Shield], base: Collection[Line], *, adds: bool = False
) -> tuple[frozenset[Line], Comparison]:
    """Lay a generation over an edition: its own lines, and the earlier lines of people whom its shields cover.

    Where a newer file adds, everybody whom it does not list keeps their earlier lines.
    """
    listed = {line.person_id for line in lines}
    before = {line.person_id for line in base}
    missing = [line for line in base if line.person_id not in listed]
    covered = {line.person_id for line in missing if adds or any(shield.covers(line) for shield in shields)}
    carried = frozenset(line for line in missing if line.person_id in covered)
    return frozenset(lines) | carried, Comparison(
        before=len(before),
        listed=len(listed),
        added=len(listed - before),
        removed=len(before - listed - covered),
        shielded=len(covered),
    )


def compared(counted: Collection[Line], content: Collection[Line], over_base: Comparison) -> Comparison:
    """Compare what a generation comes to with what an earlier judgement of its file came to."""
    before, now = {line.person_id for line in counted}, {line.person_id for line in content}
    return replace(over_base, before=len(before), added=len(now - before), removed=len(before - now))
