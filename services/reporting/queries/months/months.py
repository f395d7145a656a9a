"""How the months stand: all of them for the list, and one with everything that was done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Protocol

from services.reporting.adapters.months.months import ACTS, acts_of
from services.reporting.adapters.snapshots.snapshots import SNAPSHOT
from services.reporting.domain.months.month import NEXT, Month, MonthAct, Step, month_of, months_to_list, rests_on
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.usecases.months.ports import MonthChecks
from shared.clock import Clock
from shared.persistence.pool import Pool, connection_of

_ALL: Final = f"SELECT {ACTS} FROM month_acts ORDER BY period_end, version"  # noqa: S608 (our own names)
_SNAPSHOTS: Final = f"""
SELECT {SNAPSHOT} FROM snapshots WHERE snapshot_id = ANY($1::bigint[])
"""  # noqa: S608 (our own names)
_COUNTS: Final = """
SELECT count(*) AS people, count(*) FILTER (WHERE line = 'headline') AS headline,
       count(*) FILTER (WHERE in_national_return) AS in_return
FROM snapshot_people WHERE snapshot_id = $1
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people a snapshot has."""

    people: int
    headline: int
    """Years 12 and 13 on the county roll."""
    in_return: int
    """Who belongs in the national return."""


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month with what was done about it."""

    month: Month
    acts: Sequence[MonthAct]
    snapshots: Mapping[int, Snapshot]
    """Those of its checks and closings that are still there."""
    counted: Counted | None
    """Of what its state rests on: what was frozen or, before that, what the check looked at; None: not made yet."""
    errors: Mapping[int, int] | None
    """The errors of its return by priority; None: not counted yet."""

    @property
    def rests(self) -> int | None:
        """The snapshot that its numbers are of."""
        return self.month.checked if self.month.state == "checked" else self.month.frozen

    @property
    def waits(self) -> Snapshot | None:
        """The snapshot that is still being made and that the next step needs; None: nothing is in its way."""
        step = NEXT[self.month.state]
        found = self.snapshots.get(rests_on(self.month, step) or 0) if step else None
        return found if found is not None and not found.is_made else None


class MonthRows(Protocol):
    """The rows behind the pages of months."""

    async def all_acts(self) -> Sequence[MonthAct]:
        """Return everything that was done, by month and in order."""
        ...

    async def acts(self, period_end: date) -> Sequence[MonthAct]:
        """Return what was done about one month, in order."""
        ...

    async def snapshots(self, ids: Sequence[int]) -> Mapping[int, Snapshot]:
        """Return those of these snapshots that are there."""
        ...

    async def counted(self, snapshot_id: int) -> Counted:
        """Return how many people a made snapshot has."""
        ...


class MonthQueries:
    """What the pages show."""

    def __init__(self, rows: MonthRows, checks: MonthChecks, clock: Clock) -> None:
        self._rows = rows
        self._checks = checks
        self._clock = clock

    async def months(self) -> Sequence[tuple[Month, MonthAct | None]]:
        """Return the present month and those before with the last that was done about each, the newest first."""
        acts = {of: list(each) for of, each in groupby(await self._rows.all_acts(), key=lambda act: act.period_end)}
        days = months_to_list(self._clock.today(), acts)
        return [(month_of(day, acts.get(day, ())), acts[day][-1] if day in acts else None) for day in days]

    async def month(self, period_end: date) -> MonthView:
        """Return one month."""
        acts = await self._rows.acts(period_end)
        month = month_of(period_end, acts)
        snapshots = await self._rows.snapshots([act.snapshot_id for act in acts if act.snapshot_id is not None])
        bare = MonthView(month, acts, snapshots, None, None)
        if bare.rests is None or bare.rests not in snapshots or not snapshots[bare.rests].is_made:
            return bare
        counted, errors = await self._rows.counted(bare.rests), await self._checks.errors_of(bare.rests)
        return MonthView(month, acts, snapshots, counted, errors)

    def may_begin(self, month: Month, step: Step) -> bool:
        """Tell whether a step is not too early today."""
        today = self._clock.today()
        return today >= (month.period_end if step == "close" else month.period_end.replace(day=1))


class PostgresMonthRows:
    """`MonthRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def all_acts(self) -> Sequence[MonthAct]:
        async with connection_of(self._pool) as connection:
            return [MonthAct(*row) for row in await connection.fetch(_ALL)]

    async def acts(self, period_end: date) -> Sequence[MonthAct]:
        async with connection_of(self._pool) as connection:
            return await acts_of(connection, period_end)

    async def snapshots(self, ids: Sequence[int]) -> Mapping[int, Snapshot]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_SNAPSHOTS, ids)
        return {row["snapshot_id"]: Snapshot(*row) for row in rows}

    async def counted(self, snapshot_id: int) -> Counted:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_COUNTS, snapshot_id)
        return Counted(*rows[0])
