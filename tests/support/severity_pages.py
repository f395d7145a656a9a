"""The pages of severities over lists: what a test puts in is what they show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.applications import Starlette

from services.validation.domain.severities import SeverityChange
from services.validation.entrypoints.web.severities import TEMPLATES, SeverityPages, page_routes
from services.validation.queries.severities import ChangeView, Effect, JudgedAgain, SeverityQueries
from services.validation.usecases.change_severity import ChangeResult, SeverityDecision
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from tests.support.clock import FixedClock
from tests.support.identities import MemoryIdentities

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
TODAY = NOW.date()
LATER = "V094"
"""A start too far ahead: may be lowered in four returns."""


def a_change(
    code: str = LATER,
    *,
    collection: str | None = None,
    lowered: bool = True,
    from_on: date = TODAY,
    version: int | None = 1,
    reason: str = "Agreed with the colleges.",
) -> ChangeView:
    """Return a change as the page is given it."""
    return ChangeView(code, collection, lowered, from_on, reason, "pat@example.org", NOW, version)


@dataclass
class MemorySeverityRows:
    """The port `SeverityRows`."""

    changed: list[ChangeView] = field(default_factory=list)
    far: list[JudgedAgain] = field(default_factory=list)
    found: list[Effect] = field(default_factory=list)

    async def changes(self) -> Sequence[ChangeView]:
        return self.changed

    async def progress(self, code: str) -> Sequence[JudgedAgain]:
        return self.far

    async def effects(self, code: str, academic_year: int) -> Sequence[Effect]:
        return self.found if academic_year == 2026 else []


@dataclass
class SeveritiesUnderTest:
    """The pages, what they are given, and what was decided on them."""

    rows: MemorySeverityRows = field(default_factory=MemorySeverityRows)
    decided: list[SeverityDecision] = field(default_factory=list)
    answer: ChangeResult = "taken"
    identities: MemoryIdentities = field(default_factory=MemoryIdentities)

    async def change(self, decision: SeverityDecision) -> ChangeResult:
        self.decided.append(decision)
        return self.answer

    @property
    def changes(self) -> list[SeverityChange]:
        """What was decided, without who and why."""
        return [one.change for one in self.decided]

    def app(self, address: str = "http://testserver") -> Starlette:
        """Return the application; `address`: where it is served."""
        clock = FixedClock(NOW)
        addresses = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", address)
        site = Site("validation", addresses, self.identities, clock, templates=TEMPLATES)
        return web_app(site, page_routes(SeverityPages(SeverityQueries(self.rows, clock), self.change, clock)))
