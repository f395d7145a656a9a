"""Draft the January reports of all schools from a snapshot, release them, or take them back with a reason."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.reporting.domain.activity_reports.rules import (
    SCHOOL_RULES,
    YEARS_BEFORE,
    Of,
    census_day,
    end_of_summer,
    report_day,
)
from services.reporting.usecases.activity_reports.ports import ActivityTables, NewDraft, SchoolSource
from services.reporting.usecases.snapshots.ports import Snapshots
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.london import end_of_london_day

ReportAct = Literal["prepare", "draft", "release", "take-back"]
ReportResult = Literal["prepared", "drafted", "released", "taken back"]
Refusal = Literal["too early", "not made", "is released", "nobody", "no draft", "changed meanwhile", "reason wanted"]
"""not made: a snapshot that it takes is not made yet. changed meanwhile: another draft than the one that was shown."""
REASON_MAX: Final = 500
DRAFTED_ANEW: Final = "Drafted anew"
"""Why a draft ended that was never released."""


@dataclass(frozen=True, slots=True)
class ReportCommand:
    """Who does what with the reports of a summer."""

    act: ReportAct
    summer: int
    account: str
    form_id: str
    shown: str
    """The id of the report that was shown; of a draft, the id of the snapshot it is made from."""
    reason: str = ""


class DecideReports:
    """One of four acts; each changes everything that belongs to it, or nothing."""

    def __init__(self, begin: Begin[ActivityTables], snapshots: Snapshots, clock: Clock) -> None:
        self._begin = begin
        self._snapshots = snapshots
        self._clock = clock

    async def __call__(self, command: ReportCommand) -> ReportResult | Refusal:
        """Return what became of it. Raises Transient."""
        acts: dict[ReportAct, Callable[[ReportCommand], Awaitable[ReportResult | Refusal]]] = {
            "prepare": self._prepare,
            "draft": self._draft,
            "release": self._release,
            "take-back": self._take_back,
        }
        return await acts[command.act](command)

    async def _prepare(self, command: ReportCommand) -> ReportResult | Refusal:
        """Ask for everybody as at 31 May and 1 November, by what is known now, and as known at the end of August."""
        if self._clock.today() < report_day(command.summer):
            return "too early"
        now = self._clock.now()
        for as_at in (census_day(command.summer), report_day(command.summer)):
            await self._snapshots.ask(as_at, None, "asked", asked_by=command.account, asked_at=now)
        then = end_of_summer(command.summer)
        await self._snapshots.ask(then, end_of_london_day(then), "asked", asked_by=command.account, asked_at=now)
        return "prepared"

    async def _draft(self, command: ReportCommand) -> ReportResult | Refusal:
        summer, now = command.summer, self._clock.now()
        entry_id = derived_id("activity report", command.account, command.form_id, str(summer))
        async with self._begin(self) as work:
            reports = work.tables.reports
            await reports.hold()
            if await reports.is_kept(entry_id):
                return "drafted"
            before = await reports.find(summer)
            if before is not None and before.released_at is not None:
                return "is released"
            made = int(command.shown) if command.shown.isdecimal() else 0
            census = await reports.made_of(census_day(summer))
            if census is None or not await reports.is_made_of(made, report_day(summer)):
                return "not made"
            summers = await reports.made_of(end_of_summer(summer), end_of_london_day(end_of_summer(summer)))
            if before is not None:
                await reports.take_back(before.report_id, now, command.account, DRAFTED_ANEW)
            sources = sources_of({"census day": census, "summer": summers, "report day": made})
            draft = NewDraft(entry_id, summer, made, census, now, command.account)
            await reports.keep(draft, sources, YEARS_BEFORE)
        return "drafted"

    async def _release(self, command: ReportCommand) -> ReportResult | Refusal:
        async with self._begin(self) as work:
            reports = work.tables.reports
            await reports.hold()
            found = await reports.find(command.summer)
            if found is None or found.released_at is not None:
                return "no draft" if found is None else "is released"
            if str(found.report_id) != command.shown:
                return "changed meanwhile"
            await reports.release(found.report_id, self._clock.now(), command.account)
        return "released"

    async def _take_back(self, command: ReportCommand) -> ReportResult | Refusal:
        reason = " ".join(command.reason.split())[:REASON_MAX]
        async with self._begin(self) as work:
            reports = work.tables.reports
            await reports.hold()
            found = await reports.find(command.summer)
            if found is None:
                return "no draft"
            if str(found.report_id) != command.shown:
                return "changed meanwhile"
            if not reason:
                return "reason wanted"
            await reports.take_back(found.report_id, self._clock.now(), command.account, reason)
        return "taken back"


def sources_of(made: Mapping[Of, int | None]) -> Sequence[SchoolSource]:
    """Return from which of these snapshots it is taken which school was somebody's, in the order of the rules."""
    return [
        SchoolSource(rule.name, snapshot_id, rule.taken)
        for rule in SCHOOL_RULES
        if (snapshot_id := made[rule.of]) is not None
    ]
