"""Reporting's start: builds its use cases, queries and pages, and runs them."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import Final

from starlette.applications import Starlette

from services.reporting.adapters.calendar.letter_document import write_letter
from services.reporting.adapters.erasure.holdings import HeldByReporting
from services.reporting.adapters.heartbeats import Heartbeats, heartbeat
from services.reporting.adapters.tables import reporting_tables
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.establishment_kinds import kinds_of, unknown_types
from services.reporting.entrypoints.background import Background, WorkSignal
from services.reporting.entrypoints.chase import Chase
from services.reporting.entrypoints.events import EventHandlers, subscriptions
from services.reporting.entrypoints.web.calendar.pages import CalendarDependencies
from services.reporting.entrypoints.web.contradictions.pages import ThreadDependencies
from services.reporting.entrypoints.web.files.decisions import DecisionCommands
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.lists.pages import ListDependencies
from services.reporting.entrypoints.web.month_out import MonthOutDependencies
from services.reporting.entrypoints.web.notices.pages import NoticeDependencies
from services.reporting.entrypoints.web.pages import TEMPLATES, PageDependencies, add_template_globals, page_routes
from services.reporting.entrypoints.web.reminders.pages import ReminderDependencies
from services.reporting.entrypoints.web.webhooks.pages import WebhookDependencies
from services.reporting.queries.audit.entries import AuditQueries, PostgresAuditRows
from services.reporting.queries.audit.proposals import PostgresProposals
from services.reporting.queries.board.board import BoardQueries
from services.reporting.queries.board.headline import HeadlineQueries
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.board.return_metrics import PostgresHeldRows, ShowReturnMetrics
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.calendar.calendar import CalendarQueries, PostgresCalendarRows
from services.reporting.queries.contradictions.inbox import InboxQueries, PostgresInboxRows
from services.reporting.queries.contradictions.thread import PostgresThreadRows, ThreadQueries
from services.reporting.queries.differences import DifferenceQueries, PostgresDifferenceRows
from services.reporting.queries.downloads.templates import TemplateQueries
from services.reporting.queries.figures import FigureQueries, PostgresFigureRows
from services.reporting.queries.guarantee import GuaranteeQueries, PostgresGuaranteeRows
from services.reporting.queries.lists.rows import lists_over
from services.reporting.queries.offers import OfferQueries, PostgresOfferRows
from services.reporting.queries.people import PeopleQueries, PostgresPeopleRows
from services.reporting.queries.person import PersonQueries, PostgresPersonRows
from services.reporting.queries.pupils import PostgresPupilRows, PupilQueries
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.routing.queues import PostgresQueueQueries
from services.reporting.queries.saved_searches import PostgresSavedSearches
from services.reporting.queries.submission.issues import PostgresIssueQueries
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.build_generation import (
    AddClaims,
    AddJudgementTotals,
    AddMatchingTotals,
    AddVerdicts,
)
from services.reporting.usecases.calendar.change_calendar import ChangeCalendar
from services.reporting.usecases.contradictions.compare_lists import CompareLists
from services.reporting.usecases.contradictions.write_note import WriteNote
from services.reporting.usecases.decide_generation import (
    AnswerDecision,
    DecideGeneration,
    LapseDecisions,
    PreviewDecision,
)
from services.reporting.usecases.erasure.erase_people import ErasePeople
from services.reporting.usecases.flags.set_flag import SetFlag
from services.reporting.usecases.lists.issue_list import IssueList, TakeListBack
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.record_entry import RecordEntry
from services.reporting.usecases.record_files import RecordExtracted, RecordReceived, RecordUnreadable
from services.reporting.usecases.republish_statuses import RepublishStatuses, RepublishWhenLost
from services.reporting.usecases.routing.route_items import RouteItems
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.tick_day import TickDay
from services.reporting.usecases.translate import STREAMS, streams_of
from services.reporting.wiring.mail import add_notices, add_reminders
from services.reporting.wiring.month_out import add_month_out
from services.reporting.wiring.quality import quality_dependencies
from services.reporting.wiring.school_wall import SchoolWall
from services.reporting.wiring.webhooks import add_webhooks
from shared.erasure.job import EVERY_S as ERASE_EVERY_S
from shared.erasure.subject_access import EVERY_S as GIVE_EVERY_S
from shared.erasure.subject_access import SubjectAccessJob
from shared.erasure.taking import SubjectAccesses
from shared.observability.logs import get_logger
from shared.outbox.unit_of_work import Begin
from shared.persistence.pool import Pool
from shared.runtime.dead_letters import dead_letter_pages
from shared.runtime.service import ServiceRuntime, open_service, run, run_service
from shared.settings import read_settings
from shared.vocabulary.establishments import Register
from shared.web.app import web_app
from shared.web.opening import open_site

_PURGE_EVERY_S: Final = 300.0
_ROUTE_EVERY_S: Final = 15.0
_RETURN_METRICS_EVERY_S: Final = 60.0
_BEAT_LOOK_S: Final = 60.0
_LOST_LOOK_S: Final = 20.0
_LAPSE_EVERY_S: Final = 600.0

log = get_logger("reporting")


def build(runtime: ServiceRuntime, settings: ReportingSettings) -> Starlette:
    """Subscribe the use cases to their events, begin the background work; return the pages."""
    begin, signal = runtime.units_of_work(reporting_tables).begin, WorkSignal()
    register = Register.load(settings.establishments_file)
    log_unknown_types(register)
    runtime.at_start(SchoolWall(runtime.pool, runtime.metrics))
    runtime.event_consumer.subscribe(*subscriptions(_event_handlers(begin, signal)))
    _add_background(runtime, settings, begin, kinds_of(register), signal)
    _show_return_metrics(runtime, register)
    commands = DecisionCommands(
        PreviewDecision(begin, runtime.clock),
        DecideGeneration(begin, runtime.clock, signal),
        AnswerDecision(begin, runtime.clock, signal),
    )
    site = open_site(settings, "reporting", pool=runtime.pool, clock=runtime.clock, templates=TEMPLATES)
    add_template_globals(site)
    record_entry = RecordEntry(begin, runtime.clock, signal)
    reminders = add_reminders(runtime, settings, register)
    notices = add_notices(runtime, settings, register, reminders)
    lists = ListDependencies(
        *lists_over(runtime.pool, register, runtime.clock, kinds_of(register)),
        IssueList(begin, runtime.clock, register, kinds_of(register)),
        TakeListBack(begin, runtime.clock),
    )
    needs = _page_dependencies(
        *(runtime, register, begin, commands, record_entry, reminders, notices, lists),
        add_webhooks(runtime, settings),
        add_month_out(runtime, settings, register),
    )
    return web_app(site, [*page_routes(needs), *dead_letter_pages(runtime)])


def _event_handlers(begin: Begin[ReportingTables], signal: WorkSignal) -> EventHandlers:
    return EventHandlers(
        record_received=RecordReceived(begin),
        record_extracted=RecordExtracted(begin),
        record_unreadable=RecordUnreadable(begin),
        add_verdicts=AddVerdicts(begin, signal),
        add_judgement_totals=AddJudgementTotals(begin, signal),
        add_claims=AddClaims(begin, signal),
        add_matching_totals=AddMatchingTotals(begin, signal),
    )


def _add_background(
    runtime: ServiceRuntime,
    settings: ReportingSettings,
    begin: Begin[ReportingTables],
    kind_of: KindOf,
    signal: WorkSignal,
) -> None:
    streams = streams_of(in_full=settings.status_codes_in_full)
    recompute = RecomputeStale(
        *(begin, runtime.clock, kind_of),
        streams=streams,
        batch_max=settings.recompute_batch,
        measures=runtime.metrics,
    )
    background = Background(
        SettleReturns(begin, runtime.clock, measures=runtime.metrics),
        recompute,
        CompareLists(begin),
        TickDay(begin, runtime.clock, signal),
        signal,
        poll_s=settings.recompute_poll_s,
    )
    runtime.every(1.0, "recompute", background.run)
    # A topic forgets what it should only where each of its partitions gets a record now and then: also one that is
    # published no more, and was emptied.
    for stream in STREAMS:
        beat = partial(runtime.producer.send_to_all_partitions, heartbeat(stream.topic, settings.topic_prefix))
        runtime.every(_BEAT_LOOK_S, f"heartbeats of {stream.topic.name}", Heartbeats(beat))
    published = [runtime.published(stream.topic) for stream in streams]
    runtime.every(_LOST_LOOK_S, "topics of statuses", RepublishWhenLost(published, RepublishStatuses(begin, streams)))
    runtime.every(ERASE_EVERY_S, "erasures", ErasePeople(begin))
    give = SubjectAccessJob(runtime.pool, runtime.keyring, "reporting", HeldByReporting(runtime.pool))
    runtime.every(GIVE_EVERY_S, "subject accesses", give)
    runtime.every(_PURGE_EVERY_S, "old subject accesses", SubjectAccesses(runtime.pool, runtime.keyring).purge)
    runtime.every(_LAPSE_EVERY_S, "proposals", LapseDecisions(begin, runtime.clock))
    runtime.every(_ROUTE_EVERY_S, "routing", RouteItems(begin, runtime.clock))
    runtime.every(_PURGE_EVERY_S, "saved searches", PostgresSavedSearches(runtime.pool).purge)


def _show_return_metrics(runtime: ServiceRuntime, register: Register) -> None:
    board = BoardQueries(PostgresBoardRows(runtime.pool), register, runtime.clock)
    headline = HeadlineQueries(board, runtime.clock)
    show = ShowReturnMetrics(headline, PostgresHeldRows(runtime.pool), runtime.clock, runtime.metrics)
    runtime.every(_RETURN_METRICS_EVERY_S, "metrics of returns", show)


def _page_dependencies(
    runtime: ServiceRuntime,
    register: Register,
    begin: Begin[ReportingTables],
    commands: DecisionCommands,
    record_entry: RecordEntry,
    reminders: ReminderDependencies,
    notices: NoticeDependencies,
    lists: ListDependencies,
    webhooks: WebhookDependencies,
    month_out: MonthOutDependencies,
) -> PageDependencies:
    pool, clock, audit = runtime.pool, runtime.clock, PostgresReadAudit(runtime.pool)
    kind_of = kinds_of(register)
    return PageDependencies(
        submissions=PostgresSubmissionQueries(pool),
        issues=PostgresIssueQueries(pool),
        board=BoardQueries(PostgresBoardRows(pool), register, clock),
        figures=FigureQueries(PostgresFigureRows(pool), clock, kind_of),
        guarantee=GuaranteeQueries(PostgresGuaranteeRows(pool), clock, kind_of),
        people=PeopleQueries(PostgresPeopleRows(pool), audit, clock),
        person=PersonQueries(PostgresPersonRows(pool), PostgresInboxRows(pool), audit, clock, kind_of),
        differences=DifferenceQueries(PostgresDifferenceRows(pool), audit),
        decisions=commands,
        record_entry=record_entry,
        set_flag=SetFlag(begin, clock),
        accesses=SubjectAccesses(pool, runtime.keyring),
        offers=OfferQueries(PostgresOfferRows(pool), audit),
        pupils=PupilQueries(PostgresPupilRows(pool), audit, clock),
        contradictions=_contradictions(pool, audit, WriteNote(begin, clock)),
        calendar=_calendar_dependencies(runtime, register, begin),
        templates=TemplateQueries(PostgresObligations(pool, register, clock), PostgresCalendarRows(pool), clock),
        reminders=reminders,
        notices=notices,
        quality=quality_dependencies(runtime, register, begin),
        queues=PostgresQueueQueries(pool),
        audit=AuditQueries(PostgresAuditRows(pool), audit),
        proposals=PostgresProposals(pool),
        lists=lists,
        webhooks=webhooks,
        month_out=month_out,
        clock=clock,
        register=register,
        searches=PostgresSavedSearches(pool),
    )


def _contradictions(pool: Pool, audit: PostgresReadAudit, write: WriteNote) -> ThreadDependencies:
    inbox, threads = PostgresInboxRows(pool), PostgresThreadRows(pool)
    return ThreadDependencies(InboxQueries(inbox, audit), ThreadQueries(threads, audit), write)


def _calendar_dependencies(
    runtime: ServiceRuntime, register: Register, begin: Begin[ReportingTables]
) -> CalendarDependencies:
    pool, clock = runtime.pool, runtime.clock
    return CalendarDependencies(
        CalendarQueries(PostgresCalendarRows(pool), register, clock), ChangeCalendar(begin, clock), write_letter
    )


async def republish(settings: ReportingSettings) -> None:
    """Publish everybody's current status again and print how many: `./onward republish`."""
    async with open_service(settings, "reporting") as runtime:
        streams = streams_of(in_full=settings.status_codes_in_full)
        done = await RepublishStatuses(runtime.units_of_work(reporting_tables).begin, streams)()
        sys.stdout.write(f"published again: {done.statuses} statuses; taken back: {done.forgotten} out of scope\n")


async def chase(settings: ReportingSettings, words: Sequence[str]) -> None:
    """Print who is written to on a day, or send what is due now: `./onward chase`."""
    async with open_service(settings, "reporting") as runtime:
        register = Register.load(settings.establishments_file)
        reminders = add_reminders(runtime, settings, register)
        notices = add_notices(runtime, settings, register, reminders)
        sys.stdout.writelines([f"{line}\n" async for line in Chase(reminders, notices, Names(register))(words)])


def log_unknown_types(register: Register) -> None:
    """Log how many types of establishments no rule knows: learners there count as a school's."""
    if unknown := unknown_types(one.type for one in register.establishments):
        log.warning("the register has types of establishments that no rule knows", count=len(unknown))


if __name__ == "__main__":
    if sys.argv[1:] == ["republish"]:
        run(republish(read_settings(ReportingSettings)))
    if sys.argv[1:2] == ["chase"]:
        run(chase(read_settings(ReportingSettings), sys.argv[2:]))
    run_service("reporting", read_settings(ReportingSettings), build)
