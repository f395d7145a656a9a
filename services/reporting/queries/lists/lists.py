"""The lists that are sent to schools: how ready each is today, and what is on the one that went out."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.lists.who_is_listed import ListedToday, by_school, missing_returns, round_of_list
from services.reporting.domain.returns.issued import NamesAnswered
from services.reporting.domain.returns.obligations import Obligation
from services.reporting.domain.returns.owed import due_dates, everything_owed
from services.reporting.queries.board.known import KnownReturns
from services.reporting.queries.lists.evidence import Removable, Where
from services.reporting.usecases.lists.issue_list import digest_of
from services.reporting.usecases.lists.ports import ListIssue
from shared.clock import Clock
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Collection as Return
from shared.vocabulary.collections.collection import Deadline, ListOf
from shared.vocabulary.establishments import Register
from shared.vocabulary.london import london_day

LISTS: Final[Mapping[str, ListOf]] = {code: one.answers_list for code, one in COLLECTIONS.items() if one.answers_list}
"""Codes of the returns that answer a list, with whom it is about."""
SHOWN_BEFORE: Final = timedelta(days=7)
"""So long before a list goes out it is shown how ready it is (source: features, 96)."""


class ListDates(NamedTuple):
    """A list of an academic year, and its days."""

    collection: str
    period: str
    goes_out_on: date
    due_on: date

    @property
    def of(self) -> ListOf:
        """Whom it is about."""
        return LISTS[self.collection]


@dataclass(frozen=True, slots=True)
class SchoolNames:
    """What a school's part of a list holds."""

    establishment: str
    names: int
    """Who would stand on it today."""
    removable: Removable | None
    """How many of them missing returns would probably take off; None: nothing tells of any."""
    sent: NamesAnswered | None
    """Who stands on the list that is out; None: nobody does, or none is out."""


@dataclass(frozen=True, slots=True)
class MissingFrom:
    """An establishment whose returns could take names off, and are missing."""

    establishment: str
    returns: tuple[Obligation, ...]
    removable: Removable | None
    """None: nothing tells whether they would."""


@dataclass(frozen=True, slots=True)
class ListReady:
    """How ready a list is today."""

    dates: ListDates
    on: date
    schools: Sequence[SchoolNames]
    missing: Sequence[MissingFrom]
    removable: Removable | None
    """Of all names, by all that is missing."""
    elsewhere: int
    """Young people who would stand on it, and of whom no school that is asked can tell."""
    issue: ListIssue | None
    digest: str
    """Tells who would stand on it."""
    each: Mapping[Where, Removable]

    @property
    def went_out(self) -> date | None:
        """The day on which it really went out; None: it is not out."""
        return london_day(self.issue.issued_at) if self.issue else None

    @property
    def names(self) -> int:
        """Who would stand on it today."""
        return sum(one.names for one in self.schools)

    @property
    def sent(self) -> NamesAnswered:
        """Who stands on the list that is out, and how many have an answer."""
        sent = [one.sent for one in self.schools if one.sent]
        return NamesAnswered(sum(one.listed for one in sent), sum(one.answered for one in sent))


class ListRows(Protocol):
    """What lists are made of."""

    async def known(self) -> KnownReturns:
        """Return what is known of all returns. Raises Transient."""
        ...

    async def listed_today(self, of: ListOf, period: str, on: date) -> Sequence[ListedToday]:
        """Return who stands on a list today. Raises Transient."""
        ...

    async def removable(
        self, of: ListOf, names: Mapping[str, Sequence[UUID]], missing: Collection[str], summer: Round
    ) -> Mapping[Where, Removable]:
        """Return how many names establishments would probably take off. Raises Transient."""
        ...

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        """Return the issue that is out; None: none is. Raises Transient."""
        ...


class ListQueries:
    """The lists as they are today. No name is among what they hold."""

    def __init__(self, rows: ListRows, register: Register, clock: Clock) -> None:
        self._rows = rows
        self._register = register
        self._clock = clock

    async def ready(self, code: str) -> ListReady | None:
        """Return how ready a list is; None: the return answers none. Raises Transient."""
        today, known = self._clock.today(), await self._rows.known()
        dates = dates_of(COLLECTIONS[code], known, today) if code in LISTS else None
        if dates is None:
            return None
        owed = everything_owed(self._register.establishments, known.calendar)
        asked = {key.establishment for key in owed if key[1:3] == (dates.collection, dates.period)}
        listed_today = await self._rows.listed_today(dates.of, dates.period, today)
        names = by_school(listed_today, asked)
        missing: dict[str, list[Obligation]] = defaultdict(list)
        for one in missing_returns(dates.of, known.obligations(self._register, today, None), dates.goes_out_on):
            missing[one.owed.establishment].append(one)
        summer = round_of_list(dates.of, dates.period)
        each = await self._rows.removable(dates.of, names, missing.keys(), summer)
        sent = {of.establishment: found for of, found in known.issued.names.items() if of[1:] == (code, dates.period)}
        return ListReady(
            dates=dates,
            on=today,
            schools=[
                SchoolNames(school, len(names.get(school, ())), each.get((school, None)), sent.get(school))
                for school in sorted(names.keys() | sent.keys())
            ],
            missing=[MissingFrom(at, tuple(found), each.get((None, at))) for at, found in missing.items()],
            removable=each.get((None, None)),
            elsewhere=len(listed_today) - sum(map(len, names.values())),
            issue=await self._rows.find_out(code, dates.period),
            digest=digest_of(names),
            each=each,
        )

    async def overview(self) -> Sequence[ListReady]:
        """Return every list that is shown, the one that goes out first on top. Raises Transient."""
        found = [await self.ready(code) for code in LISTS]
        return sorted((one for one in found if one is not None), key=lambda one: one.dates.goes_out_on)


def dates_of(collection: Return, known: KnownReturns, today: date) -> ListDates | None:
    """Return the days of the list that is to go out next, or is answered now; None: no day is set for it."""
    dates: list[Deadline] = [one for one in due_dates(collection.code, known.calendar) if one.issued_on is not None]
    now = next((one for one in dates if one.last_day >= today), dates[-1] if dates else None)
    if now is None or now.issued_on is None:
        return None
    return ListDates(collection.code, now.period, now.issued_on, now.due_on)


def soon_out(known: KnownReturns, today: date) -> Sequence[ListDates]:
    """Return the lists that go out within a week, or should have and are not out."""
    found = [dates_of(COLLECTIONS[code], known, today) for code in LISTS]
    return [
        one
        for one in found
        if one is not None
        and one.goes_out_on - SHOWN_BEFORE <= today <= one.due_on
        and (one.collection, one.period) not in known.issued.out
    ]
