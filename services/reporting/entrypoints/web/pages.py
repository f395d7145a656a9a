"""All pages of reporting, as one table of routes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.reporting.domain.status import OFFER_NOT_LISTED
from services.reporting.entrypoints.web import labels
from services.reporting.entrypoints.web.audit.pages import audit_routes
from services.reporting.entrypoints.web.audit.proposals import proposal_routes
from services.reporting.entrypoints.web.board.pages import BoardPages, board_routes
from services.reporting.entrypoints.web.calendar.pages import CalendarDependencies, calendar_routes
from services.reporting.entrypoints.web.contradictions.pages import (
    INBOX,
    THREAD,
    ContradictionPages,
    ThreadDependencies,
)
from services.reporting.entrypoints.web.contradictions.words import STATES
from services.reporting.entrypoints.web.countdown import countdown_routes
from services.reporting.entrypoints.web.downloads.templates import template_routes
from services.reporting.entrypoints.web.entering.entries import EntryPages, RecordEntry
from services.reporting.entrypoints.web.entering.flags import FlagPages, SetsFlag
from services.reporting.entrypoints.web.entering.offers import OfferPages, offer_id
from services.reporting.entrypoints.web.entering.pupils import PupilPages
from services.reporting.entrypoints.web.figures import FigurePages
from services.reporting.entrypoints.web.files.complaints import ComplaintPages
from services.reporting.entrypoints.web.files.decisions import DecisionCommands, DecisionPages
from services.reporting.entrypoints.web.files.differences import DifferencePages
from services.reporting.entrypoints.web.files.submissions import SubmissionPages
from services.reporting.entrypoints.web.home import HomePage
from services.reporting.entrypoints.web.lists.pages import ListDependencies, list_routes
from services.reporting.entrypoints.web.month_out import MonthOutDependencies, month_out_routes
from services.reporting.entrypoints.web.notices.pages import NoticeDependencies, notice_routes
from services.reporting.entrypoints.web.parameters import (
    ANSWERED,
    AS_AT,
    CODE,
    COLLECTION,
    ENTERED,
    ESTABLISHMENT,
    FIGURES_YEAR,
    KNOWN_AT,
    OUTCOME,
    SENT,
    WAITING,
)
from services.reporting.entrypoints.web.people import ASKED, PEOPLE_LIST, PeoplePages
from services.reporting.entrypoints.web.quality.routes import QualityDependencies, quality_routes
from services.reporting.entrypoints.web.reminders.pages import ReminderDependencies
from services.reporting.entrypoints.web.reminders.routes import reminder_routes
from services.reporting.entrypoints.web.routing.pages import queue_routes
from services.reporting.entrypoints.web.subject_access import Accesses, subject_access_routes
from services.reporting.entrypoints.web.webhooks.pages import WebhookDependencies, webhook_routes
from services.reporting.queries.audit.entries import AuditQueries
from services.reporting.queries.audit.proposals import ProposalQueries
from services.reporting.queries.board.board import BoardQueries
from services.reporting.queries.board.headline import HeadlineQueries
from services.reporting.queries.differences import DifferenceQueries
from services.reporting.queries.downloads.templates import TemplateQueries
from services.reporting.queries.figures import FigureQueries
from services.reporting.queries.guarantee import GuaranteeQueries
from services.reporting.queries.offers import OfferQueries
from services.reporting.queries.people import PeopleQueries
from services.reporting.queries.person import PersonQueries
from services.reporting.queries.pupils import PupilQueries
from services.reporting.queries.routing.queues import QueueQueries
from services.reporting.queries.saved_searches import SavedSearches
from services.reporting.queries.submission.issues import IssueQueries
from services.reporting.queries.submission.submissions import SubmissionQueries
from shared.clock import Clock
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.establishments import Register
from shared.vocabulary.issues import code_of
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import Site
from shared.web.requests.queries import PAGE
from shared.web.requests.routes import GuardedRoute, get, post

PASSED_ON: Final = code_of("passed_on")
TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class PageDependencies:
    """What the pages read through, and what they command."""

    submissions: SubmissionQueries
    issues: IssueQueries
    board: BoardQueries
    figures: FigureQueries
    guarantee: GuaranteeQueries
    people: PeopleQueries
    person: PersonQueries
    differences: DifferenceQueries
    decisions: DecisionCommands
    record_entry: RecordEntry
    set_flag: SetsFlag
    accesses: Accesses
    offers: OfferQueries
    pupils: PupilQueries
    contradictions: ThreadDependencies
    calendar: CalendarDependencies
    quality: QualityDependencies
    templates: TemplateQueries
    reminders: ReminderDependencies
    notices: NoticeDependencies
    queues: QueueQueries
    audit: AuditQueries
    proposals: ProposalQueries
    lists: ListDependencies
    webhooks: WebhookDependencies
    month_out: MonthOutDependencies
    clock: Clock
    register: Register
    searches: SavedSearches


def page_routes(needs: PageDependencies) -> list[GuardedRoute]:
    """Return every route of reporting's pages with the permission that it needs."""
    names = labels.Names(needs.register)
    submissions = SubmissionPages(needs.submissions, needs.issues, needs.differences, names)
    complaints = ComplaintPages(needs.submissions, needs.issues, names).download
    decisions = DecisionPages(needs.submissions, names, needs.decisions)
    people = PeoplePages(needs.people, needs.person, names, needs.searches, needs.clock)
    differences = DifferencePages(needs.submissions, needs.differences, names)
    figures = FigurePages(needs.figures, needs.guarantee)
    one = "/submissions/{submission_id}"
    return [
        get("/", _home(needs, names).show, needs=Permission.SEE_SUBMISSIONS),
        get(
            "/submissions",
            submissions.listing,
            needs=Permission.SEE_SUBMISSIONS,
            takes=(ESTABLISHMENT, COLLECTION, OUTCOME, WAITING, PAGE),
        ),
        get(one, submissions.one, needs=Permission.SEE_SUBMISSIONS, takes=(SENT, CODE, PAGE)),
        get(f"{one}/complaints.csv", complaints, needs=Permission.SEE_SUBMISSIONS),
        get(f"/api{one}", submissions.progress, needs=Permission.SEE_SUBMISSIONS),
        get(f"{one}/difference/{{change}}", differences.show, needs=Permission.SEE_DIFFERENCES, takes=(PAGE,)),
        get(f"{one}/decide/{{decision}}", decisions.ask, needs=Permission.DECIDE_RETURNS),
        post(f"{one}/decide/{{decision}}", decisions.decide, needs=Permission.DECIDE_RETURNS),
        get(f"{one}/own/{{decision}}", decisions.ask, needs=Permission.CONFIRM_OWN),
        post(f"{one}/own/{{decision}}", decisions.decide, needs=Permission.CONFIRM_OWN),
        get(f"{one}/second", decisions.ask_second, needs=Permission.DECIDE_RETURNS),
        post(f"{one}/second", decisions.second, needs=Permission.DECIDE_RETURNS),
        get("/figures", figures.show, needs=Permission.SEE_FIGURES, takes=(FIGURES_YEAR,)),
        get("/api/figures", figures.as_json, needs=Permission.SEE_FIGURES, takes=(AS_AT, KNOWN_AT)),
        get("/people", people.listing, needs=Permission.SEE_PEOPLE, takes=PEOPLE_LIST),
        post("/people", people.search, needs=Permission.FIND_PEOPLE),
        get("/people/{person_id}", people.one, needs=Permission.SEE_PEOPLE, takes=(*PEOPLE_LIST, ENTERED, *ASKED)),
        *countdown_routes(needs.lists.countdown, names),
        *_entering_routes(needs, names),
        *subject_access_routes(needs.accesses, needs.person),
        *_contradiction_routes(needs, names),
        *_routes_about_returns(needs, names),
        *webhook_routes(needs.webhooks),
        *month_out_routes(needs.month_out, names),
    ]


