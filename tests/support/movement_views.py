"""What moved between two snapshots, over lines in memory: the pure twin of what the database compares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from services.reporting.domain.movements.reasons import Change, Position, position_of
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.movements.movements import Changes, MovedPerson, MovementQueries
from services.reporting.queries.read_audit import ReadAudit
from shared.vocabulary.london import london_day
from tests.support.person_views import PERSON
from tests.support.snapshot_lines import SNAPSHOT, a_county, a_line
from tests.support.snapshot_views import MemorySnapshots

EARLIER: Final = replace(SNAPSHOT, snapshot_id=3, as_at=date(2026, 12, 31))
_THEN: Final = a_line(1, person_id=PERSON.person_id, status_group="not known", code="810")
_NOW: Final = a_line(
    1, person_id=PERSON.person_id, establishment="8860001", collection="S_ENR", verified_on=date(2027, 5, 5),
    decided_generation_id=2, decided_ordinal=1,
)  # fmt: skip


def changes_of(before: Sequence[SnapshotLine], after: Sequence[SnapshotLine], known_on: date) -> Changes:
    """Return everybody who is in one of the two, whether or not anything changed."""
    first = {line.person_id: position_of(line) for line in before}
    then = {line.person_id: position_of(line) for line in after}
    return [(who, Change(first.get(who), then.get(who), known_on)) for who in sorted(first.keys() | then.keys())]


@dataclass(slots=True)
class MemoryMovements:
    """The port `MovementRows`."""

    lines: Mapping[int, Sequence[SnapshotLine]] = field(
        default_factory=lambda: {3: [_THEN, *a_county(40, seed=2)], 1: [_NOW, *a_county(40, seed=3)]}
    )
    kept: list[Snapshot] = field(default_factory=lambda: [SNAPSHOT, EARLIER])

    def needs(self, audit: ReadAudit) -> MovementQueries:
        """Return what the pages need."""
        return MovementQueries(self, MemorySnapshots(self.kept), audit)

    async def positions(self, snapshot: Snapshot, *, confidential: bool) -> Sequence[tuple[int, Position]]:
        counted = Counter(position_of(line) for line in self.lines[snapshot.snapshot_id])
        return [(people, position) for position, people in counted.items()]

    async def changes(self, earlier: Snapshot, later: Snapshot, *, confidential: bool) -> Changes:
        before, after = self.lines[earlier.snapshot_id], self.lines[later.snapshot_id]
        return changes_of(before, after, london_day(earlier.known_at))

    async def people(self, earlier: Snapshot, later: Snapshot, who: Sequence[UUID]) -> Sequence[MovedPerson]:
        sides = (earlier.snapshot_id, later.snapshot_id)
        before, after = ({line.person_id: line for line in self.lines[side]} for side in sides)
        found = []
        for one in who:
            line = after.get(one) or before[one]
            codes = [side[one].code if one in side else None for side in (before, after)]
            found.append(MovedPerson(one, line.surname, line.forename, line.born_on, line.year_group, *codes))
        return found
