"""A person decides about a generation: let a held one count, or take one out. The fold does the rest."""

from dataclasses import dataclass, replace
from typing import Literal

from services.reporting.domain.returns.decisions import Demand, decided, demand_of
from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.returns.hold import Comparison
from services.reporting.usecases.ports import CountedFile, NewDecision, ReportingTables, SignalWork
from services.reporting.usecases.settle_returns import fold
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin, UnitOfWork

DecisionResult = Literal["taken", "waits for a second person", "reason wanted", "unknown"]
"""taken: it is being put into force. unknown: there is no such generation."""
SecondPersonResult = Literal["taken", "withdrawn", "same person", "not waiting"]
"""same person: whoever asked for it cannot be the second one. not waiting: it was answered, or decided otherwise."""


@dataclass(frozen=True, slots=True)
class GenerationDecision:
    """What somebody decided."""

    generation_id: int
    decision: Decision
    account: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SecondPersonAnswer:
    """What a second person answers to a decision that waits for one."""

    decision_id: int
    account: str
    confirms: bool
    """False: it is withdrawn. Whoever asked for it may do that too."""


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """What a decision would change for its return."""

    now: CountedFile | None
    """The file that counts now; None: none does."""
    then: CountedFile | None
    comparison: Comparison
    """People of what would count then against people of what counts now."""
    demand: Demand


class PreviewDecision:
    """Find out what a decision would change, by the comparison by which a return is held."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, generation_id: int, decision: Decision) -> DecisionEffect | None:
        """Return what it would change; None: there is no such generation.

        The return is settled once more after that, which changes nothing: until then nobody else can settle it.
        """
        async with self._begin(self) as work:
            return await _effect_of(work, generation_id, decision, self._clock)


class DecideGeneration:
    """Keep the decision and make the return due; the last decision in force counts, so each can be undone."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, signal_work: SignalWork) -> None:
        self._begin = begin
        self._clock = clock
        self._signal_work = signal_work

    async def __call__(self, command: GenerationDecision) -> DecisionResult:
        """Take the decision, or return what it lacks. One that takes many people out of the roll waits for a second."""
        async with self._begin(self) as work:
            effect = await _effect_of(work, command.generation_id, command.decision, self._clock)
            if effect is None:
                return "unknown"
            if effect.demand.reason and not (command.reason or "").strip():
                return "reason wanted"
            await work.tables.decisions.keep(
                NewDecision(
                    command.generation_id,
                    command.decision,
                    command.account,
                    command.reason,
                    self._clock.now(),
                    effect.comparison.removed,
                    effect.demand.second_person,
                )
            )
        self._signal_work()
        return "waits for a second person" if effect.demand.second_person else "taken"


class AnswerDecision:
    """Put a decision into force that waits for a second person, or withdraw it."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, signal_work: SignalWork) -> None:
        self._begin = begin
        self._clock = clock
        self._signal_work = signal_work

    async def __call__(self, answer: SecondPersonAnswer) -> SecondPersonResult:
        """Take the answer of the second person, unless it is the first one or nothing waits any more."""
        async with self._begin(self) as work:
            decisions = work.tables.decisions
            waiting = await decisions.find_waiting(answer.decision_id)
            if waiting is None:
                return "not waiting"
            if answer.confirms and waiting.account == answer.account:
                return "same person"
            await decisions.answer(
                answer.decision_id, account=answer.account, confirms=answer.confirms, at=self._clock.now()
            )
        self._signal_work()
        return "taken" if answer.confirms else "withdrawn"


async def _effect_of(
    work: UnitOfWork[ReportingTables], generation_id: int, decision: Decision, clock: Clock
) -> DecisionEffect | None:
    tables = work.tables
    found = await tables.decisions.find_return(generation_id)
    if found is None:
        return None
    now = found.to_settle.effective
    as_decided = replace(found.to_settle, generations=decided(found.to_settle.generations, generation_id, decision))
    (settlement,) = await fold(tables.returns, [as_decided])
    comparison = await tables.decisions.compare(now, settlement.effective)
    return DecisionEffect(
        now=await tables.decisions.file_of(now) if now else None,
        then=await tables.decisions.file_of(settlement.effective) if settlement.effective else None,
        comparison=comparison,
        demand=demand_of(comparison, found.collection, clock.today()),
    )
