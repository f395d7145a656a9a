"""The four services' applications as they are served, over fakes, with a session for each visitor."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from starlette.applications import Starlette
from starlette.testclient import TestClient

import services.ingest.main as ingest_main
from services.ingest.domain.nil_returns import emailed_periods
from services.ingest.entrypoints.web.nil import NilPages
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.state_nil import OfferNil, StateNil
from services.matching.entrypoints.web import reviews as review_pages
from services.matching.queries.reviews import ReviewQueries
from services.reporting.domain.quality.leaver_alerts import Profile
from services.reporting.queries.pupils import PupilLine
from services.validation.entrypoints.web.accounts.routes import account_routes
from services.validation.entrypoints.web.severities import TEMPLATES, SeverityPages, page_routes
from services.validation.queries.severities import SeverityQueries
from shared.kafka.dead_letters import DeadLetterFilter
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Establishment, Register
from shared.web.accounts.identities import Account, ActsFor
from shared.web.accounts.permissions import Role
from shared.web.addresses import Addresses, ServiceName
from shared.web.app import web_app
from shared.web.dead_letters import dead_letter_routes
from shared.web.openid.sign_on import SingleSignOn
from shared.web.pages.site import Site
from shared.web.requests.routes import GuardedRoute
from tests.support.access.others import PLACE
from tests.support.access.reporting import (
    COLLEGE,
    COLLEGES_EFFECTIVE,
    COLLEGES_HELD,
    COLLEGES_THREAD,
    OTHERS_EFFECTIVE,
    OTHERS_HELD,
    OTHERS_PUPIL,
)
from tests.support.access.rows import NOBODY, Visitor
from tests.support.account_views import MemoryAccounts
from tests.support.clock import FixedClock
from tests.support.contradiction_views import THREADS, MemoryContradictions, thread
from tests.support.dead_letter_pages import PREFIX, MemoryLetters, letters
from tests.support.establishments import an_establishment, registered
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER, MemoryIdentities, account
from tests.support.ingest import RECEIVED_AT, MemorySubmissions
from tests.support.memory_vault import MemoryVault
from tests.support.provider import MemoryProvidedSignIns, single_sign_on
from tests.support.quality_views import PROFILES, MemoryQuality
from tests.support.reporting_pages import OFFER, PERIOD, PUPIL, Desktop
from tests.support.severity_pages import NOW, MemorySeverityRows, SeveritiesUnderTest
from tests.support.submission_views import ALL, OTHER, OWN, REGISTER, MemorySubmissionQueries

DELEGATE: Final = replace(
    account(Role.UPLOADER, OTHER, "delegate@example.org"), acts_for=(ActsFor(OTHER), ActsFor(OWN, delegated=True))
)
ENDED: Final = account(Role.UPLOADER, OTHER, "ended@example.org")
ACCOUNTS: Final[dict[Visitor, Account]] = {
    Visitor.SCHOOL: UPLOADER,
    Visitor.COLLEGE: account(Role.UPLOADER, COLLEGE),
    Visitor.DELEGATED: DELEGATE,
    Visitor.ENDED: ENDED,
    Visitor.IDLE: account(Role.UPLOADER, None, "idle@example.org"),
    Visitor.REVIEWER: REVIEWER,
    Visitor.ANALYST: ANALYST,
    Visitor.ADMIN: ADMIN,
    Visitor.AUDITOR: AUDITOR,
    Visitor.EXPIRED: replace(UPLOADER, name="expired@example.org", id=UUID(int=91)),
    Visitor.REVOKED: replace(UPLOADER, name="revoked@example.org", id=UUID(int=92)),
}


class MatrixDesktop(Desktop):
    """Reporting's fakes, with pupils of another school too."""

    def _of(self, school: str, period: str) -> list[PupilLine]:
        others = [replace(PUPIL, person_id=OTHERS_PUPIL, surname="Brackenthorpe")]
        return {OWN: [PUPIL], OTHER: others}.get(school, []) if period == PERIOD else []


