"""What the pages about months read and command, in memory: September is closed, October is open."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.months.month import Month, MonthAct, month_of
from services.reporting.domain.snapshots.snapshot import Purpose, Snapshot
from services.reporting.entrypoints.web.months.pages import MonthDependencies
from services.reporting.queries.months.months import Counted, MonthQueries
from services.reporting.usecases.months.take_step import TakeStep
from shared.clock import Clock

SEPTEMBER: Final = date(2026, 9, 30)
OCTOBER: Final = date(2026, 10, 31)
_AT: Final = datetime(2026, 10, 2, 9, tzinfo=UTC)
CHECKED: Final = MonthAct(SEPTEMBER, 1, "check", 0, 1, "analyst", _AT, "", "", None)
CLOSED: Final = MonthAct(SEPTEMBER, 2, "close", 1, 2, "reviewer", _AT, "the deadline", "", {"1": 3, "2": 40})


class NoErrors:
    """`MonthChecks` of a clean county."""

    async def errors_of(self, snapshot_id: int) -> Mapping[int, int] | None:
        return {}


@dataclass(slots=True)
class MemoryMonths:
    """`MonthRows`, `Months`, `HeldMonth` and `MonthChecks` over a list of acts."""

    done: list[MonthAct] = field(default_factory=lambda: [CHECKED, CLOSED])
    kept: set[UUID] = field(default_factory=set)
    unmade: set[int] = field(default_factory=set)
    """Snapshots that are still being made."""
    errors: Mapping[int, int] | None = field(default_factory=dict)
    month: Month = field(default_factory=lambda: Month(SEPTEMBER))

    def forget(self) -> None:
        """Be as new."""
        self.done[:] = [CHECKED, CLOSED]
        self.kept.clear()
        self.unmade.clear()
        self.errors = {}

    def needs(self, clock: Clock) -> MonthDependencies:
        """Return what the pages need."""
        return MonthDependencies(MonthQueries(self, self, clock), TakeStep(self, self, clock))

    async def all_acts(self) -> Sequence[MonthAct]:
        return sorted(self.done, key=lambda act: (act.period_end, act.version))

    async def acts(self, period_end: date) -> Sequence[MonthAct]:
        return [act for act in self.done if act.period_end == period_end]

    async def snapshots(self, ids: Sequence[int]) -> Mapping[int, Snapshot]:
        return {
            one: Snapshot(one, SEPTEMBER, _AT, "month", "reviewer", _AT, 9, 9, None if one in self.unmade else _AT)
            for one in ids
        }

    async def counted(self, snapshot_id: int) -> Counted:
        return Counted(1234, 1000, 1100)

    async def errors_of(self, snapshot_id: int) -> Mapping[int, int] | None:
        return self.errors

    @asynccontextmanager
    async def hold(self, period_end: date) -> AsyncIterator["MemoryMonths"]:
        self.month = month_of(period_end, await self.acts(period_end))
        yield self

    async def is_kept(self, entry_id: UUID) -> bool:
        return entry_id in self.kept

    async def is_made(self, snapshot_id: int) -> bool:
        return snapshot_id not in self.unmade

    async def freeze(self, purpose: Purpose, *, account: str, at: datetime) -> int:
        return 100 + len(self.done)

    async def keep(self, act: MonthAct, entry_id: UUID) -> None:
        self.done.append(act)
        self.kept.add(entry_id)
