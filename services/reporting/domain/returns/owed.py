"""Who owes which returns: what is asked of each establishment, by each due date.

It follows from the collections (who sends them, up to which age their senders teach, when they are due) and from the
register of establishments.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.establishment_kinds import kind_of_type
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline, Sender
from shared.vocabulary.establishments import Establishment

SENDS_AS: Final[Mapping[EstablishmentKind, Sender | None]] = MappingProxyType(
    {
        "school": "school",
        "college": "college",
        "sixth-form college": "college",
        "special post-16 institution": "college",
        "secure": None,
        "training provider": None,
        "other": None,
    }
)
"""Whose returns are asked of a kind of establishment; None: none are. The letter of 6 July 2026 asks schools and
colleges; sixth-form colleges and special post-16 institutions are proposed to send as colleges do."""


class Owed(NamedTuple):
    """What is asked of an establishment: a return, by one of its due dates."""

    establishment: str
    collection: str
    period: str
    due_on: date


def owed_by(establishment: Establishment, calendar: Calendar) -> Iterator[tuple[Owed, Deadline]]:
    """Yield what is asked of an establishment, by collection and due date; nothing where it has no number to send by.

    What falls due before it opened, or after it closed, is not asked.
    """
    sender = SENDS_AS[kind_of_type(establishment.type)]
    number = establishment.ukprn if sender == "college" else establishment.dfe_number
    if number is None:
        return
    for code, collection in COLLECTIONS.items():
        if collection.sender != sender or not _teaches(establishment.oldest_age, collection.oldest_taught):
            continue
        for deadline in due_dates(code, calendar):
            if _is_open(establishment, deadline.due_on):
                yield Owed(number, code, deadline.period, deadline.due_on), deadline


def everything_owed(
    register: Iterable[Establishment], calendar: Calendar, of: Collection[str] | None = None
) -> Mapping[Owed, Deadline]:
    """Return what is asked of all establishments, each once, though the register may have several lines of one.

    `of`: only of those that owe under these numbers; None: of all.
    """
    lines = register if of is None else [one for one in register if not {*one.numbers}.isdisjoint(of)]
    found = {owed: deadline for each in lines for owed, deadline in owed_by(each, calendar)}
    return found if of is None else {owed: deadline for owed, deadline in found.items() if owed.establishment in of}


def due_dates(collection: str, calendar: Calendar) -> Sequence[Deadline]:
    """Return every due date of a collection in every period; none where it has none of its own."""
    periods = dict.fromkeys(each.period for each in COLLECTIONS[collection].deadlines)
    return [deadline for period in periods for deadline in calendar.deadlines_of(collection, period)]


def _is_open(establishment: Establishment, on: date) -> bool:
    begun = establishment.open_from is None or establishment.open_from <= on
    return begun and (establishment.open_to is None or on <= establishment.open_to)


def _teaches(oldest_age: int | None, wanted: int | None) -> bool:
    return oldest_age is None or wanted is None or oldest_age >= wanted
