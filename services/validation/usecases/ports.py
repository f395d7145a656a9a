"""What validation needs from the world, and the values that pass through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.validation.domain.duplicates import LearnerLines


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judging of one submission."""

    submission_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """What is kept of a judged part until the whole submission has been judged: counts, and blind keys by row."""

    judgement: Judgement
    part: int
    rows: int
    accepted: int
    lines: LearnerLines


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the judging of a submission has come."""

    parts_done: int
    parts_total: int | None
    """None until ingest has published how many there are."""
    rows: int
    accepted: int

    @property
    def complete(self) -> bool:
        """True in exactly one transaction of a judgement: the one that added what was missing."""
        return self.parts_done == self.parts_total


class Judgements(Protocol):
    """Judgements under way, inside one unit of work. Adding locks the tallies: the last of several waits and sees all.

    Tallies are locked in one order, so that two transactions never wait for each other.
    """

    async def add_parts(self, parts: Collection[JudgedPart]) -> Mapping[Judgement, Tally]:
        """Keep parts and count them. A part that was counted before raises: the inbox should have known."""
        ...

    async def add_totals(self, totals: Mapping[Judgement, int]) -> Mapping[Judgement, Tally]:
        """Note how many parts there are."""
        ...

    async def close(self, judgements: Collection[Judgement]) -> Mapping[Judgement, Sequence[LearnerLines]]:
        """Return what was kept of all parts, and forget it; the tallies stay."""
        ...


@dataclass(frozen=True, slots=True)
class ValidationTables:
    """What validation keeps, inside one unit of work."""

    judgements: Judgements
