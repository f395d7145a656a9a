"""What holding a snapshot against the return's list of errors needs from the world."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from services.reporting.domain.national_return.preflight import Findings
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.snapshots.snapshot import Snapshot


class ReturnRecords(Protocol):
    """Who stands in the return of a snapshot."""

    def records(self, snapshot: Snapshot) -> AsyncIterator[Sequence[YoungPersonsRecord]]:
        """Yield them some hundred at a time, in the order of their numbers. Raises Transient."""
        ...


class ReturnChecks(Protocol):
    """What pre-flights found."""

    def take_next(self) -> AbstractAsyncContextManager[Snapshot | None]:
        """Take the first made snapshot that was not checked and that nobody else checks; None: there is none."""
        ...

    async def keep(self, snapshot: Snapshot, findings: Findings, checked_at: datetime) -> None:
        """Keep what was found; forget whom the checks of snapshots that are gone were about. Raises Transient."""
        ...
