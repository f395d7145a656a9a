"""What validation needs from the world, and the values that pass through."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.validation.domain.duplicates import LearnerLine
from shared.messaging.units import Unit, Units

__all__ = [
    "JudgedPart",
    "Judgement",
    "Judgements",
    "JudgementsIn",
    "Measures",
    "Tally",
    "Unit",
    "Units",
    "Unmeasured",
]


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
    sheet: str
    rows: int
    accepted: int
    lines: Sequence[LearnerLine]


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the judging of a submission has come."""

    parts_done: int
    parts_total: int | None
    """None until ingest has said how many there are."""
    rows: int
    accepted: int

    @property
    def complete(self) -> bool:
        """True in exactly one transaction of a judgement: the one that added what was missing."""
        return self.parts_done == self.parts_total


class Judgements(Protocol):
    """Judgements under way, inside one unit of work. Adding locks the tally: the last of several waits and sees all."""

    async def add_part(self, part: JudgedPart) -> Tally:
        """Keep a part and count it. A part that was counted before raises: the inbox should have known."""
        ...

    async def add_total(self, judgement: Judgement, parts: int) -> Tally:
        """Note how many parts there are."""
        ...

    async def lines_sharing_a_key(self, judgement: Judgement) -> list[LearnerLine]:
        """Return the accepted lines of all parts that have a blind key in common with another one."""
        ...

    async def close(self, judgement: Judgement) -> None:
        """Forget the parts' keys; the tally stays."""
        ...


JudgementsIn = Callable[[Unit], Judgements]
"""Gives the judgements as a unit of work sees them."""


class Measures(Protocol):
    """What is counted and timed of the judging."""

    def judging(self, rows: int) -> AbstractContextManager[None]:
        """Time the judging of so many rows."""
        ...

    def judged(self, *, accepted: int, refused: int) -> None:
        """Count rows once their verdict is committed."""
        ...


class Unmeasured:
    """Counts and times nothing."""

    def judging(self, rows: int) -> AbstractContextManager[None]:
        return nullcontext()

    def judged(self, *, accepted: int, refused: int) -> None:
        """Count nothing."""
