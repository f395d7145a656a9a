"""Months in PostgreSQL: a table of acts that rows are only added to."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.adapters.snapshots.snapshots import ask_snapshot
from services.reporting.domain.months.month import Month, MonthAct, month_of
from services.reporting.domain.snapshots.snapshot import Purpose
from shared.persistence.pool import Connection, Pool, transaction

ACTS: Final = """
period_end, version, step, edition, coalesce(checked_snapshot_id, frozen_snapshot_id), account, acted_at, reason,
reference, errors
"""
"""What is read of an act, in the order of its fields."""
# Of two who act at once the second waits, and then sees what the first did.
_LOCK: Final = "LOCK TABLE month_acts IN SHARE ROW EXCLUSIVE MODE"
_OF_MONTH: Final = f"SELECT {ACTS} FROM month_acts WHERE period_end = $1 ORDER BY version"  # noqa: S608 (our own names)
_IS_KEPT: Final = "SELECT EXISTS (SELECT FROM month_acts WHERE entry_id = $1)"
_IS_MADE: Final = "SELECT EXISTS (SELECT FROM snapshots WHERE snapshot_id = $1 AND made_at IS NOT NULL)"
_KEEP: Final = """
INSERT INTO month_acts (entry_id, period_end, version, step, edition, checked_snapshot_id, frozen_snapshot_id, account,
    acted_at, reason, reference, errors)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def acts_of(connection: Connection, period_end: date) -> Sequence[MonthAct]:
    """Return what was done about a month, in order."""
    return [MonthAct(*row) for row in await connection.fetch(_OF_MONTH, period_end)]


class PostgresMonths:
    """`Months` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def hold(self, period_end: date) -> AsyncIterator["_PostgresHeldMonth"]:
        async with transaction(self._pool) as connection:
            await connection.execute(_LOCK)
            yield _PostgresHeldMonth(connection, month_of(period_end, await acts_of(connection, period_end)))


class _PostgresHeldMonth:
    """`HeldMonth` in a transaction."""

    def __init__(self, connection: Connection, month: Month) -> None:
        self._connection = connection
        self._month = month

    @property
    def month(self) -> Month:
        return self._month

    async def is_kept(self, entry_id: UUID) -> bool:
        return bool(await self._connection.fetchval(_IS_KEPT, entry_id))

    async def is_made(self, snapshot_id: int) -> bool:
        return bool(await self._connection.fetchval(_IS_MADE, snapshot_id))

    async def freeze(self, purpose: Purpose, *, account: str, at: datetime) -> int:
        return await ask_snapshot(
            self._connection, self._month.period_end, None, purpose, asked_by=account, asked_at=at
        )

    async def keep(self, act: MonthAct, entry_id: UUID) -> None:
        checked = act.snapshot_id if act.step == "check" else None
        frozen = act.snapshot_id if act.step == "close" else None
        await self._connection.execute(
            _KEEP,
            *(entry_id, act.period_end, act.version, act.step, act.edition, checked, frozen),
            *(act.account, act.acted_at, act.reason, act.reference, act.errors),
        )
