"""A submission: one file from one sender, and how it is decided which return it makes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal

from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.file_names import NameEvidence
from services.ingest.domain.timing import NOTHING, Timing, which_period
from shared.vocabulary.collections import find_collection
from shared.vocabulary.collections.collection import Sender, own_period
from shared.vocabulary.establishments import Establishment
from shared.vocabulary.home_authorities import home_authority_on
from shared.vocabulary.identifiers.establishment_numbers import is_short_number, read_dfe_number, read_ukprn

Channel = Literal["hook", "page", "folder"]

_AUTHORITY_DIGITS: Final = 3
_UKPRN_DIGITS: Final = 8

FindEstablishment = Callable[[str], Establishment | None]
"""Looks an establishment up in the register, by DfE number or UKPRN."""


@dataclass(frozen=True, slots=True)
class _WhyNotWhose:
    """Why nobody can know whose file it is, by who sends such a return."""

    missing: FileRefusal
    unknown: FileRefusal
    other_kind: FileRefusal


_OF_SCHOOLS: Final = _WhyNotWhose(
    FileRefusal.ESTABLISHMENT_MISSING, FileRefusal.ESTABLISHMENT_UNKNOWN, FileRefusal.SCHOOLS_RETURN
)
_REFUSALS: Final[Mapping[Sender, _WhyNotWhose]] = MappingProxyType(
    {
        "school": _OF_SCHOOLS,
        "college": _WhyNotWhose(FileRefusal.COLLEGE_MISSING, FileRefusal.COLLEGE_UNKNOWN, FileRefusal.COLLEGES_RETURN),
        "authority": _OF_SCHOOLS,
    }
)


@dataclass(frozen=True, slots=True)
class Return:
    """One establishment, one collection, one period."""

    establishment: str
    """Seven-digit DfE number of a school, eight-digit UKPRN of a college, the authority's code for its own."""
    collection: str
    period: str


@dataclass(frozen=True, slots=True)
class Nil:
    """A statement that there is nothing to send for a return."""

    of: Return
    stated_by: str | None = None
    """The name of the person who stated it in an e-mail; None: the account that sends it."""
    emailed_at: datetime | None = None
    """When the e-mail arrived; None: there is none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file as a recognised sender sent it, and what came with it."""

    channel: Channel
    sender: str
    """Who sent it, as configured: the portal's key name, a signed-in account, a folder."""
    delivery_id: str
    """The sender's own id of the delivery: the same one is the same submission."""
    fingerprint: str
    """SHA-256 of the file and what came with it, times left out: a repeated delivery has the same one."""
    sender_establishment: str | None
    """DfE number or UKPRN of the establishment that the sender speaks for; None when it speaks for several."""
    sent_by: str | None
    """The person or school behind the sender, as the sender gives it."""
    file_name: str
    tag: str | None
    comment: str | None
    sha256: str
    uploaded_at: datetime
    content: bytes
    may_send: frozenset[str] = frozenset()
    """Codes of the collections that this sender is expressly entitled to send."""
    data_taken_on: date | None = None
    """The day on which the data were taken from the sender's own system; None: the sender does not say."""
    ignored: tuple[str, ...] = ()
    """Names of what came with it and could not be read. Nothing of it is kept; the sender is told."""
    nil: Nil | None = None
    """None: it is a file. Else the content is the statement as it is kept, and nobody reads it."""


def decide_return(
    *,
    collection_code: str,
    numbers: Mapping[str, int],
    timing: Timing = NOTHING,
    name: NameEvidence,
    sender_establishment: str | None,
    received_on: date,
    find: FindEstablishment,
    may_send: frozenset[str] = frozenset(),
    sha256: str = "",
) -> Return | FileRefusal:
    """Decide which return a file makes, or return why a person must.

    `numbers`: rows by the number of the establishment as written; `timing`: what the rows show of when it is for;
    `find`: the register; `sha256`: of the file, by which a file that is a return of its own is known.

    The columns beat the file name, the file name beats the sender's silence; what contradicts about whose file it is is
    never resolved here, since a wrong guess would put one school's pupils under another.
    """
    collection = find_collection(collection_code)
    if collection is None:
        return FileRefusal.TEMPLATE_UNKNOWN
    establishment = (
        _authority(sender_establishment, received_on, entitled=collection.code in may_send)
        if collection.needs_entitlement
        else whose_file(collection.sender, numbers, name.establishment, sender_establishment, find)
    )
    if isinstance(establishment, FileRefusal):
        return establishment
    if collection.period_rule == "own":
        return Return(establishment, collection.code, own_period(sha256))
    period = which_period(collection, name, timing, received_on)
    return period if isinstance(period, FileRefusal) else Return(establishment, collection.code, period)


