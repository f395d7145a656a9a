"""What the pages of the audit read, in plain lists: entries of two services, and orders to erase in every state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from services.reporting.queries.audit.entries import AuditChoices, AuditFilter, AuditLine, ErasureLine
from services.reporting.queries.audit.proposals import Proposal
from shared.persistence.listing import Listing
from shared.service_names import SERVICES
from shared.vocabulary.acts.two_people import ActName
from tests.support.identities import EVERYBODY
from tests.support.submission_views import page_of

AT: Final = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
LOOKED_AT: Final = UUID(int=77)
LOOK: Final = AuditLine("reporting", 3, AT, "analyst@example.org", "read", "timeline", LOOKED_AT, None)
CHANGE: Final = AuditLine("validation", 1, AT - timedelta(days=2), "=1+1", "write", "decision entered", None, "41")


def erasure(number: int, *, approved: bool | None, done: int = 0) -> ErasureLine:
    """Return an order that so many services have carried out."""
    by, at = (None, None) if approved is None else ("auditor@example.org", AT)
    who = UUID(int=number)
    return ErasureLine(who, "request", "reviewer@example.org", AT, by, at, approved, 1, 0, SERVICES[:done])


@dataclass
class MemoryProposals:
    """The port `ProposalQueries` over a list."""

    found: list[Proposal] = field(
        default_factory=lambda: [
            Proposal("take the roll out", "11", UUID(int=8), "reviewer@example.org", AT, 3_898, 0, "The wrong file"),
            Proposal("erase", str(UUID(int=1)), None, "somebody.else@example.org", AT, 1, 0, "request"),
        ]
    )

    async def waiting(self, acts: Sequence[ActName], *, page: int, page_size: int) -> Listing[Proposal]:
        return page_of([one for one in self.found if one.act in acts], page, page_size)


@dataclass
class MemoryAudit:
    """The port `AuditRows` over lists."""

    lines: list[AuditLine] = field(default_factory=lambda: [LOOK, CHANGE])
    orders: list[ErasureLine] = field(
        default_factory=lambda: [
            erasure(1, approved=None),
            erasure(2, approved=False),
            erasure(3, approved=True, done=1),
            erasure(4, approved=True, done=len(SERVICES)),
        ]
    )
    asked: list[AuditFilter] = field(default_factory=list)

    async def entries(self, wanted: AuditFilter, *, page: int, page_size: int) -> Listing[AuditLine]:
        self.asked.append(wanted)
        found = [
            one
            for one in self.lines
            if wanted.person_id in (None, one.person_id)
            and wanted.kind in (None, one.kind)
            and (wanted.since is None or one.at >= wanted.since)
            and (wanted.before is None or one.at < wanted.before)
        ]
        return page_of(found, page, page_size)

    async def choices(self) -> AuditChoices:
        return AuditChoices([(one.id, one.name) for one in EVERYBODY], sorted({one.kind for one in self.lines}))

    async def erasures(self, *, page: int, page_size: int) -> Listing[ErasureLine]:
        return page_of(self.orders, page, page_size)
