"""A submission: one file from one sender, and how it is decided which return it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from services.ingest.domain.file_names import OTHER_RETURN, NameEvidence
from services.ingest.domain.verdicts import Verdict
from shared.vocabulary.collections import Collection, find_collection
from shared.vocabulary.identifiers.establishment_numbers import read_dfe_number
from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY

Channel = Literal["hook", "page", "folder"]

_EARLY: Final = timedelta(days=62)
"""In July and August a file may be meant for the school year that is about to begin."""

FILE_BYTES_MAX: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received, from whom and when; the file itself is in the vault."""

    submission_id: UUID
    channel: Channel
    sender: str
    """Who sent it, as configured: the portal's key name, a signed-in account, a folder."""
    delivery_id: str
    """The sender's own id of the delivery: the same one is the same submission."""
    fingerprint: str
    """SHA-256 of the file and what was said with it, times left out: a repeated delivery has the same one."""
    sender_establishment: str | None
    """Seven-digit DfE number that the sender speaks for; None when it speaks for several."""
    sent_by: str | None
    """The person or school behind the sender, as the sender says."""
    file_name: str
    tag: str | None
    comment: str | None
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    received_at: datetime
    """Business time at which Onward accepted it."""
    may_send_roll: bool = False
    """The sender is the authority itself, entitled to send the county roll."""


@dataclass(frozen=True, slots=True)
class Return:
    """One establishment, one collection, one period."""

    establishment: str
    collection: str
    period: str


def decide_return(
    *,
    collection_code: str,
    numbers: Mapping[str, int],
    name: NameEvidence,
    sender_establishment: str | None,
    received_on: date,
    is_registered: Callable[[str], bool],
    may_send_roll: bool = False,
) -> Return | Verdict:
    """Decide which return a file makes, or say why a person must. `numbers`: rows by establishment number as written.

    The columns beat the file name, the file name beats the sender's silence; what contradicts is never resolved here,
    since a wrong guess would put one school's pupils under another.
    """
    collection = find_collection(collection_code)
    if collection is None:
        return Verdict.TEMPLATE_UNKNOWN
    if name.collection == OTHER_RETURN:
        return Verdict.TEMPLATE_AMBIGUOUS
    establishment = (
        _authority(sender_establishment, may_send_roll=may_send_roll)
        if collection.sender == "authority"
        else _establishment(numbers, name.establishment, sender_establishment)
    )
    if isinstance(establishment, Verdict):
        return establishment
    if collection.sender != "authority" and not is_registered(establishment):
        return Verdict.ESTABLISHMENT_UNKNOWN
    period = _period(collection, name.academic_year, received_on)
    return period if isinstance(period, Verdict) else Return(establishment, collection.code, period)


def _authority(sender_establishment: str | None, *, may_send_roll: bool) -> str | Verdict:
    """The county roll is the authority's own: nobody sends it who was not expressly entitled to, and no school is."""
    return HOME_AUTHORITY if may_send_roll and sender_establishment is None else Verdict.SENDER_NOT_ENTITLED


def _establishment(numbers: Mapping[str, int], in_name: str | None, sender: str | None) -> str | Verdict:
    in_rows = majority(numbers)
    if isinstance(in_rows, Verdict):
        return in_rows
    claimed = {number for number in (in_rows, in_name, sender) if number is not None}
    if not claimed:
        return Verdict.ESTABLISHMENT_UNKNOWN if any(numbers) else Verdict.ESTABLISHMENT_MISSING
    return claimed.pop() if len(claimed) == 1 else Verdict.ESTABLISHMENT_DIFFERS


def majority(numbers: Mapping[str, int]) -> str | Verdict | None:
    """Return the establishment that more than half of the numbered rows name; None when none carries a number.

    Rows with a number that cannot be read do not vote; they are refused one by one later.
    """
    votes: dict[str, int] = {}
    for written, rows in numbers.items():
        number = read_dfe_number(written).value
        if number is not None:
            votes[number] = votes.get(number, 0) + rows
    if not votes:
        return None
    best = max(votes, key=lambda number: votes[number])
    return best if votes[best] * 2 > sum(votes.values()) else Verdict.ESTABLISHMENT_DIFFERS


def _period(collection: Collection, academic_year: str | None, received_on: date) -> str | Verdict:
    current = collection.period_on(received_on)
    if collection.period_rule != "academic_year" or academic_year is None:
        return current
    following = collection.period_on(received_on + _EARLY)
    return academic_year if academic_year in {current, following} else Verdict.PERIOD_DIFFERS
