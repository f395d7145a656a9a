"""How everything that is owed stands: what came for it, whether it counts, how late it is (docs/decisions/0041).

`owed` says what is owed. Whether it came in time is asked of `punctuality`, and nowhere else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.owed import Owed, due_dates
from services.reporting.domain.returns.punctuality import Receipt, ReturnTiming, family_of, timings_of
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline
from shared.vocabulary.collections.working_days import working_days_from
from shared.vocabulary.london import london_day

OVERDUE_AFTER: Final = 5
"""Working days after the last day on which a return is not late (source: inputs fact sheet 4.3, proposed)."""

ObligationState = Literal[
    "expected",
    "reminded",
    "late",
    "overdue",
    "rejected",
    "received",
    "nil",
    "accepted",
    "part_accepted",
    "replaced",
    "not_asked",
]
"""rejected: what came could not be used, and there is time to send it again. received: it is being checked, or waits
for a decision. part_accepted: it counts, without some of its rows or of the pupils who are listed. replaced: the list
that met this date no longer counts, because the list for a later one does. late and overdue: nothing that can be used
has come. not_asked: nobody of the establishment stands on the list that went out, so that it owes nothing."""
OPEN: Final[frozenset[ObligationState]] = frozenset({"expected", "reminded", "rejected", "late", "overdue"})
"""States in which it is still to be sent."""

Fate = Literal["counts", "received", "replaced", "rejected", "taken out"]
"""Of something that came. replaced: something that came later counts in its place. rejected: it gave nothing to use."""
FAILED: Final[frozenset[Fate]] = frozenset({"rejected", "taken out"})
"""Fates of what answers nothing."""
_BETTER: Final[Mapping[Fate, int]] = MappingProxyType({"counts": 2, "received": 1, "replaced": 0})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file, or a statement that there is nothing to send, and what became of it."""

    establishment: str
    collection: str
    period: str | None
    """None: it could not be read far enough to tell."""
    received_at: datetime
    submission_id: UUID
    fate: Fate
    nil: bool = False
    rows_refused: int = 0
    held: bool = False
    """It waits for somebody's decision."""
    listed: int = 0
    """Where a list is answered name by name: how many it lists. Of a pupil list, only while nobody has answered for the
    whole of it."""
    answered: int = 0
    """Of these: how many have an answer that counts."""
    data_taken_on: date | None = None
    """When its sender took the data from its own system, as it says; None: it did not say."""
    age_note: str | None = None
    """Code of what is noted of that day: it lay long before the receipt, or after it; None: nothing is."""

    @property
    def incomplete(self) -> bool:
        """Whether somebody who is listed has no answer yet."""
        return self.answered < self.listed


@dataclass(frozen=True, slots=True)
class Obligation:
    """What an establishment owes, and how that stands."""

    owed: Owed
    deadline: Deadline
    state: ObligationState
    timing: ReturnTiming
    answer: Arrival | None = None
    """What answers for it: of several, the one that counts; None: nothing does. Of parts, the last that came."""
    failed: Arrival | None = None
    """The last that came for it and answers nothing, where nothing else answers either."""
    held: Arrival | None = None
    """The last that came for it and waits for a decision."""
    parts_missing: tuple[str, ...] = ()
    """Where it has come in part: codes of the collections that are still to come; empty: nothing came, or all."""
    checked: bool = False
    """Something that came for it is being checked, or waits for a decision."""

    @property
    def came_late(self) -> bool:
        """Whether it came, after the last day on which it would not have been late."""
        return self.timing.state == "late"

    @property
    def open(self) -> bool:
        """Whether it is still to be sent, or the rest of it is."""
        return is_open(self.state, self.answer, checked=self.checked)


def obligations(
    owed: Mapping[Owed, Deadline],
    arrivals: Iterable[Arrival],
    calendar: Calendar,
    on: date,
    reminded: Collection[Owed] = (),
) -> list[Obligation]:
    """Return how everything that is owed stands at the end of a day, in the order of `owed`.

    `owed`: by the same calendar. `arrivals`: all that came from these establishments, whether or not it is owed.
    `reminded`: what its sender has been reminded of.
    """
    came: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        came[arrival.establishment, arrival.collection].append(arrival)
    found: dict[tuple[str, str, str], Sequence[_Found]] = {}
    made = []
    for key, deadline in owed.items():
        of = key[:3]
        if of not in found:
            family = [each for code in family_of(key.collection) for each in came[key.establishment, code]]
            found[of] = _found(key.collection, key.period, family, calendar, on) if family else ()
        made.append(_obligation(key, deadline, found[of], on, reminded=key in reminded))
    return made


class _Found(NamedTuple):
    """What there is for one due date of a return."""

    timing: ReturnTiming
    answer: Arrival | None
    failed: Arrival | None
    held: Arrival | None
    checked: bool
    last: bool
    """No later date of the same return asks for another list."""
    parts_missing: tuple[str, ...] = ()


def _obligation(key: Owed, deadline: Deadline, found: Sequence[_Found], on: date, *, reminded: bool) -> Obligation:
    by_date = next((one for one in found if one.timing.deadline.due_on == key.due_on), None)
    if by_date is None:
        timing = ReturnTiming(deadline, "missing" if deadline.is_late(on) else "due")
        by_date = _Found(timing, None, None, None, checked=False, last=True)
    timing, answer, failed, held, checked, last, missing = by_date
    state = answered_state(answer, last=last) if answer else _unanswered(deadline, failed, on, reminded=reminded)
    return Obligation(key, deadline, state, timing, answer, failed, held, missing, checked)


