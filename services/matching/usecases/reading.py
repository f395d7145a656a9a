"""What the review list shows, and where it reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Likeness:
    """A person whom a waiting row may be about."""

    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    postcode: str | None
    rule: str
    """Name of the rule that judged the two."""
    facts: tuple[str, ...]
    """Names of the facts that the row and the person share, or that speak against them."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits for a person of the authority."""

    submission_id: UUID
    judgement: int
    ordinal: int
    sheet: str
    line: int
    collection: str
    establishment: str
    period: str
    received_at: datetime
    rule: str
    sentence: str
    """Why it waits, as a sentence."""
    surname: str
    forename: str
    born_on: date | None
    sex: str | None
    postcode: str | None
    upn: str | None
    uln: str | None
    candidates: tuple[Likeness, ...]
    """The likeliest first; there may be none."""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of the list."""

    rows: Sequence[WaitingRow]
    total: int
    page: int
    """From 1."""
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.page_size))


class ReviewReading(Protocol):
    """Reads the waiting rows."""

    async def waiting(self, *, page: int, page_size: int) -> ReviewPage:
        """Return one page of the rows that wait, the newest received first. Raises Transient.

        Of each collection, establishment and period only the submission and judgement received last is listed.
        """
        ...

    async def note_read(self, account: str, at: datetime) -> None:
        """Write down that an account looked at the list. Raises Transient."""
        ...
