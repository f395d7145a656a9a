"""What drafting and releasing reports needs from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.activity_reports.rules import Taken


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """The reports of all schools about one summer, drafted together and released together."""

    report_id: int
    summer: int
    snapshot_id: int
    as_at: date
    known_at: datetime
    drafted_at: datetime
    drafted_by: str
    released_at: datetime | None
    released_by: str | None


class NewDraft(NamedTuple):
    """A draft as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was drafted: the same sent twice is one draft."""
    summer: int
    snapshot_id: int
    census_id: int
    drafted_at: datetime
    drafted_by: str


class SchoolSource(NamedTuple):
    """From where it is taken which school was somebody's; the first that names one holds."""

    rule: str
    snapshot_id: int
    taken: Taken


class ActivityReports(Protocol):
    """The reports that were drafted."""

    async def hold(self) -> None:
        """Let nobody else draft, release or take back until the transaction ends."""
        ...

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was drafted before."""
        ...

    async def find(self, summer: int) -> ActivityReport | None:
        """Return the draft, or what is released, of a summer; None: there is neither."""
        ...

    async def made_of(self, as_at: date, known_until: datetime | None = None) -> int | None:
        """Return the newest snapshot as at a day that is made; of those by what was known until then, if asked."""
        ...

    async def is_made_of(self, snapshot_id: int, as_at: date) -> bool:
        """Return whether that snapshot is as at that day, and made."""
        ...

    async def keep(self, draft: NewDraft, sources: Sequence[SchoolSource], years: Sequence[int]) -> int:
        """Keep a draft with everybody in it; return how many people those are."""
        ...

    async def release(self, report_id: int, at: datetime, account: str) -> None:
        """Let each school read its own."""
        ...

    async def take_back(self, report_id: int, at: datetime, account: str, reason: str) -> None:
        """Keep that it was taken back, or that another draft took its place."""
        ...


@dataclass(frozen=True, slots=True)
class ActivityTables:
    """What the use cases of reports keep, inside one unit of work."""

    reports: ActivityReports
