"""Reporting's door: who is plugged into whom."""

import sys
from typing import Final

from starlette.applications import Starlette

from services.reporting.adapters.heartbeats import Heartbeats, heartbeat
from services.reporting.adapters.work import PostgresWorks
from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.establishment_kinds import kind_of_type, unknown_types
from services.reporting.domain.standing import KindOf
from services.reporting.entrypoints.background import Background, WorkSignal
from services.reporting.entrypoints.events import subscribe
from services.reporting.entrypoints.web.pages import TEMPLATES, PageDependencies, add_template_globals, page_routes
from services.reporting.queries.differences import DifferenceQueries, PostgresDifferenceRows
from services.reporting.queries.figures import FigureQueries, PostgresFigureRows
from services.reporting.queries.issues import PostgresIssueQueries
from services.reporting.queries.people import PeopleQueries, PostgresPeopleRows
from services.reporting.queries.person import PersonQueries, PostgresPersonRows
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.returns import PostgresReturnQueries
from services.reporting.queries.saved_searches import PostgresSavedSearches
from services.reporting.queries.submissions import PostgresSubmissionQueries
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.build_generation import BuildGeneration
from services.reporting.usecases.decide_generation import DecideGeneration
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.record_files import RecordFiles
from services.reporting.usecases.republish_statuses import RepublishStatuses
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.tick_day import TickDay
from shared.contracts.reporting import StatusChanged
from shared.observability.logs import get_logger
from shared.runtime.service import House, open_house, run
from shared.vocabulary.establishments import Register, bundled_register_csv
from shared.web.app import web_app
from shared.web.opening import open_site

_PURGE_EVERY_S: Final = 300.0

_BEAT_LOOK_S: Final = 60.0

log = get_logger("reporting")


async def main() -> None:
    """Run the service until it is told to stop."""
    settings = ReportingSettings()
    async with open_house(settings, "reporting") as house:
        register = read_register(settings)
        say_unknown_types(register)
        signal = WorkSignal()
        listen(house, settings, kinds_of(register), signal)
        beat(house)
        house.every(_PURGE_EVERY_S, "saved searches", PostgresSavedSearches(house.pool).purge)
        await house.run_app(pages(house, settings, register, signal))


def pages(house: House, settings: ReportingSettings, register: Register, signal: WorkSignal) -> Starlette:
    """Return the pages, plugged into what they read and what they command."""
    pool, clock, audit = house.pool, house.clock, PostgresReadAudit(house.pool)
    needs = PageDependencies(
        submissions=PostgresSubmissionQueries(pool),
        issues=PostgresIssueQueries(pool),
        returns=PostgresReturnQueries(pool),
        figures=FigureQueries(PostgresFigureRows(pool), clock, kinds_of(register)),
        people=PeopleQueries(PostgresPeopleRows(pool), audit, clock),
        person=PersonQueries(PostgresPersonRows(pool), audit, clock, kinds_of(register)),
        differences=DifferenceQueries(PostgresDifferenceRows(pool), audit),
        decide=DecideGeneration(PostgresWorks(house.units), clock, signal),
        register=register,
        searches=PostgresSavedSearches(pool),
    )
    site = open_site(settings, "reporting", pool=house.pool, clock=house.clock, templates=TEMPLATES)
    add_template_globals(site)
    return web_app(site, page_routes(needs))


def listen(house: House, settings: ReportingSettings, kind_of: KindOf, signal: WorkSignal) -> None:
    """Plug events and background work into their use cases."""
    works = PostgresWorks(house.units)
    subscribe(house.event_consumer, RecordFiles(works), BuildGeneration(works, signal))
    recompute = RecomputeStale(
        works,
        house.clock,
        kind_of,
        batch_max=settings.recompute_batch,
        timed=lambda people: house.metrics.stage("recompute", people),
    )
    background = Background(
        SettleReturns(works, house.clock),
        recompute,
        TickDay(works, house.clock, signal),
        signal,
        poll_s=settings.recompute_poll_s,
    )
    house.every(1.0, "recompute", background.run)


def beat(house: House) -> None:
    """Keep the public topic forgetting what it should."""
    message = heartbeat(StatusChanged.TOPIC, house.settings.topic_prefix)
    house.every(_BEAT_LOOK_S, "heartbeats", Heartbeats(lambda: house.producer.send_to_all_partitions(message)))


async def republish() -> None:
    """Publish everybody's current status again and print how many: `./onward republish`."""
    async with open_house(ReportingSettings(), "reporting") as house:
        told = await RepublishStatuses(PostgresWorks(house.units))()
        sys.stdout.write(f"published again: {told.statuses} statuses; taken back: {told.forgotten} out of scope\n")


def read_register(settings: ReportingSettings) -> Register:
    """Return the register of establishments: the operator's file, else the bundled one."""
    file = settings.establishments_file
    return Register.from_csv(file.read_text(encoding="utf-8") if file and file.exists() else bundled_register_csv())


def say_unknown_types(register: Register) -> None:
    """Say how many types of establishments no rule knows: learners there count as a school's."""
    if unknown := unknown_types(one.type for one in register.establishments):
        log.warning("the register has types of establishments that no rule knows", count=len(unknown))


def kinds_of(register: Register) -> KindOf:
    """Return the answer to "what kind of establishment is this number?"; what nobody knows is a school."""
    kinds: dict[str, EstablishmentKind] = {
        one.dfe_number: kind_of_type(one.type) for one in register.establishments if one.dfe_number
    }
    return lambda number: kinds.get(number, "school")


if __name__ == "__main__":
    run(republish() if sys.argv[1:] == ["republish"] else main())
