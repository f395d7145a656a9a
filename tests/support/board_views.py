"""`MemoryBoardRows`: what the board is made of in plain lists, with what two schools and the authority sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from services.reporting.domain.calendar.calendar import CODES_CALENDAR, Calendar
from services.reporting.domain.returns.issued import NOTHING_ISSUED, IssuedLists
from services.reporting.domain.returns.obligations import Arrival
from services.reporting.domain.returns.owed import Owed
from services.reporting.queries.board.known import KnownReturns
from services.reporting.queries.board.lines import HeldChange, ReturnDetails
from services.reporting.queries.receipts import ReturnOf
from shared.vocabulary.establishments import Establishment, Register
from tests.support.submission_views import (
    EFFECTIVE,
    HELD,
    OTHER,
    OTHERS,
    OWN,
    RECEIVED_AT,
    ROLL,
    UNDONE,
    UNREADABLE,
    named,
)

SEPTEMBER: Final = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
ARRIVALS: Final = (
    Arrival(OWN, "S_ENR", "2026-27", RECEIVED_AT, EFFECTIVE.submission_id, "counts", rows_refused=11),
    Arrival(OWN, "S_ENR", "2026-27", RECEIVED_AT + timedelta(hours=1), HELD.submission_id, "received", held=True),
    Arrival(OWN, "S_JL", "2026-09", SEPTEMBER, EFFECTIVE.submission_id, "counts"),
    Arrival(OWN, "TEP_DEST", "2026-27", RECEIVED_AT, UNDONE.submission_id, "taken out"),
    Arrival("886", "ROLL", "standing", RECEIVED_AT, ROLL.submission_id, "counts", rows_refused=880),
    Arrival(OTHER, "S_ENR", "2026-27", RECEIVED_AT, OTHERS.submission_id, "received"),
    Arrival(OTHER, "S_ENR", "2025-26", RECEIVED_AT, UNDONE.submission_id, "taken out"),
    Arrival(OTHER, "S_JOIN", "2026-09", SEPTEMBER, named("nothing to send"), "counts", nil=True),
    Arrival(OTHER, "S_CHECK", None, RECEIVED_AT, UNREADABLE.submission_id, "rejected"),
)
DETAILS: Final = {
    ReturnOf(OWN, "S_ENR", "2026-27"): ReturnDetails(2, 215, 11, 4),
    ReturnOf(OWN, "S_JL", "2026-09"): ReturnDetails(1, 3),
    ReturnOf("886", "ROLL", "standing"): ReturnDetails(1, 59_120, 880),
    ReturnOf(OTHER, "S_ENR", "2026-27"): ReturnDetails(1),
}
CHANGES: Final = {HELD.submission_id: HeldChange(2, 41, 5)}


@dataclass(slots=True)
class MemoryBoardRows:
    """The port `BoardRows`."""

    arrivals: Sequence[Arrival] = ARRIVALS
    shown: Mapping[ReturnOf, ReturnDetails] = field(default_factory=lambda: DETAILS)
    changing: Mapping[UUID, HeldChange] = field(default_factory=lambda: CHANGES)
    calendar: Calendar = CODES_CALENDAR
    reminded_of: Collection[Owed] = ()
    issued: IssuedLists = NOTHING_ISSUED

    async def read(self, establishments: Sequence[str] | None) -> KnownReturns:
        found = [one for one in self.arrivals if establishments is None or one.establishment in establishments]
        return KnownReturns(self.issued.with_names(found), self.calendar, self.reminded_of, self.issued)

    async def details(self, returns: Sequence[ReturnOf]) -> Mapping[ReturnOf, ReturnDetails]:
        return {one: self.shown[one] for one in returns if one in self.shown}

    async def changes(self, submissions: Sequence[UUID]) -> Mapping[UUID, HeldChange]:
        return {one: self.changing[one] for one in submissions if one in self.changing}


def county(schools: int, name: str = "Invented School") -> Register:
    """A register of so many schools, the first of which are those whose files there are."""
    numbers = [f"886{number:04d}" for number in range(1, schools + 1)]
    return Register(Establishment(one, f"{name} {one}", None, None, "school", None, None, None) for one in numbers)
