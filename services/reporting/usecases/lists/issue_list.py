"""Send a list of young people out to schools, as it was shown; or take it back while nobody has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.lists.who_is_listed import by_school
from services.reporting.domain.returns.owed import everything_owed
from services.reporting.usecases.lists.ports import NewListIssue
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.establishments import Register

IssueResult = Literal["issued", "is out", "nobody", "changed meanwhile"]
"""is out: an issue of it is out already. nobody: nobody stands on it. changed meanwhile: others stand on it by now, or
what this form sent out was taken back."""
TakeBackResult = Literal["taken back", "not out", "answered", "another is out"]
"""another is out: the one that was shown was taken back, and the list has gone out anew."""


@dataclass(frozen=True, slots=True)
class IssueCommand:
    """Who sends which list out, and who stood on it when it was shown."""

    collection: str
    period: str
    account: str
    form_id: str
    """The id that the form was given: the same sent twice by a double click is one issue."""
    shown: str
    """`digest_of` what was shown."""


def digest_of(names: Mapping[str, Sequence[UUID]]) -> str:
    """Return the same text for the same people at the same schools, and another for others."""
    pairs = (f"{school} {person}\n".encode() for school in sorted(names) for person in sorted(names[school]))
    return sha256(b"".join(pairs)).hexdigest()


class IssueList:
    """Keep who stands on a list, by school, once."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, register: Register, kind_of: KindOf) -> None:
        self._begin = begin
        self._clock = clock
        self._register = register
        self._kind_of = kind_of

    async def __call__(self, command: IssueCommand) -> IssueResult:
        """Return what became of it. Raises Transient."""
        of = COLLECTIONS[command.collection].answers_list
        assert of is not None
        what = (command.collection, command.period)
        entry_id = derived_id("list issue", command.account, command.form_id, *what)
        async with self._begin(self) as work:
            lists = work.tables.lists
            await lists.hold()
            kept, out = await lists.is_kept(entry_id), await lists.find_out(*what)
            if kept:
                return "issued" if out is not None else "changed meanwhile"
            if out is not None:
                return "is out"
            calendar = await work.tables.calendar_changes.read()
            owed = everything_owed(self._register.establishments, calendar)
            asked = {key.establishment for key in owed if (key.collection, key.period) == what}
            listed_today = await lists.listed_today(of, command.period, self._clock.today(), self._kind_of)
            names = by_school(listed_today, asked)
            if not names:
                return "nobody"
            if digest_of(names) != command.shown:
                return "changed meanwhile"
            await lists.keep(NewListIssue(entry_id, *what, self._clock.now(), command.account), names)
        return "issued"


class TakeListBack:
    """Take a list back that is out; what it asked for is asked for no more."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, collection: str, period: str, account: str, shown: str) -> TakeBackResult:
        """Return what became of it. `shown`: the id of the issue that was shown. Raises Transient."""
        async with self._begin(self) as work:
            lists = work.tables.lists
            await lists.hold()
            out = await lists.find_out(collection, period)
            if out is None:
                return "not out"
            if str(out.issue_id) != shown:
                return "another is out"
            if out.answered:
                return "answered"
            await lists.take_back(out.issue_id, self._clock.now(), account)
        return "taken back"
