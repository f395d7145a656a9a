"""Take a step of the monthly cycle, as the month was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.reporting.domain.months.month import AskedStep, By, Refusal, Step, act_of, refusal_of, rests_on
from services.reporting.domain.snapshots.snapshot import Purpose
from services.reporting.usecases.months.ports import HeldMonth, MonthChecks, Months
from shared.clock import Clock
from shared.contracts.events import derived_id

FREEZES: Final[Mapping[Step, Purpose]] = {"check": "asked", "close": "month"}
"""Steps that have everybody put together. What a check has made goes like any other; what a closing has, never."""


@dataclass(frozen=True, slots=True)
class StepCommand:
    """Who takes which step of which month."""

    period_end: date
    asked: AskedStep
    account: str
    form_id: str
    """The id that the form was given: the same sent twice by a double click is one step."""


class TakeStep:
    """Closing freezes in the same transaction: a month is never closed without the people that it was closed with."""

    def __init__(self, months: Months, checks: MonthChecks, clock: Clock) -> None:
        self._months = months
        self._checks = checks
        self._clock = clock

    async def __call__(self, command: StepCommand) -> Literal["taken"] | Refusal:
        """Take the step, or return why not. Raises Transient."""
        asked = command.asked
        entry_id = derived_id("month", command.account, command.form_id, command.period_end, repr(asked))
        async with self._months.hold(command.period_end) as held:
            if await held.is_kept(entry_id):
                return "taken"
            is_made, errors = await self._rests(held, asked.step)
            refusal = refusal_of(held.month, asked, self._clock.today(), is_made=is_made, errors=errors)
            if refusal is not None:
                return refusal
            by, purpose = By(command.account, self._clock.now()), FREEZES.get(asked.step)
            frozen = await held.freeze(purpose, account=by.account, at=by.at) if purpose else None
            await held.keep(act_of(held.month, asked, frozen, errors, by), entry_id)
        return "taken"

    async def _rests(self, held: HeldMonth, step: Step) -> tuple[bool, Mapping[int, int] | None]:
        """Return whether what a step rests on is made and, to close, its errors are counted; and how many it has."""
        snapshot_id = rests_on(held.month, step)
        if snapshot_id is None:
            return True, None
        if not await held.is_made(snapshot_id):
            return False, None
        if step != "close":
            return True, None
        errors = await self._checks.errors_of(snapshot_id)
        return errors is not None, errors
