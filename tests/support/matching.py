"""Matching's use cases without Kafka, over a real database or in memory: what would be said is remembered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.matching.adapters.ids import NewIds
from services.matching.adapters.tables import matching_tables
from services.matching.domain.people import Identifier, Person
from services.matching.domain.people_in_batch import Changes
from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import MatchRecords
from services.matching.usecases.ports import (
    Counts,
    Judgement,
    KeptBlock,
    KeptLine,
    Linked,
    MatchingTables,
    Progress,
    Waiting,
)
from services.matching.usecases.translate import line_keys_of
from shared.contracts.events import Event, PartOfReturnEvent
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.outbox.unit_of_work import Begin
from shared.persistence.pool import Pool
from tests.support.builders import accepted_records
from tests.support.memory_unit_of_work import MemoryUnitsOfWork, Published
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.rows import Record, rows_of


class MemoryPeople:
    """The index of people in memory: one writer at a time, so nobody is ever faster."""

    def __init__(self) -> None:
        self.people: dict[UUID, Person] = {}
        self.holders: dict[Identifier, UUID] = {}
        self.lookups: dict[int, set[UUID]] = defaultdict(set)
        self.held: list[Collection[int]] = []

    async def find_holders(self, identifiers: Collection[Identifier]) -> Mapping[Identifier, UUID]:
        return {one: self.holders[one] for one in identifiers if one in self.holders}

    async def find_lookalikes(self, keys: Collection[int]) -> Sequence[tuple[int, UUID]]:
        return [(key, person_id) for key in keys for person_id in self.lookups.get(key, ())]

    async def get(self, ids: Collection[UUID]) -> Sequence[Person]:
        return [self.people[person_id] for person_id in ids]

    async def lock_buckets(self, buckets: Collection[int]) -> None:
        self.held.append(buckets)

    async def keep(self, changes: Changes) -> bool:
        if any(one in self.holders for one, _ in changes.identifiers):
            return False
        if any(self.people[person.id].version != person.version for person in changes.changed):
            return False
        self.holders.update(changes.identifiers)
        for key, person_id in changes.keys:
            self.lookups[key].add(person_id)
        for person in (*changes.created, *changes.changed):
            self.people[person.id] = person._replace(version=person.version + 1)
        return True


class MemoryLinks:
    """Links in memory."""

    def __init__(self) -> None:
        self.parts: list[Linked] = []
        self._blocks: list[KeptBlock] = []
        self._own_from = 0

    def begin(self) -> None:
        """Begin a unit: what was kept before is others'."""
        self._own_from = len(self.parts)

    async def blocks(self, judgements: Collection[Judgement]) -> Collection[KeptBlock]:
        return [block for block in self._blocks[: self._own_from] if block.judgement in judgements]

    async def lines(self, blocks: Collection[UUID], people: Collection[UUID]) -> Sequence[KeptLine]:
        found = []
        for block in blocks:
            linked = self.parts[block.int]
            keys_of = line_keys_of([linked.records.person])
            for place, person_id in enumerate(linked.person_ids):
                if person_id in people:
                    found.append(KeptLine(block, person_id, keys_of(place), linked.created[place]))
        return found

    async def keep(self, linked: Sequence[Linked]) -> None:
        for each in linked:
            judgement = each.part.submission_id, each.part.judgement
            born = _first_and_last(each.records.person.born_on or ())
            self._blocks.append(KeptBlock(UUID(int=len(self.parts)), judgement, born))
            self.parts.append(each)

    @property
    def newest(self) -> Linked:
        """Return the part received last."""
        return max(self.parts, key=lambda linked: linked.part.received_at)


def _first_and_last(birth_dates: Sequence[date | None]) -> tuple[date, date] | None:
    days = [day for day in birth_dates if day]
    return (min(days), max(days)) if days and len(days) == len(birth_dates) else None


class MemoryReviews:
    """Waiting rows in memory."""

    def __init__(self) -> None:
        self.rows: list[Waiting] = []
        self.newest: list[PartOfReturnEvent] = []

    async def add(self, waiting: Sequence[Waiting]) -> None:
        self.rows.extend(waiting)

    async def note_newest(self, parts: Iterable[PartOfReturnEvent]) -> None:
        self.newest.extend(parts)


