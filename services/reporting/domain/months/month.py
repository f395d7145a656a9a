"""A month of the national return: which steps it takes, from where, and what each asks for."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

State = Literal["open", "checked", "closed", "sent", "accepted", "rejected"]
Step = Literal["check", "close", "send", "accept", "reject", "reopen"]
Refusal = Literal[
    "not from here", "too early", "being made", "reason wanted", "reference wanted", "too long", "changed meanwhile"
]
"""not from here: the month does not stand where this step begins. too early: the month has not begun or, to be closed,
is not at its last day. being made: the people of the step before are still being put together. changed meanwhile:
somebody else has taken a step since the page was shown."""

WORDS_MAX: Final = 500
"""Longest reason and longest reference, in characters."""
GRAVEST: Final = 1
"""Priority of the errors for which DfE rejects a record or the file (source: DfE's list of errors)."""
MONTHS_BEFORE: Final = 12
"""How many months before the present one are listed, whether or not anything was done about them."""


class StepRow(NamedTuple):
    """One step of the cycle."""

    begins: frozenset[State]
    ends: State
    reason: bool
    """Whether a reason must be given."""
    reference: bool
    """Whether DfE's reference must be given."""


STEPS: Final[Mapping[Step, StepRow]] = MappingProxyType(
    {
        "check": StepRow(frozenset({"open", "checked"}), "checked", reason=False, reference=False),
        "close": StepRow(frozenset({"checked"}), "closed", reason=False, reference=False),
        "send": StepRow(frozenset({"closed"}), "sent", reason=False, reference=False),
        "accept": StepRow(frozenset({"sent"}), "accepted", reason=False, reference=True),
        "reject": StepRow(frozenset({"sent"}), "rejected", reason=True, reference=True),
        "reopen": StepRow(
            frozenset({"checked", "closed", "sent", "accepted", "rejected"}), "open", reason=True, reference=False
        ),
    }
)
"""The whole cycle: check, freeze, give the file to DfE, record who did so and the receipt; re-openable for a reason."""
NEXT: Final[Mapping[State, Step | None]] = MappingProxyType(
    {"open": "check", "checked": "close", "closed": "send", "sent": "accept", "accepted": None, "rejected": "reopen"}
)
"""The step that a month waits for; None: it is done."""


@dataclass(frozen=True, slots=True)
class MonthAct:
    """A step that somebody took; never changed after that."""

    period_end: date
    version: int
    """Of the month, from 1: its first act makes version 1."""
    step: Step
    edition: int
    """How often the month was closed, with this act."""
    snapshot_id: int | None
    """The snapshot that a check or a closing has made; None: another step."""
    account: str
    acted_at: datetime
    reason: str
    reference: str
    """DfE's, of a receipt."""
    errors: Mapping[str, int] | None
    """Errors of the return by priority, as they were counted when the month was closed; None: not counted."""


@dataclass(frozen=True, slots=True)
class Month:
    """How a month stands: the sum of its acts."""

    period_end: date
    version: int = 0
    state: State = "open"
    edition: int = 0
    checked: int | None = None
    """Snapshot of the newest check since it was opened."""
    frozen: int | None = None
    """Snapshot of the newest closing, also after it was opened again; None: it was never closed."""


@dataclass(frozen=True, slots=True)
class AskedStep:
    """The step that somebody wants to take."""

    step: Step
    version: int
    """Of the month as it was shown."""
    reason: str
    reference: str


def month_of(period_end: date, acts: Iterable[MonthAct]) -> Month:
    """Return how a month stands after these acts, in their order."""
    month = Month(period_end)
    for act in acts:
        month = after(month, act)
    return month


def after(month: Month, act: MonthAct) -> Month:
    """Return how a month stands after one more act."""
    checked = {"check": act.snapshot_id, "reopen": None}.get(act.step, month.checked)
    frozen = act.snapshot_id if act.step == "close" else month.frozen
    return Month(month.period_end, act.version, STEPS[act.step].ends, act.edition, checked, frozen)


def refusal_of(
    month: Month, asked: AskedStep, today: date, *, is_made: bool, errors: Mapping[int, int] | None
) -> Refusal | None:
    """Return why a step cannot be taken; None: it can.

    `is_made`: whether the snapshot that the step rests on is made. `errors`: of the return, by priority.
    """
    row = STEPS[asked.step]
    gravest = asked.step == "close" and bool(errors) and (errors or {}).get(GRAVEST, 0) > 0
    found: Mapping[Refusal, bool] = {
        "changed meanwhile": asked.version != month.version,
        "not from here": month.state not in row.begins,
        "too early": today < (month.period_end if asked.step == "close" else month.period_end.replace(day=1)),
        "being made": not is_made,
        "too long": max(len(asked.reason), len(asked.reference)) > WORDS_MAX,
        "reason wanted": (row.reason or gravest) and not asked.reason,
        "reference wanted": row.reference and not asked.reference,
    }
    return next((refusal for refusal, holds in found.items() if holds), None)


def rests_on(month: Month, step: Step) -> int | None:
    """Return the snapshot that must be made before a step; None: none."""
    return {"close": month.checked, "send": month.frozen}.get(step)


def act_of(
    month: Month, asked: AskedStep, snapshot_id: int | None, errors: Mapping[int, int] | None, by: "By"
) -> MonthAct:
    """Return the act that a step is which is not refused."""
    return MonthAct(
        month.period_end,
        month.version + 1,
        asked.step,
        month.edition + (asked.step == "close"),
        snapshot_id,
        by.account,
        by.at,
        asked.reason,
        asked.reference,
        None if errors is None or asked.step != "close" else {str(priority): n for priority, n in errors.items()},
    )


class By(NamedTuple):
    """Who acts, and when."""

    account: str
    at: datetime


def last_day_of(on: date) -> date:
    """Return the last day of the month that a day lies in."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def months_to_list(today: date, with_acts: Iterable[date]) -> list[date]:
    """Return the last days of the months that are listed, the newest first: the present one, and those before."""
    found = {last_day_of(today), *with_acts}
    day = today.replace(day=1)
    for _ in range(MONTHS_BEFORE):
        day = day - timedelta(days=1)
        found.add(day)
        day = day.replace(day=1)
    return sorted(found, reverse=True)
