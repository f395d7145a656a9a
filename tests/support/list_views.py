"""What the pages about lists read, in plain lists: two schools with names, and colleges whose returns are missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.calendar.calendar import CODES_CALENDAR, Calendar
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.lists.who_is_listed import ListedToday
from services.reporting.domain.returns.issued import AskedReturn, IssuedLists, NamesAnswered
from services.reporting.entrypoints.web.lists.pages import ListDependencies
from services.reporting.queries.board.known import KnownReturns
from services.reporting.queries.guarantee_countdown import CountdownQueries
from services.reporting.queries.lists.evidence import Removable, Where
from services.reporting.queries.lists.lists import ListQueries
from services.reporting.queries.lists.sent import ListedPerson, SentLists
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.usecases.lists.issue_list import IssueCommand, IssueResult, TakeBackResult
from services.reporting.usecases.lists.ports import ListIssue
from shared.clock import Clock
from shared.vocabulary.collections.collection import ListOf
from shared.vocabulary.establishments import Register
from tests.support.submission_views import OTHER, OWN

PERIOD: Final = "2026-27"
NAMED: Final = ListedPerson("A000000000000", "9999999999", "Fernhollow", "Imogen", date(2009, 10, 14), 2009)


def listed_today(school: str, names: int, first: int = 0) -> list[ListedToday]:
    """Return so many young people of a school."""
    return [ListedToday(UUID(int=first + number), school) for number in range(1, names + 1)]


@dataclass(slots=True)
class MemoryLists:
    """The ports `ListRows` and `SentRows`, and the use cases that send a list out and take it back."""

    today: Sequence[ListedToday] = field(
        default_factory=lambda: [*listed_today(OWN, 12), ListedToday(UUID(int=99), None)]
    )
    signs: int = 4
    """Of how many names of our own school something tells that they are where a return is missing."""
    out: dict[str, Mapping[str, NamesAnswered]] = field(default_factory=dict)
    """By collection of a list that is out: the names of each school."""
    answered: bool = False
    issued_by: list[IssueCommand] = field(default_factory=list)
    result: IssueResult = "issued"

    def forget(self) -> None:
        """Be as new, with one list out."""
        new = both_out()
        self.today, self.signs, self.out, self.answered, self.result = new.today, 4, new.out, False, "issued"
        self.issued_by.clear()

    def needs(
        self, register: Register, clock: Clock, audit: ReadAudit, countdown: CountdownQueries
    ) -> ListDependencies:
        """Return what the pages need."""
        return ListDependencies(
            ListQueries(self, register, clock), SentLists(self, audit, clock), countdown, self.issue, self.take_back
        )

    async def known(self) -> KnownReturns:
        return KnownReturns((), CODES_CALENDAR, (), self._issued())

    async def listed_today(self, of: ListOf, period: str, on: date) -> Sequence[ListedToday]:
        return self.today

    async def removable(
        self, of: ListOf, names: Mapping[str, Sequence[UUID]], missing: Collection[str], summer: Round
    ) -> Mapping[Where, Removable]:
        if not self.signs or not names or not missing:
            return {}
        found, at, school = Removable(self.signs, {"offer": self.signs, "was there": 1}), min(missing), min(names)
        return {(school, at): found, (school, None): found, (None, at): found, (None, None): found}

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        if collection not in self.out:
            return None
        return ListIssue(1, datetime(2026, 10, 5, 8, tzinfo=UTC), "pat", self.answered)

    async def issued(self, establishment: str) -> IssuedLists:
        found = self._issued()
        return IssuedLists(found.out, {of: names for of, names in found.names.items() if of[0] == establishment})

    async def listed(self, collection: str, establishment: str) -> tuple[str, Sequence[ListedPerson]] | None:
        there = establishment in self.out.get(collection, {})
        return (PERIOD, [NAMED]) if there else None

    async def calendar(self) -> Calendar:
        return CODES_CALENDAR

    async def issue(self, command: IssueCommand) -> IssueResult:
        self.issued_by.append(command)
        if self.result == "issued":
            self.out[command.collection] = {OWN: NamesAnswered(len(self.today), 0)}
        return self.result

    async def take_back(self, collection: str, period: str, account: str, shown: str) -> TakeBackResult:
        if shown != "1":
            return "another is out"
        if self.answered:
            return "answered"
        self.out.pop(collection, None)
        return "taken back"

    def _issued(self) -> IssuedLists:
        names = {
            AskedReturn(school, code, PERIOD): found for code, of in self.out.items() for school, found in of.items()
        }
        return IssuedLists(frozenset((code, PERIOD) for code in self.out), names)


def both_out() -> MemoryLists:
    """Return lists of which one is out, with names of two schools."""
    return MemoryLists(out={"TEP_DEST": {OWN: NamesAnswered(12, 7), OTHER: NamesAnswered(3, 0)}})
