"""What-ifs in a plain list: one that is made, which changes somebody's status, and one that is being made."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.domain.what_if.difference import AlikeInBoth, Side
from services.reporting.domain.what_if.scenario import Scenario
from services.reporting.entrypoints.web.what_if.pages import WhatIfDependencies
from services.reporting.queries.what_if.what_ifs import ChangedPerson, Move, WhatIfQueries
from shared.persistence.listing import Listing
from tests.support.person_views import PERSON
from tests.support.submission_views import OWN, page_of

_AT: Final = datetime(2026, 10, 5, 2, tzinfo=UTC)
MADE: Final = Snapshot(
    *(7, date(2026, 10, 4), _AT, "what-if", "analyst", _AT, 3, 3, _AT),
    scenario={"kind": "late", "establishment": OWN, "weeks": 2},
)
BEING_MADE: Final = replace(
    MADE, snapshot_id=8, people_made=1, made_at=None, scenario={"kind": "removed", "collection": "S_ENR"}
)
_MAIDSTONE: Final = "E07000110"
_LEARNS: Final = Side(_MAIDSTONE, "headline", "education", "210", in_denominator=True)
_LOST: Final = Side(_MAIDSTONE, "headline", "not known", "810", in_denominator=True)
_CHANGED: Final = ChangedPerson(
    *(PERSON.person_id, "Fernhollow", "Imogen", date(2009, 11, 14), 12, _MAIDSTONE, False),
    *("education", "210", False, "not known", "810", False),
)


@dataclass(slots=True)
class MemoryWhatIfs:
    """`WhatIfRows` and `WhatIfs`."""

    all: list[Snapshot] = field(default_factory=lambda: [BEING_MADE, MADE])
    changed: Sequence[ChangedPerson] = (_CHANGED,)
    removed: list[int] = field(default_factory=list)
    has_gone: bool = False
    """Whether the snapshot beside which they were made is there no more."""

    def forget(self) -> None:
        """Be as new."""
        self.all[:], self.changed, self.has_gone = [BEING_MADE, MADE], (_CHANGED,), False
        self.removed.clear()

    def needs(self, audit: Any, snapshots: Any) -> WhatIfDependencies:
        """Return what the pages need."""
        return WhatIfDependencies(WhatIfQueries(self, audit), snapshots, self)

    async def what_ifs(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        """Stands for the list."""
        return page_of(self.all, page, page_size)

    async def find(self, snapshot_id: int) -> Snapshot | None:
        """Stands for one of them."""
        return next((one for one in self.all if one.snapshot_id == snapshot_id), None)

    async def beside(self, snapshot_id: int) -> int | None:
        """Stands for the snapshot beside it."""
        return None if self.has_gone else 1

    async def groups(self, baseline: int, what_if: int, *, confidential: bool) -> Sequence[AlikeInBoth]:
        """Stands for the counts."""
        return [
            AlikeInBoth(_LEARNS, _LOST, len(self.changed)),
            AlikeInBoth(_LEARNS, _LEARNS, 2),
            AlikeInBoth(_LOST, None, 1),
        ]

    async def people(
        self, baseline: int, what_if: int, move: Move, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ChangedPerson]:
        """Stands for those who change."""
        found = [one for one in self.changed if move.was in (None, one.was) and move.now in (None, one.now)]
        return page_of(found, page, page_size)

    async def ask(self, baseline: int, scenario: Scenario, *, asked_by: str) -> int | None:
        """Stands for asking for one."""
        if baseline != 1:
            return None
        number = 10 + len(self.all)
        stated = scenario.model_dump(mode="json")
        self.all.insert(0, replace(BEING_MADE, snapshot_id=number, asked_by=asked_by, scenario=stated))
        return number

    async def remove(self, snapshot_id: int) -> Literal["removed", "is being made", "unknown"]:
        """Stands for removing one."""
        found = await self.find(snapshot_id)
        if found is None:
            return "unknown"
        if not found.is_made:
            return "is being made"
        self.removed.append(snapshot_id)
        return "removed"