def _authority(sender_establishment: str | None, on: date, *, entitled: bool) -> str | FileRefusal:
    """What is the authority's own nobody sends who was not expressly entitled to, and no school is."""
    mine = entitled and sender_establishment is None
    return home_authority_on(on).code if mine else FileRefusal.SENDER_NOT_ENTITLED


def whose_file(
    kind: Sender, numbers: Mapping[str, int], in_name: str | None, sender: str | None, find: FindEstablishment
) -> str | FileRefusal:
    """Return the establishment that a file is from, by its rows, its name and its sender, or why nobody can know.

    `kind`: who sends such a return. A college's is known by its UKPRN, whatever campuses stand in it.
    """
    refusals = _REFUSALS[kind]
    if kind == "school" and in_name is not None and len(in_name) == _UKPRN_DIGITS and find(in_name) is None:
        in_name = None  # digits of something else
    in_rows = named_by_rows(kind, numbers, in_name or sender)
    if isinstance(in_rows, FileRefusal):
        return in_rows
    claimed: set[str] = set()
    for number in (in_rows, in_name, sender):
        known = find(number) if number else None
        own = number if known is None else known.ukprn if kind == "college" else known.dfe_number
        if known is not None and own is None:
            return refusals.other_kind
        claimed |= {own} if own else set()
    if not claimed:
        return _why_nobody_is_named(kind, numbers)
    if len(claimed) > 1:
        return FileRefusal.ESTABLISHMENT_DIFFERS
    establishment = claimed.pop()
    return refusals.unknown if find(establishment) is None else establishment


def _why_nobody_is_named(kind: Sender, numbers: Mapping[str, int]) -> FileRefusal:
    if kind == "school" and any(map(is_short_number, numbers)):
        return FileRefusal.ESTABLISHMENT_SHORT
    return _REFUSALS[kind].unknown if any(numbers) else _REFUSALS[kind].missing


def named_by_rows(kind: Sender, numbers: Mapping[str, int], known: str | None = None) -> str | FileRefusal | None:
    """Return the establishment that more than half of the numbered rows name; None when none carries a number.

    `kind`: who sends such a return. Rows with a number that cannot be read do not vote; they are refused one by one.
    """
    if kind == "college":
        return _most_named(numbers, {written: read_ukprn(written).value for written in numbers})
    return _most_named(numbers, _in_full(numbers, known))


def _in_full(numbers: Mapping[str, int], known: str | None) -> Mapping[str, str | None]:
    """Return the DfE numbers, in seven digits, by the number as it is written.

    Four digits alone go with the authority of the sender or of the file's name (`known`), else with the one that all
    other rows name: every authority has a 4199.
    """
    in_full = {written: read_dfe_number(written, home_sender=False).value for written in numbers}
    authority = _authority_of([known] if known else in_full.values())
    if authority:
        short = {written: authority + written.strip() for written in numbers if is_short_number(written)}
        in_full |= short
    return in_full


def _most_named(rows: Mapping[str, int], numbers: Mapping[str, str | None]) -> str | FileRefusal | None:
    """Count the rows of each number; both by the number as it is written."""
    votes: dict[str, int] = {}
    for written, number in numbers.items():
        if number is not None:
            votes[number] = votes.get(number, 0) + rows[written]
    if not votes:
        return None
    best = max(votes, key=lambda number: votes[number])
    return best if votes[best] * 2 > sum(votes.values()) else FileRefusal.ESTABLISHMENT_DIFFERS


def _authority_of(numbers: Iterable[str | None]) -> str | None:
    """Return the three digits that all of these numbers begin with, or None."""
    found = {number[:_AUTHORITY_DIGITS] for number in numbers if number}
    return found.pop() if len(found) == 1 else None


def name_disagrees(collection: str, name: NameEvidence) -> bool:
    """Return whether the file's name speaks of another return than its columns: they win, and it is noted."""
    return bool(name.collections) and collection not in name.collections
