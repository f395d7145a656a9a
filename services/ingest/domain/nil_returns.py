"""Nil returns: a sender states that there is nothing to send, for one collection and one period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from services.ingest.domain.submissions import FindEstablishment, Nil, Return
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Collection
from shared.vocabulary.london import london_day

PERIODS_BACK: Final = 3
"""How many periods are offered, the current one and those before it."""
EMAIL_AGE_MAX: Final = timedelta(days=366)

NilProblem = Literal["collection", "establishment", "period", "stated_by", "emailed_at"]
"""Which part of a statement is wrong."""


@dataclass(frozen=True, slots=True)
class OfferedNil:
    """A return for which nothing may be stated to send."""

    collection: Collection
    period: str


def offered_to(establishment: str, today: date, find: FindEstablishment) -> Sequence[OfferedNil]:
    """Return the returns for which the establishment may state nil, the newest period first; none if it is unknown."""
    return [
        OfferedNil(collection, period)
        for period_back in range(PERIODS_BACK)
        for collection in COLLECTIONS.values()
        if collection.takes_nil and _number_in(collection, establishment, find) is not None
        for period in [_periods(collection, today)[period_back]]
    ]


def checked(nil: Nil, today: date, now: datetime, find: FindEstablishment) -> Nil | NilProblem:
    """Return the statement under the number that its return has, or what is wrong with it.

    An e-mail that is recorded names who wrote it and when it came, no later than `now`.
    """
    collection = COLLECTIONS.get(nil.of.collection)
    if collection is None or not collection.takes_nil:
        return "collection"
    number = _number_in(collection, nil.of.establishment, find)
    if number is None:
        return "establishment"
    if nil.emailed_at is not None and not now - EMAIL_AGE_MAX < nil.emailed_at <= now:
        return "emailed_at"
    if nil.emailed_at is not None and nil.stated_by is None:
        return "stated_by"
    if nil.of.period not in _periods(collection, today if nil.emailed_at is None else london_day(nil.emailed_at)):
        return "period"
    return Nil(Return(number, collection.code, nil.of.period), nil.stated_by, nil.emailed_at)


def _number_in(collection: Collection, establishment: str, find: FindEstablishment) -> str | None:
    """Return the number under which the establishment sends such a return; None where it sends none."""
    known = find(establishment)
    if known is None or collection.sender == "authority":
        return None
    return known.ukprn if collection.sender == "college" else known.dfe_number


def _periods(collection: Collection, on: date) -> list[str]:
    """Return the period of the day and those before it, the newest first."""
    found = [collection.period_on(on)]
    while len(found) < PERIODS_BACK:
        on = on.replace(day=1) - timedelta(days=1)
        if collection.period_on(on) != found[-1]:
            found.append(collection.period_on(on))
    return found