def _routes_about_returns(needs: PageDependencies, names: labels.Names) -> list[GuardedRoute]:
    """Return the routes about what is owed: by when, how it stands, who is reminded; and the audit."""
    return [
        *board_routes(BoardPages(needs.board, names, needs.clock)),
        *calendar_routes(needs.calendar, names, needs.clock),
        *queue_routes(needs.queues, names),
        *audit_routes(needs.audit),
        *proposal_routes(needs.proposals),
        *list_routes(needs.lists, names),
        *quality_routes(needs.quality, names),
        *template_routes(needs.templates, needs.lists.sent, names),
        *reminder_routes(needs.reminders, names),
        *notice_routes(needs.notices, names),
    ]


def _entering_routes(needs: PageDependencies, names: labels.Names) -> list[GuardedRoute]:
    pupils = PupilPages(needs.pupils, needs.record_entry, needs.calendar.queries, needs.clock, names)
    offers = OfferPages(needs.offers, needs.record_entry, names)
    entries = EntryPages(needs.person, needs.record_entry, needs.clock)
    flags = FlagPages(needs.person, needs.set_flag, needs.clock)
    return [
        get("/offers", offers.listing, needs=Permission.ANSWER_OFFERS, takes=(ANSWERED, PAGE)),
        post("/offers", offers.answer, needs=Permission.ANSWER_OFFERS),
        get("/pupils", pupils.listing, needs=Permission.CHECK_PUPILS, takes=(PAGE,)),
        post("/pupils", pupils.all_correct, needs=Permission.CHECK_PUPILS),
        get("/pupils/{person_id}", pupils.ask, needs=Permission.CHECK_PUPILS),
        post("/pupils/{person_id}", pupils.answer, needs=Permission.CHECK_PUPILS),
        get("/people/{person_id}/contact", entries.ask_contact, needs=Permission.RECORD_CONTACTS),
        post("/people/{person_id}/contact", entries.contact, needs=Permission.RECORD_CONTACTS),
        get("/people/{person_id}/flags", flags.ask, needs=Permission.KEEP_FLAGS),
        post("/people/{person_id}/flags", flags.enter, needs=Permission.KEEP_FLAGS),
        get("/people/{person_id}/correct", entries.ask_correction, needs=Permission.CORRECT_STATUS),
        post("/people/{person_id}/correct", entries.correct, needs=Permission.CORRECT_STATUS),
    ]


