"""A person decides about a generation: let a held one count, or take one out. The fold does the rest.

The authority decides about every return; its sender says of its own held one "yes, we meant that", and may take that
back. Both are weighed by the same fold.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from services.reporting.domain.returns.decisions import (
    Demand,
    LastDecision,
    NewDecision,
    decided,
    demand_of,
    why_not_the_senders,
)
from services.reporting.domain.returns.generations import Decision, JudgedGeneration
from services.reporting.domain.returns.hold import Comparison
from services.reporting.usecases.ports import CountedFile, Decidable, ReportingTables, SignalWork
from services.reporting.usecases.settle_returns import fold
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin, UnitOfWork
from shared.vocabulary.acts.two_people import LAPSED, TWO_PEOPLE, refusal_of
from shared.vocabulary.london import london_day

DecisionResult = Literal[
    "taken", "waits for a second person", "reason wanted", "changed meanwhile", "not the sender's", "unknown"
]
"""taken: it is being put into force. changed meanwhile: it would change something else than what was shown. not the
sender's: the authority must decide it, or has decided. unknown: there is no such generation."""
SecondPersonResult = Literal["taken", "withdrawn", "same person", "lapsed", "not waiting"]
"""same person: whoever asked for it cannot be the second one. lapsed: too long ago. not waiting: it was answered, or
decided otherwise."""


@dataclass(frozen=True, slots=True)
class GenerationDecision:
    """What somebody decided."""

    generation_id: int
    decision: Decision
    account: str
    reason: str | None = None
    by_sender: bool = False
    """The sender of the return decides, and not the authority."""
    shown: str | None = None
    """The mark of the effect that was shown; None: none was."""


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

    @property
    def mark(self) -> str:
        """What tells this effect from another: a form holds it, so that nobody decides on what is no longer true."""
        files = (one.generation_id if one else 0 for one in (self.now, self.then))
        change = self.comparison
        return "-".join(map(str, (*files, change.before, change.added, change.removed)))


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
            found = await work.tables.decisions.find_return(generation_id)
            return None if found is None else await _effect_of(work, found, generation_id, decision, self._clock)


class DecideGeneration:
    """Keep the decision and make the return due; the last decision in force counts, so each can be undone."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, signal_work: SignalWork) -> None:
        self._begin = begin
        self._clock = clock
        self._signal_work = signal_work

    async def __call__(self, command: GenerationDecision) -> DecisionResult:
        """Take the decision, or return what it lacks. One that takes many people out of the roll waits for a second."""
        async with self._begin(self) as work:
            found = await work.tables.decisions.find_return(command.generation_id)
            if found is None:
                return "unknown"
            refusal = await self._refusal(work, command, found)
            if refusal is not None:
                return refusal
            effect = await _effect_of(work, found, command.generation_id, command.decision, self._clock)
            if command.shown not in (None, effect.mark):
                return "changed meanwhile"
            if (effect.demand.reason or _confirms(command)) and not (command.reason or "").strip():
                return "reason wanted"
            await work.tables.decisions.keep(
                NewDecision(
                    command.generation_id,
                    command.decision,
                    command.account,
                    command.reason,
                    self._clock.now(),
                    effect.comparison.removed,
                    effect.demand.act,
                    command.by_sender,
                )
            )
        self._signal_work()
        return "waits for a second person" if effect.demand.second_person else "taken"

    async def _refusal(
        self, work: UnitOfWork[ReportingTables], command: GenerationDecision, found: Decidable
    ) -> DecisionResult | None:
        """Return why this decision is not the sender's to take; None: it may be taken."""
        if not command.by_sender:
            return "unknown" if command.decision == "withdraw" else None
        last = await work.tables.decisions.find_last(command.generation_id)
        if command.decision == "withdraw":
            return None if _is_own_yes(last) else "not the sender's"
        judged = await _as_it_stands(work, found, command.generation_id)
        if command.decision == "undo":
            return None if judged.generation.entered else "not the sender's"
        if not _is_open(last, command.generation_id) or judged.hold is None or judged.overlay is None:
            return "not the sender's"
        on = london_day(judged.generation.received_at)
        why = why_not_the_senders(judged.hold, judged.overlay.comparison, found.collection, on)
        return None if why is None else "not the sender's"


def _confirms(command: GenerationDecision) -> bool:
    return command.by_sender and command.decision == "approve"


def _is_open(last: LastDecision | None, generation_id: int) -> bool:
    """Tell whether nothing is decided about a judgement: that the one before was approved decides nothing about it."""
    if last is None or last.decision == "withdraw":
        return True
    return last.decision == "approve" and not last.waits and last.generation_id != generation_id


def _is_own_yes(last: LastDecision | None) -> bool:
    return last is not None and last.by_sender and last.decision == "approve"


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
            waiting = await decisions.find_waiting(answer.decision_id, answer.account)
            if waiting is None:
                return "not waiting"
            at = self._clock.now()
            refusal = refusal_of(waiting.act, same_person=waiting.own, asked_at=waiting.decided_at, at=at)
            if answer.confirms and refusal is not None:
                return refusal
            await decisions.answer(answer.decision_id, account=answer.account, confirms=answer.confirms, at=at)
        self._signal_work()
        return "taken" if answer.confirms else "withdrawn"


class LapseDecisions:
    """Turn down what nobody confirmed in time; any number of replicas may do it, any number of times."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many have lapsed now."""
        done, at = 0, self._clock.now()
        async with self._begin(self) as work:
            decisions = work.tables.decisions
            for act, row in TWO_PEOPLE.items():
                for decision_id in await decisions.find_asked_before(act, at - timedelta(days=row.lapses_days)):
                    if await decisions.find_waiting(decision_id, LAPSED):
                        await decisions.answer(decision_id, account=LAPSED, confirms=False, at=at)
                        done += 1
        return done


async def _as_it_stands(work: UnitOfWork[ReportingTables], found: Decidable, generation_id: int) -> JudgedGeneration:
    """Return what the fold says of a generation before anything is decided about it: by what it is held, if it is."""
    (settlement,) = await fold(work.tables.returns, [found.to_settle])
    return next(each for each in settlement.judged if each.generation.id == generation_id)


async def _effect_of(
    work: UnitOfWork[ReportingTables], found: Decidable, generation_id: int, decision: Decision, clock: Clock
) -> DecisionEffect:
    """Return what the decision would change."""
    tables = work.tables
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