@dataclass
class Services:
    """One application and one client for each service; the visitors' sessions are known to all."""

    identities: MemoryIdentities = field(default_factory=lambda: MemoryIdentities((*EVERYBODY, *ACCOUNTS.values())))
    secrets: dict[Visitor, str] = field(default_factory=dict)
    apps: dict[str, Starlette] = field(default_factory=dict)

    async def open(self) -> None:
        """Open the sessions and build the applications."""
        for visitor, who in ACCOUNTS.items():
            self.secrets[visitor] = await self.identities.open_session(who)
        kept: Any = self.identities._sessions
        kept[self.secrets[Visitor.DELEGATED]].chosen = OWN
        kept[self.secrets[Visitor.ENDED]].chosen = OWN
        kept[self.secrets[Visitor.EXPIRED]].started_at -= timedelta(hours=13)
        await self.identities.close_session(self.secrets[Visitor.REVOKED])
        provider = single_sign_on("http://localhost:9", MemoryProvidedSignIns(self.identities))
        self.apps = {
            "reporting": self._reporting(provider),
            "ingest": self._ingest(provider),
            "validation": self._validation(provider),
            "matching": self._matching(provider),
        }

    def client(self, service: str, visitor: Visitor) -> TestClient:
        """Return a browser of this visitor at a service."""
        client = TestClient(self.apps[service], follow_redirects=False, raise_server_exceptions=False)
        if visitor in self.secrets:
            client.cookies.set("onward_session", self.secrets[visitor], domain="testserver.local")
        return client

    def token(self, visitor: Visitor) -> str:
        """Return what the visitor's forms carry; made up for whoever has no session."""
        kept: Any = self.identities._sessions.get(self.secrets.get(visitor, ""))
        return cast("str", kept.form_token) if kept and visitor not in NOBODY else "none"

    def _site(self, service: ServiceName, provider: SingleSignOn, templates: Any) -> Site:
        addresses = {name: f"http://{name}.example.org" for name in ("ingest", "validation", "matching", "reporting")}
        site = Addresses(**{**addresses, service: "http://testserver"})
        return Site(
            service, site, self.identities, FixedClock(RECEIVED_AT), templates=templates, single_sign_on=provider
        )

    def _reporting(self, provider: SingleSignOn) -> Starlette:
        college = Establishment(None, "Harrowmere College", None, COLLEGE, "college", None, None, None)
        desktop = MatrixDesktop(
            submissions=MemorySubmissionQueries(
                (*ALL, OTHERS_EFFECTIVE, OTHERS_HELD, COLLEGES_EFFECTIVE, COLLEGES_HELD)
            ),
            identities=self.identities,
            offers=(OFFER,),
            quality=MemoryQuality(sizes={**PROFILES, COLLEGE: Profile("college", 90)}),
            register=Register([*REGISTER.establishments, college]),
        )
        desktop.contradictions = MemoryContradictions((*THREADS, thread(COLLEGES_THREAD, "open", COLLEGE)))
        app = desktop.app()
        routes = [route for route in app.routes if isinstance(route, GuardedRoute)]
        own = [route for route in routes if not route.path.startswith(("/sign-", "/signed-", "/static"))]
        site = app.state.site
        object.__setattr__(site, "single_sign_on", provider)
        return web_app(site, [*own, *_letters()])

    def _ingest(self, provider: SingleSignOn) -> Starlette:
        clock, submissions = FixedClock(RECEIVED_AT), MemorySubmissions()
        find = registered(*(an_establishment(one) for one in (OWN, OTHER)), an_establishment(None, ukprn=COLLEGE))
        receive = ReceiveSubmission(submissions.begin, submissions, MemoryVault(), clock)
        state_nil = StateNil(receive, find, clock)
        site = self._site("ingest", provider, ingest_main._TEMPLATES)
        pages = NilPages(OfferNil(find, clock), state_nil, find, lambda: emailed_periods(clock.today()))
        door = ingest_main._door(receive, state_nil, cast("Any", None), site)
        return web_app(site, [*door, *ingest_main._nil(pages), *_letters()])

    def _validation(self, provider: SingleSignOn) -> Starlette:
        clock, under_test = FixedClock(NOW), SeveritiesUnderTest()
        pages = SeverityPages(SeverityQueries(MemorySeverityRows(), clock), under_test.change, clock)
        places = dict(zip((0, 100, 200), (OWN, OTHER, COLLEGE), strict=True))
        accounts = MemoryAccounts(delegations={UUID(int=PLACE.int + step): number for step, number in places.items()})
        site = self._site("validation", provider, TEMPLATES)
        return web_app(site, [*page_routes(pages), *account_routes(accounts.needs()), *_letters()])

    def _matching(self, provider: SingleSignOn) -> Starlette:
        FixedClock(NOW)
        routes = review_pages.page_routes(ReviewQueries(_NoReviews()), Register([]))
        return web_app(self._site("matching", provider, review_pages.TEMPLATES), [*routes, *_letters()])


class _LettersForAll(MemoryLetters):
    """Dead letters that are there again for the next visitor."""

    async def replay(self, wanted: DeadLetterFilter, *, by: str) -> int:
        return len(await self.counts(wanted))


def _letters() -> list[GuardedRoute]:
    return dead_letter_routes(_LettersForAll([letters()]), PREFIX)


class _NoReviews:
    """The port `ReviewRows` without a row."""

    async def waiting(self, *, page: int, page_size: int) -> Listing[Any]:
        return Listing([], 0, page, page_size)

    async def note_read(self, *_: object) -> None:
        pass
