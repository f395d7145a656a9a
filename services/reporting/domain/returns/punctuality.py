"""Whether a return came in time: by the due date of its collection, and by when that counts as late.

What is due once may come whole or in parts: joiners and leavers in one file, or in one file each. Whichever way round
the due date stands, the other way answers too (`Collection.parts`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline
from shared.vocabulary.london import london_day

TimingState = Literal["due", "in time", "late", "missing"]


class Receipt(NamedTuple):
    """A file, or a statement that there is nothing to send, as it was received; what was taken out is none."""

    collection: str
    received_at: datetime


class ReturnTiming(NamedTuple):
    """How a return stands by the last due date that has passed; where none has, by the first to come."""

    deadline: Deadline
    state: TimingState
    answered_at: datetime | None = None
    """When it came; None: it has not."""
    answered_by: tuple[str, ...] = ()
    """Codes of the collections that answered in its place; none: it came itself, or has not come."""


def timing_of(
    collection: str, deadlines: Sequence[Deadline], receipts: Iterable[Receipt], on: date
) -> ReturnTiming | None:
    """Return how a return stands at the end of that day; None: no date is set for it.

    `deadlines`: its due dates by the calendar (`Calendar.deadlines_of`), earliest first. `receipts`: of the same
    establishment and period, of this collection and of those that answer in its place.
    """
    timings = timings_of(collection, deadlines, receipts, on)
    passed = [timing for timing in timings if timing.deadline.is_late(on)]
    return passed[-1] if passed else next(iter(timings), None)


def timings_of(
    collection: str, deadlines: Sequence[Deadline], receipts: Iterable[Receipt], on: date
) -> tuple[ReturnTiming, ...]:
    """Return how a return stands at the end of that day by each of its due dates, in their order.

    `deadlines`, `receipts`: as of `timing_of`. What came meets a date if it came after the last day of the date before.
    """
    answers, since, found = _answers(collection, receipts), date.min, []
    for deadline in deadlines:
        first = next((one for one in answers if london_day(one[0]) > since), None)
        found.append(_timing(deadline, first, on))
        since = deadline.last_day
    return tuple(found)


def _timing(deadline: Deadline, first: "Answer | None", on: date) -> ReturnTiming:
    if first is None:
        return ReturnTiming(deadline, "missing" if deadline.is_late(on) else "due")
    return ReturnTiming(deadline, "late" if deadline.is_late(london_day(first[0])) else "in time", *first)


@lru_cache(maxsize=64)
def family_of(collection: str) -> tuple[str, ...]:
    """Return the codes of a collection and of all that answer in its place: one file for it, or its parts together."""
    return (collection, *_parts_of(collection), *_wholes_of(collection))


Answer = tuple[datetime, tuple[str, ...]]
"""When something came that answers for a return, and which other collections it was."""


def _answers(collection: str, receipts: Iterable[Receipt]) -> Sequence[Answer]:
    """Return when a return was answered for, the earliest first."""
    received, parts = list(receipts), _parts_of(collection)
    found: list[Answer] = [(one.received_at, ()) for one in received if one.collection == collection]
    for whole in _wholes_of(collection):
        found += [(one.received_at, (whole,)) for one in received if one.collection == whole]
    first = {part: min((one.received_at for one in received if one.collection == part), default=None) for part in parts}
    came = [at for at in first.values() if at is not None]
    if parts and len(came) == len(parts):
        found.append((max(came), parts))
    return sorted(found)


def _parts_of(collection: str) -> tuple[str, ...]:
    of = COLLECTIONS.get(collection)
    return of.parts if of is not None else ()


def _wholes_of(collection: str) -> tuple[str, ...]:
    return tuple(code for code, whole in COLLECTIONS.items() if collection in whole.parts)
