"""Ask for a snapshot of a day, by what is known now or was known at the end of another day."""

from datetime import date, datetime, timedelta
from typing import Final, Literal

from services.reporting.usecases.snapshots.ports import Snapshots
from shared.clock import Clock

AHEAD_MAX: Final = timedelta(days=366)
"""Further ahead nothing that is known says anything about anybody."""
FIRST_DAY: Final = date(2015, 9, 1)
"""Before that nobody who is tracked today was."""
Refusal = Literal["too far ahead", "too long ago", "known in the future"]


class AskSnapshot:
    """Have everybody as at a day put together; asked twice for the same instant, it is one snapshot."""

    def __init__(self, snapshots: Snapshots, clock: Clock) -> None:
        self._snapshots = snapshots
        self._clock = clock

    async def __call__(self, as_at: date, known_at: datetime | None, *, account: str) -> int | Refusal:
        """Return the number of the snapshot, or why there can be none. `known_at`: None: by what is known now."""
        now, today = self._clock.now(), self._clock.today()
        if as_at > today + AHEAD_MAX:
            return "too far ahead"
        if as_at < FIRST_DAY:
            return "too long ago"
        if known_at is not None and known_at > now:
            return "known in the future"
        return await self._snapshots.ask(as_at, known_at, "asked", asked_by=account, asked_at=now)
