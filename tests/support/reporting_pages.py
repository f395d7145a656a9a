"""Reporting's pages over fakes, as an application that a test can ask or a browser can walk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from starlette.applications import Starlette

from services.reporting.adapters.calendar.letter_document import write_letter
from services.reporting.domain.returns.decisions import Demand
from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.returns.hold import Comparison
from services.reporting.domain.returns.obligations import Arrival
from services.reporting.entrypoints.web.calendar.pages import CalendarDependencies
from services.reporting.entrypoints.web.contradictions.pages import ThreadDependencies
from services.reporting.entrypoints.web.files.decisions import DecisionCommands
from services.reporting.entrypoints.web.month_out import MonthOutDependencies
from services.reporting.entrypoints.web.pages import TEMPLATES, PageDependencies, add_template_globals, page_routes
from services.reporting.entrypoints.web.quality.routes import QualityDependencies
from services.reporting.queries.audit.entries import AuditQueries
from services.reporting.queries.audit.proposals import ProposalQueries
from services.reporting.queries.board.board import BoardQueries
from services.reporting.queries.calendar.calendar import CalendarQueries
from services.reporting.queries.contradictions.inbox import InboxQueries
from services.reporting.queries.contradictions.thread import ThreadQueries
from services.reporting.queries.differences import DifferenceQueries
from services.reporting.queries.downloads.templates import TemplateQueries
from services.reporting.queries.figures import FigureQueries
from services.reporting.queries.guarantee import GuaranteeQueries
from services.reporting.queries.guarantee_countdown import CountdownQueries
from services.reporting.queries.national_return.returns import NationalReturnQueries
from services.reporting.queries.neet_report.report import NeetReportQueries
from services.reporting.queries.offers import AskedOffer, OfferQueries
from services.reporting.queries.people import PeopleQueries
from services.reporting.queries.person import PersonQueries
from services.reporting.queries.pupils import PupilAnswer, PupilLine, PupilQueries
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries
from services.reporting.queries.quality.scorecards import ScorecardQueries
from services.reporting.usecases.decide_generation import (
    DecisionEffect,
    DecisionResult,
    GenerationDecision,
    SecondPersonAnswer,
    SecondPersonResult,
)
from services.reporting.usecases.flags.set_flag import FlagEntry
from services.reporting.usecases.ports import ClaimPlace, CountedFile
from services.reporting.usecases.record_entry import PersonEntry
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Register
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from tests.support.activity_views import MemoryActivity
from tests.support.audit_views import MemoryAudit, MemoryProposals
from tests.support.board_views import MemoryBoardRows
from tests.support.calendar_views import MemoryCalendar
from tests.support.clock import FixedClock
from tests.support.contradiction_views import MemoryContradictions
from tests.support.countdown_views import MemoryCountdown
from tests.support.identities import MemoryIdentities
from tests.support.list_views import MemoryLists, both_out
from tests.support.memory_routes import MemoryQueues
from tests.support.month_views import MemoryMonths
from tests.support.movement_views import MemoryMovements
from tests.support.national_return_views import MemoryReturn
from tests.support.neet_report_views import MemoryReportRows
from tests.support.notice_views import MemoryNotices
from tests.support.owed import MemoryObligations
from tests.support.person_views import PERSON, MemoryPeopleRows
from tests.support.quality_views import MemoryQuality
from tests.support.reminder_views import ClockTime, MemoryReminders
from tests.support.saved_searches import MemorySavedSearches
from tests.support.snapshot_views import MemorySnapshots
from tests.support.subject_accesses import MemoryAccesses
from tests.support.submission_views import (
    ASKED_BY,
    EFFECTIVE,
    HELD,
    OWN,
    RECEIVED_AT,
    REGISTER,
    MemorySubmissionQueries,
    page_of,
)
from tests.support.webhook_views import MemorySubscriptions
from tests.support.what_if_views import MemoryWhatIfs
from tests.support.work_list_views import MemoryWorkLists

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
PERIOD: Final = "2026-27"


OFFER: Final = AskedOffer(
    place=ClaimPlace(7, 3),
    person_id=PERSON.person_id,
    surname="Fernhollow",
    forename="Imogen",
    born_on=PERSON.who.born_on,
    facts={"offer_type": "CONDITIONAL", "response": "ACCEPTED"},
    particulars={"course": "Level 2 Bricklaying"},
    collection="C_SG",
    establishment=OWN,
    period="2026-27",
    submission_id=EFFECTIVE.submission_id,
    file_name="Offers in March.xlsx",
    sheet="Offers",
    line=12,
)

PUPIL: Final = PupilLine(PERSON.person_id, "Fernhollow", "Imogen", None, "A000000000000")

PLAIN: Final = DecisionEffect(
    now=CountedFile(1, EFFECTIVE.submission_id, EFFECTIVE.file_name, RECEIVED_AT),
    then=CountedFile(2, HELD.submission_id, HELD.file_name, RECEIVED_AT),
    comparison=Comparison(before=221, listed=183, added=2, removed=5, shielded=0),
    demand=Demand(),
)
"""What a decision changes that takes few people out."""


@dataclass(slots=True)
class RememberedDecisions:
    """Stands for the use cases of decisions: keeps what was decided, and what a second person said."""

    taken: list[GenerationDecision] = field(default_factory=list)
    words: list[SecondPersonAnswer] = field(default_factory=list)
    shown: DecisionEffect = PLAIN
    changed_meanwhile: bool = False
    """Something else has changed since the question was shown."""

    async def preview(self, generation_id: int, decision: Decision) -> DecisionEffect | None:
        return self.shown

    async def decide(self, command: GenerationDecision) -> DecisionResult:
        if self.changed_meanwhile:
            return "changed meanwhile"
        if self.shown.demand.reason and not command.reason:
            return "reason wanted"
        self.taken.append(command)
        return "waits for a second person" if self.shown.demand.second_person else "taken"

    async def answer(self, word: SecondPersonAnswer) -> SecondPersonResult:
        if word.confirms and word.account == ASKED_BY:
            return "same person"
        self.words.append(word)
        return "taken" if word.confirms else "withdrawn"


@dataclass(slots=True)
class Desktop:
    """The pages and what they lean on."""

    submissions: MemorySubmissionQueries = field(default_factory=MemorySubmissionQueries)
    people: MemoryPeopleRows = field(default_factory=MemoryPeopleRows)
    decisions: RememberedDecisions = field(default_factory=RememberedDecisions)
    identities: MemoryIdentities = field(default_factory=MemoryIdentities)
    searches: MemorySavedSearches = field(default_factory=MemorySavedSearches)

    contradictions: MemoryContradictions = field(default_factory=MemoryContradictions)
    quality: MemoryQuality = field(default_factory=MemoryQuality)
    entries: list[PersonEntry] = field(default_factory=list)
    flagged: list[FlagEntry] = field(default_factory=list)
    accesses: MemoryAccesses = field(default_factory=MemoryAccesses)
    roster: list[PupilLine] = field(default_factory=lambda: [PUPIL])
    """The pupils of our own school."""
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    offers: Sequence[AskedOffer] = ()
    calendar: MemoryCalendar = field(default_factory=MemoryCalendar)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    proposals: ProposalQueries = field(default_factory=MemoryProposals)
    queues: MemoryQueues = field(default_factory=MemoryQueues)
    countdown: MemoryCountdown = field(default_factory=MemoryCountdown)
    lists: MemoryLists = field(default_factory=both_out)
    board: MemoryBoardRows = field(default_factory=MemoryBoardRows)
    register: Register = REGISTER
    came: list[Arrival] = field(default_factory=list)
    """What came for what is owed."""
    reminders: MemoryReminders = field(default_factory=MemoryReminders)
    notices: MemoryNotices = field(default_factory=MemoryNotices)
    webhooks: MemorySubscriptions = field(default_factory=MemorySubscriptions)
    movements: MemoryMovements = field(default_factory=MemoryMovements)
    neet_report: MemoryReportRows = field(default_factory=MemoryReportRows)
    national_return: MemoryReturn = field(default_factory=MemoryReturn)
    work_lists: MemoryWorkLists = field(default_factory=MemoryWorkLists)
    what_ifs: MemoryWhatIfs = field(default_factory=MemoryWhatIfs)
    snapshots: MemorySnapshots = field(default_factory=MemorySnapshots)
    activity: MemoryActivity = field(default_factory=MemoryActivity)
    months: MemoryMonths = field(default_factory=MemoryMonths)

    async def record(self, entry: PersonEntry) -> UUID | None:
        """Stands for the use case of entries: keeps what was entered about whoever is known."""
        self.entries.append(entry)
        return PERSON.person_id if PERSON.person_id in {line.person_id for line in entry.lines} else None

    async def flag(self, entry: FlagEntry) -> bool:
        """Stands for the use case of flags."""
        self.flagged.append(entry)
        return entry.person_id == PERSON.person_id

    async def asked(self, establishment: str | None, *, page: int, page_size: int) -> Listing[AskedOffer]:
        """Stands for the offers that are asked about."""
        return page_of([one for one in self.offers if establishment in (None, one.establishment)], page, page_size)

    async def still_asked(self, establishment: str | None, places: Sequence[ClaimPlace]) -> Sequence[AskedOffer]:
        """Stands for those of these offers that are asked about still."""
        found = await self.asked(establishment, page=1, page_size=1000)
        return [one for one in found.items if one.place in places]

    async def pupils(self, school: str, period: str, *, page: int, page_size: int) -> Listing[PupilLine]:
        """Stands for the pupils of a school."""
        return page_of(self._of(school, period), page, page_size)

    async def answers(self, school: str, period: str, *, people_max: int) -> Sequence[PupilAnswer]:
        """Stands for their ids, the last of the list first."""
        found = [PupilAnswer(one.person_id, one.answer) for one in self._of(school, period)]
        return found[::-1][:people_max]

    async def find_pupil(self, school: str, period: str, person_id: UUID) -> PupilLine | None:
        """Stands for one of them."""
        return next((one for one in self._of(school, period) if one.person_id == person_id), None)

    def _of(self, school: str, period: str) -> list[PupilLine]:
        return list(self.roster) if (school, period) == (OWN, PERIOD) else []

    def app(self, address: str = "http://testserver") -> Starlette:
        """Return the application as it would be served at this address."""
        clock = self.clock
        site = Site(
            service="reporting",
            addresses=Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", address, "http://127.0.0.1:3"),
            identities=self.identities,
            clock=clock,
            simulated=True,
            templates=TEMPLATES,
        )
        add_template_globals(site)
        needs = PageDependencies(
            submissions=self.submissions,
            issues=self.submissions,
            board=BoardQueries(self.board, self.register, clock),
            figures=FigureQueries(self.people, clock, lambda _number: "school"),
            guarantee=GuaranteeQueries(self.people, clock, lambda _number: "school"),
            people=PeopleQueries(self.people, self.people, clock),
            person=PersonQueries(self.people, self.contradictions, self.people, clock, lambda _number: "school"),
            differences=DifferenceQueries(self.people, self.people),
            record_entry=self.record,
            set_flag=self.flag,
            accesses=self.accesses,
            offers=OfferQueries(self, self.people),
            pupils=PupilQueries(self, self.people, clock),
            contradictions=ThreadDependencies(
                InboxQueries(self.contradictions, self.people),
                ThreadQueries(self.contradictions, self.people),
                self.contradictions.write,
            ),
            templates=TemplateQueries(MemoryObligations(self.register, clock, self.came), self.calendar, clock),
            calendar=CalendarDependencies(
                CalendarQueries(self.calendar, self.register, clock), self.calendar.change, write_letter
            ),
            reminders=self.reminders.needs(REGISTER, clock, self.calendar.calendar),
            notices=self.notices.needs(REGISTER, self.reminders, ClockTime(clock), self.reminders.mail),
            quality=QualityDependencies(
                ScorecardQueries(self.quality, MemoryObligations(self.register, clock, self.came), clock, kept_s=0),
                LeaverAlertQueries(self.quality, clock, kept_s=0),
                self.quality.answer,
            ),
            queues=self.queues,
            audit=AuditQueries(self.audit, self.people),
            proposals=self.proposals,
            lists=self.lists.needs(
                self.register, clock, self.people, CountdownQueries(self.countdown, self.people, clock)
            ),
            webhooks=self.webhooks.needs(),
            month_out=MonthOutDependencies(
                snapshots=self.snapshots.needs(clock),
                months=self.months.needs(clock),
                neet_report=NeetReportQueries(self.neet_report, self.people),
                national_return=NationalReturnQueries(self.national_return, self.national_return, self.people),
                movements=self.movements.needs(self.people),
                work_lists=self.work_lists.needs(self.people, clock),
                activity_reports=self.activity.needs(self.people, clock),
                what_ifs=self.what_ifs.needs(self.people, self.snapshots),
            ),
            clock=clock,
            decisions=DecisionCommands(self.decisions.preview, self.decisions.decide, self.decisions.answer),
            register=self.register,
            searches=self.searches,
        )
        return web_app(site, page_routes(needs))