def _contradiction_routes(needs: PageDependencies, names: labels.Names) -> list[GuardedRoute]:
    contradictions, thread = ContradictionPages(needs.contradictions, names), "/contradictions/{contradiction_id}"
    return [
        get("/contradictions", contradictions.listing, needs=Permission.SEE_CONTRADICTIONS, takes=INBOX),
        get(thread, contradictions.thread, needs=Permission.SEE_CONTRADICTIONS, takes=THREAD),
        post(thread, contradictions.write, needs=Permission.WRITE_ABOUT_CONTRADICTIONS),
    ]


def add_template_globals(site: Site) -> None:
    """Give the templates the labels that they show."""
    site.pages.globals.update(
        activity_label=labels.activity_label,
        channels=labels.CHANNELS,
        collection_title=labels.collection_title,
        column_header=labels.column_header,
        contradiction_states=STATES,
        counting_line=labels.counting_line,
        decision_words=labels.DECISIONS,
        senders_decision_words=labels.SENDERS_DECISIONS,
        district_name=labels.district_name,
        groups_words=labels.GROUPS,
        guarantee_label=labels.guarantee_label,
        guarantee_sentence=labels.guarantee_sentence,
        issue=labels.issue,
        passed_on=PASSED_ON,
        is_monthly=labels.is_monthly,
        keeps_unlisted=labels.keeps_unlisted,
        offer_id=offer_id,
        offer_not_listed=OFFER_NOT_LISTED,
        period_words=period_words,
        rule_sentence=labels.rule_sentence,
        role_word=labels.role_word,
        severities=labels.SEVERITIES,
        severity_tones=labels.SEVERITY_TONES,
        stages=labels.STAGES,
    )


def _home(needs: PageDependencies, names: labels.Names) -> HomePage:
    return HomePage(
        needs.submissions,
        needs.figures,
        needs.contradictions.inbox,
        needs.notices.inbox,
        HeadlineQueries(needs.board, needs.clock),
        needs.proposals,
        names,
        needs.clock,
    )
