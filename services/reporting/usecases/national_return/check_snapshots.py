"""The pre-flight of every snapshot: of those made at night it is the dry run of the return."""

import asyncio

from services.reporting.domain.national_return.preflight import Preflight
from services.reporting.domain.national_return.rules import Period
from services.reporting.usecases.national_return.ports import ReturnChecks, ReturnRecords
from shared.clock import Clock


class CheckSnapshots:
    """Hold every made snapshot against the return's list of errors, once; any number of replicas may be at it."""

    def __init__(self, checks: ReturnChecks, records: ReturnRecords, clock: Clock) -> None:
        self._checks = checks
        self._records = records
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many snapshots were checked. Raises Transient."""
        done = 0
        while await self._check_next():
            done += 1
        return done

    async def _check_next(self) -> bool:
        async with self._checks.take_next() as snapshot:
            if snapshot is None:
                return False
            preflight = Preflight(Period.of(snapshot.as_at))
            async for records in self._records.records(snapshot):
                preflight.add(records)
                await asyncio.sleep(0)  # pages are answered meanwhile
            await self._checks.keep(snapshot, preflight.findings(), self._clock.now())
            return True