class MemoryTallies:
    """Tallies in memory."""

    def __init__(self) -> None:
        self._progress: dict[Judgement, Progress] = defaultdict(lambda: Progress(Counts(), None))

    async def count(self, done: Mapping[Judgement, Counts]) -> Mapping[Judgement, Progress]:
        for judgement, counts in done.items():
            before = self._progress[judgement]
            self._progress[judgement] = replace(before, done=before.done + counts)
        return {judgement: self._progress[judgement] for judgement in done}

    async def expect_parts(self, parts: Mapping[Judgement, int]) -> Mapping[Judgement, Progress]:
        for judgement, number in parts.items():
            self._progress[judgement] = replace(self._progress[judgement], parts_expected=number)
        return {judgement: self._progress[judgement] for judgement in parts}


class MemoryMatching:
    """Matching's tables in memory; units of work on them one at a time."""

    def __init__(self) -> None:
        self.people = MemoryPeople()
        self.links = MemoryLinks()
        self.reviews = MemoryReviews()
        self.tallies = MemoryTallies()

    def tables(self) -> MatchingTables:
        """Return the tables as a unit of work that begins now sees them."""
        self.links.begin()
        return MatchingTables(self.people, self.links, self.reviews, self.tallies)


@dataclass(frozen=True, slots=True)
class Claim:
    """One row that found or founded its person, as matching says it."""

    record: Record
    person_id: UUID
    created: bool
    rule: str


def claims_of(answer: ClaimsMatched) -> list[Claim]:
    """Return the columns of an answer row by row."""
    columns = rows_of(answer.records), answer.person_ids, answer.created, answer.rules
    return [Claim(*row) for row in zip(*columns, strict=True)]


@dataclass
class MatchingUnderTest:
    """Matching at work; what it says is in `said`."""

    begin: Begin[MatchingTables]
    published: Published
    memory: MemoryMatching | None = None

    @classmethod
    def in_memory(cls) -> "MatchingUnderTest":
        memory = MemoryMatching()
        units = MemoryUnitsOfWork(memory.tables)
        return cls(units.begin, units.published, memory)

    @classmethod
    def on(cls, pool: Pool) -> "MatchingUnderTest":
        units = RecordedUnitsOfWork(pool, matching_tables)
        return cls(units.begin, units.published)

    @property
    def published_events(self) -> list[Event]:
        """Every event that was published."""
        return self.published.events

    async def hear(self, *events: Event) -> None:
        """Handle the events one after another, as the subscribers would."""
        for event in events:
            if isinstance(event, RecordsAccepted):
                await MatchRecords(self.begin, NewIds())([event])
            elif isinstance(event, SubmissionJudged):
                await CompleteSubmission(self.begin)([event])
            else:
                raise TypeError(type(event).__name__)

    async def hear_together(self, *events: RecordsAccepted) -> None:
        """Handle parts in one run."""
        await MatchRecords(self.begin, NewIds())(events)

    async def match(self, records: Iterable[Record], *, name: object = 1, part: int = 0, **given: object) -> None:
        """Handle one part of these records."""
        await self.hear(accepted_records(records, name=name, part=part, **given))

    @property
    def answers(self) -> list[ClaimsMatched]:
        """What was said about parts."""
        return [event for event in self.published_events if isinstance(event, ClaimsMatched)]

    @property
    def summaries(self) -> list[SubmissionMatched]:
        """What was said about whole submissions."""
        return [event for event in self.published_events if isinstance(event, SubmissionMatched)]

    def person_of(self) -> dict[tuple[UUID, int], UUID | None]:
        """Return for each row (submission, ordinal) whom it is about; None for rows that wait."""
        found: dict[tuple[UUID, int], UUID | None] = {}
        for answer in self.answers:
            for ordinal, person_id in zip(answer.records.ordinals, answer.person_ids, strict=True):
                found[answer.submission_id, ordinal] = person_id
            for row in answer.awaiting:
                found[answer.submission_id, row.ordinal] = None
        return found


def partition_of(person_of: Mapping[tuple[UUID, int], UUID | None]) -> set[frozenset[tuple[UUID, int]]]:
    """Return which rows went together, whatever the ids: waiting rows stand alone."""
    groups: dict[object, set[tuple[UUID, int]]] = defaultdict(set)
    for row, person_id in person_of.items():
        groups[person_id or row].add(row)
    return {frozenset(rows) for rows in groups.values()}
