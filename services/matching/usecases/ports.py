"""What the use cases need from the world, each named for the need."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.matching.domain.decision import Review
from services.matching.domain.lines import LineKeys
from services.matching.domain.people import Identifier, Person
from services.matching.domain.people_in_batch import Changes
from shared.contracts.events import PartOfReturnEvent
from shared.contracts.records import Records

Judgement = tuple[UUID, int]
"""A submission and the number of its judgement."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The rows of one part that found or founded their person, side by side in columns."""

    part: PartOfReturnEvent
    """Which part of which submission they belong to."""
    records: Records
    person_ids: Sequence[UUID]
    created: Sequence[bool]
    """True: the row founded its person."""
    rules: Sequence[str]
    evidence: Sequence[int]
    details: Mapping[str, Sequence[Any]]
    """What the rows say of their people: names, birth date, sex, postcode, numbers and address as the sender has them.
    What was received last is the person's record."""
    contact: Mapping[str, Sequence[Any]]
    """Phones, e-mail addresses and objection."""
    reachable: Sequence[bool]
    """Whether a row gives a phone, an e-mail address or an objection; the newest that does counts."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that a person of the authority must decide."""

    part: PartOfReturnEvent
    ordinal: int
    line: int
    review: Review
    record: str
    """JSON of the whole record."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Parts, and what became of their rows."""

    parts: int = 0
    matched: int = 0
    created: int = 0
    awaiting: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.parts + other.parts,
            self.matched + other.matched,
            self.created + other.created,
            self.awaiting + other.awaiting,
        )

    @property
    def accepted(self) -> int:
        """All rows: nothing vanishes."""
        return self.matched + self.created + self.awaiting


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a judgement of a submission has been matched."""

    done: Counts
    parts_expected: int | None
    """None until the whole submission has been judged."""
    seconds: float = field(default=0.0, compare=False)
    """Since its first part, or the number of its parts, came."""

    @property
    def complete(self) -> bool:
        """Whether every part has been matched."""
        return self.parts_expected is not None and self.done.parts >= self.parts_expected


class People(Protocol):
    """The index of people."""

    async def find_holders(self, identifiers: Collection[Identifier]) -> Mapping[Identifier, UUID]:
        """Return whose these numbers are; numbers of nobody are left out."""
        ...

    async def find_lookalikes(self, keys: Collection[int]) -> Sequence[tuple[int, UUID]]:
        """Return who is kept under these keys, as pairs."""
        ...

    async def get(self, ids: Collection[UUID]) -> Sequence[Person]:
        """Return what is known of these people."""
        ...

    async def lock_buckets(self, buckets: Collection[int]) -> None:
        """Wait until nobody else creates people under these buckets, and keep others waiting until the unit ends."""
        ...

    async def keep(self, changes: Changes) -> bool:
        """Write what the rows added. False, and nothing written, when another unit was faster with one of them."""
        ...


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """Rows of a judgement that were linked before."""

    id: UUID
    judgement: Judgement
    born: tuple[date, date] | None
    """First and last birth date of its rows; None: not every row has one."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A row that was linked before, as far as it tells learners apart."""

    block_id: UUID
    person_id: UUID
    keys: LineKeys
    created: bool


class Links(Protocol):
    """Which row is about whom, why, and what it says."""

    async def blocks(self, judgements: Collection[Judgement]) -> Collection[KeptBlock]:
        """Return the blocks of rows that other units have linked of these judgements."""
        ...

    async def lines(self, blocks: Collection[UUID], people: Collection[UUID]) -> Sequence[KeptLine]:
        """Return the rows of these blocks that are about these people."""
        ...

    async def keep(self, linked: Sequence[Linked]) -> None:
        """Keep what became of these rows. Raises Poison for a part that is kept already, under another name."""
        ...


class Reviews(Protocol):
    """The rows that wait for a person of the authority."""

    async def add(self, waiting: Sequence[Waiting]) -> None:
        """Add rows to the list."""
        ...

    async def note_newest(self, parts: Iterable[PartOfReturnEvent]) -> None:
        """Note that rows came for these returns: what was received for them before is kept, but listed no more."""
        ...


class Tallies(Protocol):
    """Counts the parts of a judgement, which come in any order and meet the summary at any time."""

    async def count(self, done: Mapping[Judgement, Counts]) -> Mapping[Judgement, Progress]:
        """Count parts and return where each judgement stands now; nobody else counts on it until the unit ends."""
        ...

    async def expect_parts(self, parts: Mapping[Judgement, int]) -> Mapping[Judgement, Progress]:
        """Note how many parts each judgement has, and return where each stands now."""
        ...


class Ids(Protocol):
    """Mints ids of people."""

    def __next__(self) -> UUID:
        """Return an id that was never used."""
        ...

    def __iter__(self) -> "Ids": ...


@dataclass(frozen=True, slots=True)
class MatchingTables:
    """What matching keeps, inside one unit of work."""

    people: People
    links: Links
    reviews: Reviews
    tallies: Tallies
