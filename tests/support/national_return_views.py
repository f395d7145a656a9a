"""Pre-flights and files of the national return in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.national_return.returns import FoundPerson, ReturnCheck
from shared.persistence.listing import Listing
from tests.support.person_views import PERSON
from tests.support.submission_views import page_of

_KNOWN_AT: Final = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
MONTH_END: Final = date(2026, 9, 30)
CHECK: Final = ReturnCheck(1, MONTH_END, _KNOWN_AT, "month", _KNOWN_AT, 34_119, {31: 1, 104: 12, 908: 2})
BEFORE: Final = CHECK._replace(snapshot_id=2, as_at=date(2026, 9, 29), purpose="nightly", counts={31: 14, 9: 1})
SOMEBODY: Final = FoundPerson(PERSON.person_id, "Fernhollow", "Imogen", date(2010, 3, 4), "210", lapsed=False)


@dataclass(slots=True)
class MemoryReturn:
    """The ports `ReturnRows` and `ReturnFiles`."""

    kept: Sequence[ReturnCheck] = (CHECK, BEFORE)
    found: Sequence[FoundPerson] = (SOMEBODY,)
    sent: list[date] = field(default_factory=list)
    """Days of sending that were asked for."""

    async def checks(self, newest: int) -> Sequence[ReturnCheck]:
        return self.kept[:newest]

    async def find_check(self, snapshot_id: int) -> ReturnCheck | None:
        return next((one for one in self.kept if one.snapshot_id == snapshot_id), None)

    async def people(self, snapshot_id: int, number: int, *, page: int, page_size: int) -> Listing[FoundPerson]:
        return page_of(list(self.found), page, page_size)

    async def snapshot(self, snapshot_id: int) -> Snapshot | None:
        check = await self.find_check(snapshot_id)
        if check is None:
            return None
        return Snapshot(snapshot_id, check.as_at, check.known_at, "month", "officer", _KNOWN_AT, 1, 1, _KNOWN_AT)

    async def xml(self, snapshot: Snapshot, date_of_send: date) -> AsyncIterator[bytes]:
        self.sent.append(date_of_send)
        yield b"<NCCIS>Fernhollow</NCCIS>"

    async def readable(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        yield b"FamilyName\r\nFernhollow\r\n"

    async def guarantee(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        yield b"FamilyName\r\nFernhollow\r\n"

    async def survey(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        yield b"FamilyName\r\nFernhollow\r\n"