def answered_state(answer: Arrival, *, last: bool) -> ObligationState:
    """Return how what has been answered stands. `last`: no later date of the same return asks for another list."""
    if answer.listed and answer.fate != "received":
        return "part_accepted" if answer.incomplete else "accepted"
    if answer.fate == "replaced":
        # Of one list what counts now is a correction of which no row can be used: it keeps what was there.
        return "part_accepted" if last else "replaced"
    if answer.nil:
        return "nil"
    if answer.fate == "received":
        return "received"
    return "part_accepted" if answer.rows_refused else "accepted"


def is_open(state: ObligationState | None, answer: Arrival | None, *, checked: bool) -> bool:
    """Return whether something is still to be sent. What is being checked, or waits, may be the rest of an answer."""
    return state in OPEN or (answer is not None and answer.incomplete and not checked)


def _unanswered(deadline: Deadline, failed: Arrival | None, on: date, *, reminded: bool) -> ObligationState:
    if deadline.is_late(on):
        return "overdue" if on > overdue_after(deadline.last_day) else "late"
    if failed is not None and failed.fate == "rejected":
        return "rejected"
    return "reminded" if reminded else "expected"


@lru_cache(maxsize=1024)
def overdue_after(last_day: date) -> date:
    """Return the last day on which a return is late and not overdue yet."""
    return working_days_from(last_day, OVERDUE_AFTER)


def _found(collection: str, period: str, family: Sequence[Arrival], calendar: Calendar, on: date) -> Sequence[_Found]:
    """Return what there is for each due date of a return.

    Where a later date asks for another list, what comes after the last day of this one is for that, unless nothing came
    before.
    """
    good = sorted((one for one in family if one.period == period and one.fate not in FAILED), key=in_order_of_receipt)
    receipts = [Receipt(one.collection, one.received_at) for one in good]
    timings = timings_of(collection, calendar.deadlines_of(collection, period), receipts, on)
    bad = [one for one in family if one.fate in FAILED]
    found, since = [], date.min
    for place, timing in enumerate(timings):
        last = place + 1 == len(timings)
        within = [one for one in good if london_day(one.received_at) > since]
        if not last:
            within = [one for one in within if london_day(one.received_at) <= timing.deadline.last_day] or within[:1]
        answer = _answer(collection, within) if timing.answered_at is not None else None
        failed = None if answer else _failed(timing.deadline, bad, due_dates(collection, calendar))
        waiting = [one for one in (*within, failed) if one is not None and one.held]
        held = max(waiting, key=in_order_of_receipt, default=None)
        checked = held is not None or any(one.fate == "received" for one in within)
        missing = _parts_missing(collection, within) if answer is None else ()
        found.append(_Found(timing, answer, failed, held, checked, last, missing))
        since = timing.deadline.last_day
    return found


def _answer(collection: str, came: Sequence[Arrival]) -> Arrival | None:
    """Return what answers: the return itself, one that has it among others, or all of its parts. What counts wins."""
    codes = dict.fromkeys(one.collection for one in came)
    by_code = {code: max((one for one in came if one.collection == code), key=preferred) for code in codes}
    parts = COLLECTIONS[collection].parts
    ways = [one for code, one in by_code.items() if code not in parts]
    if parts and set(parts) <= by_code.keys():
        ways.append(_together([by_code[part] for part in parts]))
    return max(ways, key=preferred, default=None)


def _parts_missing(collection: str, came: Sequence[Arrival]) -> tuple[str, ...]:
    """Return which parts of a return are still to come, where others have."""
    parts, found = COLLECTIONS[collection].parts, {one.collection for one in came}
    return tuple(part for part in parts if part not in found) if not found.isdisjoint(parts) else ()


def _together(parts: Sequence[Arrival]) -> Arrival:
    """Return the parts of a return as one answer, which stands as the worst of them does."""
    worst, last = min(parts, key=lambda one: _BETTER[one.fate]), max(parts, key=lambda one: one.received_at)
    oldest = min(parts, key=lambda one: one.data_taken_on or date.max)
    return replace(
        last,
        fate=worst.fate,
        nil=all(one.nil for one in parts),
        rows_refused=sum(one.rows_refused for one in parts),
        held=any(one.held for one in parts),
        data_taken_on=oldest.data_taken_on,
        age_note=oldest.age_note,
    )


def in_order_of_receipt(one: Arrival) -> tuple[datetime, UUID]:
    """Return what puts arrivals in the order in which they came."""
    return (one.received_at, one.submission_id)


def preferred(one: Arrival) -> tuple[int, datetime, UUID]:
    """Return what puts arrivals in order, the one that answers last: what counts, else the latest."""
    return (_BETTER[one.fate], *in_order_of_receipt(one))


def _failed(deadline: Deadline, bad: Iterable[Arrival], dates: Iterable[Deadline]) -> Arrival | None:
    """Return the last thing that came for a due date of these, and answers nothing."""
    ours = [one for one in bad if one.period in (None, deadline.period) and _nearest(one, dates) == deadline]
    return max(ours, key=in_order_of_receipt, default=None)


def _nearest(one: Arrival, dates: Iterable[Deadline]) -> Deadline | None:
    """Return the due date that something was meant for: of its period, or of any where nobody could read for which."""
    came_on = london_day(one.received_at)
    of_period = (each for each in dates if one.period in (None, each.period))
    return min(of_period, key=lambda each: (abs(each.last_day - came_on), each.last_day), default=None)
