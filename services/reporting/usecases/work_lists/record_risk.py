"""Record that people were found to be at risk, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.work_lists.at_risk import FOLLOWS, RiskAct, RiskLine, RiskSource, read_lines
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

RiskResult = Literal["written", "not now", "nobody"]


class NewRisk(NamedTuple):
    """A word as it is kept."""

    form_id: UUID
    person_id: UUID
    follows: int
    act: RiskAct
    source: RiskSource | None
    edition: str | None
    reasons: str | None
    note: str | None
    account: str
    written_at: datetime


class RiskEntries(Protocol):
    """Words about people at risk."""

    async def people_of(self, keys: Collection[str]) -> Mapping[str, UUID]:
        """Return who has these numbers (UPN, ULN or the authority's), of each that one person alone has."""
        ...

    async def last(self, person_id: UUID) -> tuple[int, RiskAct | None] | None:
        """Return the last word about somebody, 0 and None where there is none; None: nobody is known by this id."""
        ...

    async def add(self, risk: NewRisk) -> bool:
        """Keep a word; False where it was kept before, or another follows the same one."""
        ...


@dataclass(frozen=True, slots=True)
class RiskTables:
    """What is kept of people at risk, inside one unit of work."""

    risks: RiskEntries


class RiskList(NamedTuple):
    """A list as somebody gives it."""

    form_id: str
    account: str
    source: RiskSource
    edition: str
    lines: Sequence[RiskLine]


class RiskWord(NamedTuple):
    """What somebody says of one young person."""

    form_id: str
    account: str
    person_id: UUID
    act: RiskAct
    reasons: tuple[str, ...] = ()
    note: str | None = None


def read_risk_list(text: str) -> tuple[Sequence[RiskLine], Sequence[int]]:
    """Return the lines of a list as it was copied, and which of them begin with no number."""
    return read_lines(text)


class TakeRiskList:
    """Match a list to people by their numbers, and keep each reason; lines of nobody are given back."""

    def __init__(self, begin: Begin[RiskTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, given: RiskList) -> Sequence[RiskLine]:
        """Return the lines that are of nobody, or of several. Raises Transient."""
        async with self._begin(self) as work:
            risks = work.tables.risks
            people = await risks.people_of({one.key for one in given.lines})
            for line in (one for one in given.lines if one.key in people):
                person_id = people[line.key]
                form_id = derived_id("risk list", given.account, given.form_id, person_id, line.place)
                last = await risks.last(person_id) or (0, None)
                what = (given.source, given.edition, " ".join(line.reasons) or None, line.words or None)
                await risks.add(NewRisk(form_id, person_id, last[0], "found", *what, given.account, self._clock.now()))
        return [one for one in given.lines if one.key not in people]


class RecordRisk:
    """Keep a word about one young person, once."""

    def __init__(self, begin: Begin[RiskTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, word: RiskWord) -> RiskResult:
        """Return what became of it. Raises Transient."""
        form_id = derived_id("risk", word.account, word.form_id, word.person_id, word.act)
        async with self._begin(self) as work:
            last = await work.tables.risks.last(word.person_id)
            if last is None:
                return "nobody"
            follows, act = last
            if word.act not in FOLLOWS[act]:
                return "not now"
            source: RiskSource | None = "authority" if word.act == "found" else None
            what = (source, None, " ".join(word.reasons) or None, word.note)
            new = NewRisk(form_id, word.person_id, follows, word.act, *what, word.account, self._clock.now())
            return "written" if await work.tables.risks.add(new) else "not now"
