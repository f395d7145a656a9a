"""Reporting's use cases over a real database, without Kafka: what would be said is remembered instead."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from random import Random
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.columns import NAMES, row_of
from services.reporting.adapters.tables import reporting_tables
from services.reporting.domain.returns.generations import Decision
from services.reporting.usecases.build_generation import (
    AddClaims,
    AddJudgementTotals,
    AddMatchingTotals,
    AddVerdicts,
)
from services.reporting.usecases.contradictions.compare_lists import CompareLists
from services.reporting.usecases.decide_generation import (
    AnswerDecision,
    DecideGeneration,
    GenerationDecision,
    PreviewDecision,
    SecondPersonAnswer,
)
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.record_files import RecordExtracted, RecordReceived, RecordUnreadable
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.tick_day import TickDay
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.reporting import StatusChanged
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.outbox.unit_of_work import Begin
from shared.persistence.pool import Pool
from tests.support.claims import school
from tests.support.clock import FixedClock
from tests.support.memory_reporting import MemoryReporting
from tests.support.memory_unit_of_work import MemoryUnitsOfWork, Published
from tests.support.recorded_units_of_work import RecordedUnitsOfWork


class ReportingUnderTest:
    """Reporting at work over units of work in memory or on a database."""

    def __init__(self, begin: Begin[ReportingTables], published: Published, now: datetime) -> None:
        self.begin = begin
        self.published = published
        self.clock = FixedClock(now)

    async def hear(self, events: Iterable[Event]) -> None:
        """Handle the events in their order, in the runs in which the subscribers would get them."""
        await hear(self.begin, events)

    async def settle(self) -> None:
        """Settle whatever is due."""
        settle = SettleReturns(self.begin, self.clock)
        while await settle():
            pass

    async def recompute(self) -> int:
        """Compute everybody who is stale; returns how many."""
        recompute = RecomputeStale(self.begin, self.clock, school)
        computed = 0
        while step := await recompute():
            computed += step
        return computed

    async def compare(self) -> None:
        """Compare what is listed with who is known, and compute whom that marks."""
        if await CompareLists(self.begin)():
            await self.recompute()

    async def take_in(self, *returns: Any) -> None:
        """Hear whole returns, settle and recompute."""
        for each in returns:
            await self.hear(each.events)
        await self.settle()
        await self.recompute()
        await self.compare()

    async def decide(self, generation_id: int, decision: Decision) -> None:
        """Decide as an officer, whom a second one confirms where that is wanted; settle and recompute."""
        command = GenerationDecision(generation_id, decision, "officer", "as agreed with the school")
        answer = await self.deciding(command)
        if answer == "waits for a second person":
            word = SecondPersonAnswer(await self.waiting_decision(), "second officer", confirms=True)
            assert await self.answering(word) == "taken"
        else:
            assert answer == "taken"
        await self.settle()
        await self.recompute()
        await self.compare()

    @property
    def deciding(self) -> DecideGeneration:
        """The use case, for what an officer does by halves."""
        return DecideGeneration(self.begin, self.clock, _nobody)

    @property
    def previewing(self) -> PreviewDecision:
        """The use case that shows what a decision would change."""
        return PreviewDecision(self.begin, self.clock)

    @property
    def answering(self) -> AnswerDecision:
        """The use case of the second person."""
        return AnswerDecision(self.begin, self.clock, _nobody)

    @property
    def published_events(self) -> list[Event | tuple[str, str]]:
        """Everything that was published, tombstones too."""
        return self.published.all

    async def waiting_decision(self) -> int:
        """Return the decision that was taken last."""
        raise NotImplementedError

    async def contradictions(self) -> dict[tuple[UUID, str, tuple[str, ...]], bool]:
        """Return every contradiction there was, by person, code and establishments: whether it holds now."""
        raise NotImplementedError

    async def tick(self) -> int | None:
        """Let the day begin."""
        return await TickDay(self.begin, self.clock, _nobody)()

    @property
    def changes(self) -> list[StatusChanged]:
        """Every status change that was said."""
        return [one for one in self.published_events if isinstance(one, StatusChanged)]

    @property
    def forgotten(self) -> list[str]:
        """Keys of tombstones."""
        return self.published.forgotten


_NEWEST: Final = "SELECT generation_id FROM generations WHERE submission_id = $1 ORDER BY judgement DESC LIMIT 1"


class Office(ReportingUnderTest):
    """Reporting at work on one database."""

    def __init__(self, pool: Pool, now: datetime) -> None:
        units = RecordedUnitsOfWork(pool, reporting_tables)
        super().__init__(units.begin, units.published, now)
        self.pool = pool
        self._looks_before = 0

    async def forget_looks(self) -> None:
        """Leave out of `looks` what was noted until now: the audit itself forgets nothing."""
        self._looks_before = await self.pool.fetchval("SELECT coalesce(max(place), 0) FROM shared.audit_entries")

    async def looks(self) -> list[tuple[str, UUID | None, str]]:
        """Return who looked at whom, and at what, since."""
        rows = await self.pool.fetch(
            "SELECT account, person_id, kind FROM shared.audit_entries"
            " WHERE act = 'read' AND place > $1 ORDER BY place",
            self._looks_before,
        )
        return [tuple(row) for row in rows]

    async def statuses(self) -> dict[UUID, dict[str, Any]]:
        """Return what is stored about everybody, but for versions and times of knowing."""
        rows = await self.pool.fetch("SELECT * FROM people")
        return {row["person_id"]: without_history(dict(row)) for row in rows}

    async def status(self, person_id: UUID) -> tuple[str, str | None, bool]:
        """Return group, code and whether it lapsed."""
        row = await self.pool.fetchrow("SELECT status_group, code, lapsed FROM people WHERE person_id = $1", person_id)
        assert row is not None
        return tuple(row)

    async def states(self) -> dict[UUID, tuple[str, str | None]]:
        """Return the fold's word on each submission."""
        rows = await self.pool.fetch("SELECT submission_id, state, hold FROM generations ORDER BY generation_id")
        return {row["submission_id"]: (row["state"], row["hold"]) for row in rows}

    async def contradictions(self) -> dict[tuple[UUID, str, tuple[str, ...]], bool]:
        """Return every contradiction there was, and whether it holds now."""
        rows = await self.pool.fetch("SELECT person_id, code, establishments, closed_at FROM contradictions")
        return {(row["person_id"], row["code"], tuple(row["establishments"])): row["closed_at"] is None for row in rows}

    async def waiting_decision(self) -> int:
        """Return the decision that was taken last."""
        return int(await self.pool.fetchval("SELECT max(decision_id) FROM decisions"))

    async def generation_of(self, submission_id: UUID) -> int:
        """Return the generation that the newest judgement of a submission built."""
        return int(await self.pool.fetchval(_NEWEST, submission_id))


