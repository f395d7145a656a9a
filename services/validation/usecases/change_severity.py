"""Lower an error to a warning, or take that back: effective from a day, with a reason, kept for ever."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.validation.domain.severities import LOWERABLE, SeverityChange
from services.validation.usecases.ports import NewSeverityChange, ValidationTables
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin

ChangeResult = Literal["taken", "fixed", "reason wanted", "day wanted", "so already"]
"""fixed: this issue cannot be lowered there. day wanted: the day has passed. so already: it would change nothing."""
REASON_LENGTH_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class SeverityDecision:
    """What somebody decided about a severity."""

    change: SeverityChange
    from_on: date
    reason: str
    account: str


class ChangeSeverity:
    """Keep the decision. It is put into force, and what it concerns judged again, by `JudgeAgain`."""

    def __init__(self, begin: Begin[ValidationTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, decision: SeverityDecision) -> ChangeResult:
        """Take the decision, or return what it lacks. Taken twice, it is taken once. Raises Transient."""
        change, reason = decision.change, decision.reason.strip()
        if change.collection is not None and change.collection not in LOWERABLE.get(change.code, ()):
            return "fixed"
        if change.code not in LOWERABLE:
            return "fixed"
        if not reason or len(reason) > REASON_LENGTH_MAX:
            return "reason wanted"
        if decision.from_on < self._clock.today():
            return "day wanted"
        async with self._begin(self) as work:
            severities = work.tables.severities
            await severities.lock()
            planned = await severities.planned_for(decision.from_on)
            if all((code in planned.lowered_in(collection)) == change.lowered for collection, code in change.pairs):
                return "so already"
            await severities.keep(
                NewSeverityChange(change, decision.from_on, reason, decision.account, self._clock.now())
            )
        return "taken"
