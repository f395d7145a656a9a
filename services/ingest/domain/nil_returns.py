"""Nil returns: a sender states that there is nothing to send, for one collection and one period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from services.ingest.domain.submissions import FindEstablishment, Nil, Return
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Collection, month_of
from shared.vocabulary.london import london_day

PERIODS_BACK: Final = 3
"""How many months are offered for one click, the current one and those before it."""
EMAILED_PERIODS_BACK: Final = 6
"""The same for an e-mail, which may be recorded a while after it came."""

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
        for period in _months(today, PERIODS_BACK)
        for collection in COLLECTIONS.values()
        if collection.takes_nil and _number_in(collection, establishment, find) is not None
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
    problem = _problem_of_month(nil, today) if nil.emailed_at is None else _problem_of_email(nil, nil.emailed_at, now)
    return problem or Nil(Return(number, collection.code, nil.of.period), nil.stated_by, nil.emailed_at)


def _number_in(collection: Collection, establishment: str, find: FindEstablishment) -> str | None:
    """Return the number under which the establishment sends such a return; None where it sends none."""
    known = find(establishment)
    if known is None or collection.sender == "authority":
        return None
    return known.ukprn if collection.sender == "college" else known.dfe_number


def emailed_periods(today: date) -> list[str]:
    """Return the months about which an e-mail may be recorded, the newest first; none of them lies after its own."""
    return _months(today, EMAILED_PERIODS_BACK)


def _problem_of_month(nil: Nil, today: date) -> NilProblem | None:
    return None if nil.of.period in _months(today, PERIODS_BACK) else "period"


def _problem_of_email(nil: Nil, emailed_at: datetime, now: datetime) -> NilProblem | None:
    taken = emailed_periods(london_day(now))
    if emailed_at > now or month_of(london_day(emailed_at)) not in taken:
        return "emailed_at"
    if nil.stated_by is None:
        return "stated_by"
    return None if nil.of.period in taken and nil.of.period <= month_of(london_day(emailed_at)) else "period"


def _months(on: date, count: int) -> list[str]:
    """Return the month of the day and those before it, the newest first."""
    counted = [divmod(on.year * 12 + on.month - 1 - back, 12) for back in range(count)]
    return [f"{year}-{month + 1:02d}" for year, month in counted]
