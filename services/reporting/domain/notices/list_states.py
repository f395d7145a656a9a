"""Whether a list that was sent out to an establishment still waits for its answers."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ListState:
    """How an issue of a list stands with one establishment; no name of anybody on it."""

    issue_id: int
    establishment: str
    collection: str
    """The return that answers it."""
    period: str
    issued_at: datetime
    out: bool
    """It was not taken back."""
    listed: int
    """How many young people of the establishment stand on it."""
    answered: int
    """How many of them have an answer that counts."""
    due_on: date | None
    """By when to answer; None: the calendar has no date for it."""


def waits_for_answers(one: ListState) -> bool:
    """Return whether its establishment is to be told of it: it is out, and not all names are answered."""
    return one.out and one.answered < one.listed
