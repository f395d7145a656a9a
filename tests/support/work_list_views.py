"""Work lists in plain lists: two young people, one of them lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.person_status import PersonStatus
from services.reporting.domain.work_lists.at_risk import RiskAct, RiskEntry
from services.reporting.domain.work_lists.first import CallFacts
from services.reporting.domain.work_lists.lists import BY_CODE
from services.reporting.domain.work_lists.state import UNTOUCHED, WorkState
from services.reporting.entrypoints.web.work_lists.pages import WorkListDependencies
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.queries.work_lists.views import Listed, PersonDetails, WorkFilter
from services.reporting.queries.work_lists.work_lists import Word, WorkListQueries
from services.reporting.usecases.work_lists.ports import NewWord, WorkTables
from services.reporting.usecases.work_lists.record_risk import NewRisk, RecordRisk, RiskTables, TakeRiskList
from services.reporting.usecases.work_lists.work_on import WorkOn
from tests.support.clock import FixedClock
from tests.support.memory_unit_of_work import MemoryUnitsOfWork
from tests.support.person_views import LOST, PERSON

PEOPLE: Final = (PERSON, LOST)


def facts_of(one: PersonStatus, **more: Any) -> CallFacts:
    """Return what the ordering looks at."""
    facts = CallFacts(
        person_id=one.person_id,
        status_group=one.answer.group,
        since=one.answer.effective_on,
        due_on=one.answer.due_on,
        born_on=one.who.born_on,
        has_plan=False,
        vulnerable=False,
        unmet=False,
        contacted_on=None,
        tries=0,
    )
    return facts._replace(**more)


def details_of(one: PersonStatus) -> PersonDetails:
    """Return who somebody is."""
    who, answer = one.who, one.answer
    return PersonDetails(
        one.person_id, one.details.surname, one.details.forename, who.born_on, who.birth_cohort, who.district,
        who.school, who.on_roll, answer.group, answer.code, one.establishment, answer.due_on, None, confidential=False,
    )  # fmt: skip


@dataclass(slots=True)
class MemoryWorkLists:
    """The ports `WorkListRows` and `WorkStates`: everybody stands on every list."""

    people_kept: Sequence[PersonStatus] = PEOPLE
    kept: list[NewWord] = field(default_factory=list)
    risks_kept: list[NewRisk] = field(default_factory=list)
    day: date = date(2026, 10, 5)

    def needs(self, audit: ReadAudit, clock: FixedClock) -> WorkListDependencies:
        """Return what the pages need."""
        work = WorkOn(MemoryUnitsOfWork(lambda: WorkTables(self)).begin, clock)
        begin = MemoryUnitsOfWork(lambda: RiskTables(MemoryRisks(self))).begin
        queries = WorkListQueries(self, audit, clock)
        return WorkListDependencies(queries, work, clock, TakeRiskList(begin, clock), RecordRisk(begin, clock))

    async def as_at(self, snapshot: int) -> date | None:
        return date(2026, 9, 30) if snapshot == 1 else None

    async def counts(self, wanted: WorkFilter, on: date) -> Mapping[str, int]:
        return dict.fromkeys(BY_CODE, len(self.people_kept))

    async def people(self, code: str, wanted: WorkFilter, on: date) -> Sequence[Listed]:
        states = {one.person_id: await self.last(one.person_id) for one in self.people_kept}
        return [
            Listed(facts_of(one, taken=state.on(on) == "taken", next_on=state.next_on), state, "159")
            for one in self.people_kept
            if (state := states[one.person_id])
        ]

    async def details(self, people: Sequence[UUID], snapshot: int | None) -> Mapping[UUID, PersonDetails]:
        return {one.person_id: details_of(one) for one in self.people_kept if one.person_id in people}

    async def words(self, person_id: UUID) -> Sequence[Word]:
        return [Word(one, self.day) for one in reversed(self._states(person_id))]

    async def risks(self, people: Sequence[UUID]) -> Mapping[UUID, Sequence[RiskEntry]]:
        return {
            person: [
                RiskEntry(
                    number, one.act, one.source, one.edition, tuple((one.reasons or "").split()), one.note,
                    one.account, self.day,
                )
                for number, one in reversed(list(enumerate(self.risks_kept, start=1)))
                if one.person_id == person
            ]
            for person in people
        }  # fmt: skip

    async def objecting(self) -> frozenset[UUID]:
        return frozenset()

    async def is_known(self, person_id: UUID) -> bool:
        return any(one.person_id == person_id for one in self.people_kept)

    async def is_written(self, form_id: UUID) -> bool:
        return any(one.form_id == form_id for one in self.kept)

    async def last(self, person_id: UUID) -> WorkState:
        found = self._states(person_id)
        return found[-1] if found else UNTOUCHED

    async def before(self, entry_id: int) -> WorkState:
        follows = self.kept[entry_id - 1].follows
        return replace(self.kept[follows - 1].state, entry_id=follows) if follows else UNTOUCHED

    async def write(self, word: NewWord) -> bool:
        self.kept.append(word)
        return True

    def _states(self, person_id: UUID) -> list[WorkState]:
        return [
            replace(one.state, entry_id=number)
            for number, one in enumerate(self.kept, start=1)
            if one.person_id == person_id
        ]


class MemoryRisks:
    """The port `RiskEntries`."""

    def __init__(self, lists: MemoryWorkLists) -> None:
        self._lists = lists

    async def people_of(self, keys: Collection[str]) -> Mapping[str, UUID]:
        one = self._lists.people_kept[0]
        return {one.details.upn: one.person_id} if one.details.upn and one.details.upn in keys else {}

    async def last(self, person_id: UUID) -> tuple[int, RiskAct | None] | None:
        if not await self._lists.is_known(person_id):
            return None
        found = (await self._lists.risks([person_id]))[person_id]
        return (found[0].entry_id, found[0].act) if found else (0, None)

    async def add(self, risk: NewRisk) -> bool:
        fresh = all(one.form_id != risk.form_id for one in self._lists.risks_kept)
        if fresh:
            self._lists.risks_kept.append(risk)
        return fresh
