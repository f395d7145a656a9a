"""How old the data of a file are, by the day on which the sender says that they were taken from its own system."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.ingest.domain.file_findings import NoteKind


@dataclass(frozen=True, slots=True)
class AgePolicy:
    """From a day on: how many days old data may be without a warning."""

    since: date
    days_max: int
    source: str


AGE_POLICIES: Final = (
    AgePolicy(
        date(2026, 9, 1),
        14,
        "proposed: the letter to head teachers of 6 July 2026 asks that data are up to date when they are uploaded,"
        " and gives no number of days",
    ),
)
"""The newest of those that have begun holds; before the first, the first."""


def policy_on(received_on: date) -> AgePolicy:
    """Return the policy that holds for files received on a day."""
    begun = [policy for policy in AGE_POLICIES if policy.since <= received_on]
    return begun[-1] if begun else AGE_POLICIES[0]


def notes_on_age(taken_on: date | None, received_on: date) -> tuple[NoteKind, ...]:
    """Return what is to be noted of the day on which the data were taken; None: the sender did not say."""
    if taken_on is None:
        return ()
    if taken_on > received_on:
        return (NoteKind.DATA_TAKEN_AFTER_RECEIPT,)
    old = (received_on - taken_on).days > policy_on(received_on).days_max
    return (NoteKind.DATA_TAKEN_LONG_AGO,) if old else ()