class MemoryOffice(ReportingUnderTest):
    """Reporting at work in memory."""

    def __init__(self, now: datetime) -> None:
        memory = MemoryReporting()
        units = MemoryUnitsOfWork(memory.tables)
        super().__init__(units.begin, units.published, now)
        self.tables = memory.kept
        self.routes = memory.routes

    async def statuses(self) -> dict[UUID, dict[str, Any]]:
        """Return what is stored about everybody, but for versions and times of knowing."""
        return {
            person_id: without_history(dict(zip(NAMES, row_of(row), strict=True)))
            for person_id, row in self.tables.people.items()
        }

    async def states(self) -> dict[UUID, tuple[str, str | None]]:
        """Return the fold's word on each submission."""
        return {each.heading.submission_id: (each.state, each.hold) for each in self.tables.generations.values()}

    async def contradictions(self) -> dict[tuple[UUID, str, tuple[str, ...]], bool]:
        """Return every contradiction there was, and whether it holds now."""
        return {(who, *one): closed is None for (who, one), closed in self.tables.found.items()}

    async def waiting_decision(self) -> int:
        """Return the decision that was taken last."""
        return self.tables.decisions[-1].id

    async def generation_of(self, submission_id: UUID) -> int:
        """Return the generation that the newest judgement of a submission built."""
        built = [one for one in self.tables.generations.values() if one.heading.submission_id == submission_id]
        return max(built, key=lambda one: one.heading.judgement).id


def without_history(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a person's row what depends on the way it came about, and what the database works out by itself."""
    return {name: value for name, value in row.items() if name not in ("version", "known_at", "sort_key")}


async def hear(begin: Begin[ReportingTables], events: Iterable[Event]) -> None:
    """Hand each run of events of one type to its use case, none twice in one run."""
    handlers: Mapping[type[Event], Callable[[Any], Awaitable[None]]] = {
        SubmissionReceived: RecordReceived(begin),
        SubmissionExtracted: RecordExtracted(begin),
        SubmissionUnreadable: RecordUnreadable(begin),
        RowsJudged: AddVerdicts(begin, _nobody),
        SubmissionJudged: AddJudgementTotals(begin, _nobody),
        ClaimsMatched: AddClaims(begin, _nobody),
        SubmissionMatched: AddMatchingTotals(begin, _nobody),
    }
    for kind, run in groupby(events, key=type):
        await handlers[kind](list({event.event_id: event for event in run}.values()))


def runs(events: Sequence[Event], chance: Random | None) -> Iterator[list[Event]]:
    """Yield the events one by one, or a few at a time: those of one type are then handled together."""
    start = 0
    while start < len(events):
        size = 1 if chance is None else chance.randint(1, 9)
        yield sorted(events[start : start + size], key=lambda event: event.TYPE)
        start += size


def _nobody() -> None:
    """Nobody waits to be woken in a test."""
