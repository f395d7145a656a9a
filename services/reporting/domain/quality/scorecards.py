"""The scorecard of an establishment: whether its returns come in time, are complete, can be matched; beside its peers.

A share is a part of a whole, and is missing where there is no whole: nothing was due, or no file came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from statistics import median
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from services.reporting.domain.quality.not_known import NotKnownThere
from services.reporting.domain.returns.obligations import Obligation
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Sender

PEERS_MIN: Final = 5
"""With fewer others no median is shown: of two, one could be told from it (source: proposed)."""


class Share(NamedTuple):
    """A part of a whole."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """In per cent; None where there is no whole."""
        return 100.0 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How the returns came of which the last day has passed this school year."""

    in_time: int = 0
    late: int = 0
    missing: int = 0

    @property
    def share(self) -> Share:
        """Those that came in time, of all."""
        return Share(self.in_time, self.in_time + self.late + self.missing)


class Wanted(NamedTuple):
    """What a return asks of each row: a column, or one of several."""

    columns: tuple[str, ...]
    """One of them must be filled; a column alone must be filled itself."""


@dataclass(frozen=True, slots=True)
class FileCells:
    """A file that counted, with how many of its rows lack what: the newest of its collection, and the one before."""

    establishment: str
    collection: str
    period: str
    submission_id: UUID
    received_at: datetime
    place: int
    """1: the newest of the establishment and collection. 2: the one before it."""
    rows: int
    matched: int
    """Rows whose person was known or was made known by them."""
    waiting: int
    """Rows that wait for a person."""
    refused: int
    absent: frozenset[str] = frozenset()
    """Mandatory columns that the file does not have."""
    unusable: Mapping[str, int] = field(default_factory=dict)
    """Rows without a value that can be used, by column."""
    blank: Mapping[str, int] = field(default_factory=dict)
    """Rows of which it was said that nothing stands there, by column; of several columns of which one is wanted, under
    any of them."""
    e_mails: int = 0
    """Rows with an e-mail address of learner or carer that can be used."""
    without_address: int = 0
    """Rows without a first line of the address, where the return asks for it, or without a postcode."""

    @property
    def wanted(self) -> Sequence[Wanted]:
        """What its collection asks of every row."""
        return wanted_of(self.collection)

    def usable(self, wanted: Wanted) -> Share:
        """Return how many of its rows have what is wanted of them."""
        if self.absent.issuperset(wanted.columns):
            return Share(0, self.rows)
        counts = self.unusable if len(wanted.columns) == 1 else self.blank
        return Share(self.rows - max(counts.get(column, 0) for column in wanted.columns), self.rows)

    @property
    def complete(self) -> Share:
        """Return the cells that are wanted and can be used."""
        return _sum(map(self.usable, wanted_of(self.collection)))

    @property
    def with_phone(self) -> Share:
        """Rows with a telephone number, or with an objection to giving one, where the return asks for it."""
        return _sum(self.usable(one) for one in wanted_of(self.collection) if len(one.columns) > 1)

    @property
    def with_e_mail(self) -> Share:
        """Rows with an e-mail address of learner or carer that can be used, where the return has a column for one."""
        asked = any(use.id in _E_MAILS for use in COLLECTIONS[self.collection].columns)
        return Share(self.e_mails, self.rows) if asked else Share(0, 0)

    @property
    def with_address(self) -> Share:
        """Rows with an address and a postcode that can be used, where the return asks for them."""
        asked = _POSTCODE in COLLECTIONS[self.collection].mandatory
        if not asked:
            return Share(0, 0)
        return Share(0 if _POSTCODE in self.absent else self.rows - self.without_address, self.rows)

    @property
    def linked(self) -> Share:
        """Rows whose person is known by now."""
        return Share(self.matched, self.rows)


_POSTCODE: Final = "C5"
_E_MAILS: Final = frozenset({"C8", "C11"})

Measure = Literal["in_time", "complete", "with_phone", "with_e_mail", "with_address", "linked"]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What is known of the quality of what one establishment sends."""

    establishment: str
    kind: Sender
    timeliness: Timeliness = Timeliness()
    files: Sequence[FileCells] = ()
    """The newest file of each collection, and the one before it."""
    not_known: NotKnownThere = field(default_factory=NotKnownThere)

    def share(self, measure: Measure) -> Share:
        """Return a measure of its newest files; of its due dates, where it is whether they were met."""
        return self.timeliness.share if measure == "in_time" else _sum(map(_OF_FILE[measure], self.newest))

    def trend(self, measure: Measure) -> float | None:
        """Return by how many points the newest files are better than those before them, of the same collections.

        None: there is none before, or nothing to measure. Of due dates there is none: the list of them shows it.
        """
        pairs = [(one, before) for one in self.newest if (before := self._before(one)) is not None]
        if measure == "in_time" or not pairs:
            return None
        now = _sum(_OF_FILE[measure](one) for one, _ in pairs).percent
        then = _sum(_OF_FILE[measure](before) for _, before in pairs).percent
        return None if now is None or then is None else now - then

    @property
    def newest(self) -> Sequence[FileCells]:
        """The newest file of each collection."""
        return [one for one in self.files if one.place == 1]

    def _before(self, file: FileCells) -> FileCells | None:
        return next((one for one in self.files if one.place == 2 and one.collection == file.collection), None)


_OF_FILE: Final[Mapping[Measure, Callable[[FileCells], Share]]] = MappingProxyType(
    {
        "complete": lambda one: one.complete,
        "with_phone": lambda one: one.with_phone,
        "with_e_mail": lambda one: one.with_e_mail,
        "with_address": lambda one: one.with_address,
        "linked": lambda one: one.linked,
    }
)
MEASURES: Final[tuple[Measure, ...]] = ("in_time", *_OF_FILE)


@lru_cache(maxsize=64)
def wanted_of(code: str) -> Sequence[Wanted]:
    """Return what a collection asks of every row: its mandatory columns, and its groups of which one must be filled."""
    collection = COLLECTIONS[code]
    alone = [Wanted((use.id,)) for use in collection.columns if use.need == "M"]
    groups: dict[str, list[str]] = {}
    for use in collection.columns:
        if use.need == "m":
            groups.setdefault(use.group or use.id, []).append(use.id)
    return (*alone, *(Wanted(tuple(columns)) for columns in groups.values()))


def timeliness_of(owed: Iterable[Obligation], on: date) -> Timeliness:
    """Return how the returns came of which the last day has passed, in the academic year of that day."""
    year, states = AcademicYear.containing(on), dict.fromkeys(("in time", "late", "missing"), 0)
    for one in owed:
        if one.deadline.is_late(on) and one.owed.due_on in year:
            states[one.timing.state] += 1
    return Timeliness(states["in time"], states["late"], states["missing"])


def medians_of(cards: Iterable[Scorecard]) -> Mapping[Measure, float | None]:
    """Return the median of each measure in per cent; None where fewer than `PEERS_MIN` have it."""
    of, medians = list(cards), dict[Measure, float | None]()
    for measure in MEASURES:
        found = [percent for one in of if (percent := one.share(measure).percent) is not None]
        medians[measure] = median(found) if len(found) >= PEERS_MIN else None
    return medians


def _sum(shares: Iterable[Share]) -> Share:
    parts = list(shares)
    return Share(sum(one.part for one in parts), sum(one.whole for one in parts))
