"""What came though nobody asked for it: the authority's own files, and returns of whoever does not owe them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.obligations import (
    FAILED,
    Arrival,
    Obligation,
    ObligationState,
    answered_state,
    in_order_of_receipt,
    preferred,
)
from services.reporting.domain.returns.punctuality import Receipt, ReturnTiming, family_of, timing_of


@dataclass(frozen=True, slots=True)
class Unasked:
    """A return that came and is not owed, and how it stands."""

    establishment: str
    collection: str
    period: str
    state: ObligationState | None
    """None: all of it was taken out."""
    timing: ReturnTiming | None
    """None: no date is set for it."""
    answer: Arrival | None
    failed: Arrival | None
    held: Arrival | None
    checked: bool


def unasked(asked: Iterable[Obligation], arrivals: Iterable[Arrival], calendar: Calendar, on: date) -> list[Unasked]:
    """Return the returns that came and are not owed, but for those that answer for what is."""
    known = {one.owed[:3] for one in asked}
    known |= {(one.owed.establishment, code, one.owed.period) for one in asked for code in one.timing.answered_by}
    came: dict[tuple[str, str, str], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.period is not None:
            came[arrival.establishment, arrival.collection, arrival.period].append(arrival)
    return [_unasked(key, came, calendar, on) for key in came if key not in known]


def _unasked(
    key: tuple[str, str, str], came: Mapping[tuple[str, str, str], Sequence[Arrival]], calendar: Calendar, on: date
) -> Unasked:
    establishment, collection, period = key
    family = [one for code in family_of(collection) for one in came.get((establishment, code, period), ())]
    receipts = [Receipt(one.collection, one.received_at) for one in family if one.fate not in FAILED]
    good = [one for one in came[key] if one.fate not in FAILED]
    bad = [one for one in came[key] if one.fate in FAILED]
    answer = max(good, key=preferred, default=None)
    failed = max(bad, key=in_order_of_receipt, default=None) if answer is None else None
    rejected = failed is not None and failed.fate == "rejected"
    return Unasked(
        establishment,
        collection,
        period,
        answered_state(answer, last=True) if answer is not None else "rejected" if rejected else None,
        timing_of(collection, calendar.deadlines_of(collection, period), receipts, on),
        answer,
        failed,
        max((one for one in came[key] if one.held), key=in_order_of_receipt, default=None),
        checked=any(one.held or one.fate == "received" for one in came[key]),
    )
