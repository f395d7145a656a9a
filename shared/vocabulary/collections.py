"""The collections: what is asked of whom, in which columns, by when. A new collection is a new row of this table."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from shared.vocabulary.academic_year import AcademicYear

Need = Literal["M", "O", "m", "c"]
"""M mandatory; O optional; m one of its group; c conditional (the row rules say when)."""
Sender = Literal["school", "college", "authority"]
PeriodRule = Literal["academic_year", "standing"]

STANDING: Final = "standing"
"""The period of a return that has no end of its own: each one replaces the last, whatever the year."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How a collection uses a column of the dictionary."""

    id: str
    need: Need
    group: str | None = None
    """For need m: the group of which one must be filled (phones, learner numbers)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date, valid for one academic year."""

    academic_year: str
    due_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of return."""

    code: str
    title: str
    sender: Sender
    columns: tuple[ColumnUse, ...]
    """In the order in which our own template prints them."""
    also_read: tuple[str, ...]
    """Columns the template does not have, read where a file has them because they change what the row means."""
    signature: frozenset[str]
    """Columns that a file of this collection must have: all of them."""
    signature_any: frozenset[str]
    """Columns of which it must have at least one; empty when `signature` says enough."""
    foreign: frozenset[str]
    """Columns that speak against it when a template is recognised."""
    period_rule: PeriodRule
    newer_replaces: bool
    """True: a newer file for the same period stands for the whole return. False: it adds."""
    deadlines: tuple[Deadline, ...]
    file_name_words: tuple[tuple[str, ...], ...] = ()
    """A file name that holds all words of one of these speaks for it."""

    @property
    def column_ids(self) -> tuple[str, ...]:
        """Every column to look for in a file: the template's, then those read where present."""
        return tuple(use.id for use in self.columns) + self.also_read

    @property
    def mandatory(self) -> frozenset[str]:
        """The columns that the template prints in orange."""
        return frozenset(use.id for use in self.columns if use.need == "M")

    def use_of(self, column_id: str) -> ColumnUse | None:
        """Return how the collection uses the column; None when its template does not have it."""
        return next((use for use in self.columns if use.id == column_id), None)

    def group(self, name: str) -> tuple[str, ...]:
        """Return the columns of a group of which one must be filled."""
        return tuple(use.id for use in self.columns if use.group == name)

    def period_on(self, on: date) -> str:
        """Return the period that a file received on that day is for, unless the file says otherwise."""
        return STANDING if self.period_rule == "standing" else AcademicYear.containing(on).label

    def deadline_for(self, period: str) -> Deadline | None:
        """Return the due date of the period, where one has been set."""
        return next((deadline for deadline in self.deadlines if deadline.academic_year == period), None)


def _uses(table: str) -> tuple[ColumnUse, ...]:
    """Read `E1 M, P3 m:learner numbers`: id, need and, for m, the group."""
    uses = []
    for entry in table.split(","):
        column_id, need = entry.split(maxsplit=1)
        letter, _, group = need.partition(":")
        uses.append(ColumnUse(column_id, _NEEDS[letter.strip()], group.strip() or None))
    return tuple(uses)


_NEEDS: Final[dict[str, Need]] = {"M": "M", "O": "O", "m": "m", "c": "c"}

_PERSON = "P5 M, P6 M, P7 O, P8 O, P9 O"
_PHONES = "C6 m:phones, C7 m:phones, C8 O, C9 O, C10 m:phones, C11 O, C12 O"

S_ENR: Final = Collection(
    code="S_ENR",
    title="School post-16 enrolment",
    sender="school",
    columns=_uses(
        f"E1 M, E2 O, P1 M, P3 m:learner numbers, P4 O, {_PERSON}, P10 M, P11 M, P15 M, P12 O, P14 O, C1 M, C2 O, C3 O,"
        f" C5 M, {_PHONES}, L1 M, L2 M, L3 M, L4 O, L5 O, L7 M, L8 O, L9 M, L10 M, J4 O"
    ),
    also_read=("P0", "V1"),
    signature=frozenset({"L1", "L9"}),
    signature_any=frozenset(),
    foreign=frozenset({"J1", "X1", "G4", "E3", "K1"}),
    period_rule="academic_year",
    newer_replaces=True,
    deadlines=(Deadline("2026-27", date(2026, 9, 18), "letter to head teachers of 6 July 2026"),),
    file_name_words=(("post", "16", "enrol"), ("post16", "enrol"), ("sixth", "enrol"), ("enrol",)),
)

ROLL: Final = Collection(
    code="ROLL",
    title="County roll",
    sender="authority",
    columns=_uses(
        f"K1 O, P1 m:learner numbers, P3 m:learner numbers, {_PERSON}, P2 O, P10 M, P11 M, P12 O, P14 O, K2 O, P15 M,"
        " E1 M, E2 O, C1 O, C2 O, C3 O, C5 M, K3 O, K4 O, K5 O, K6 O, K11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"P10", "P15"}),
    signature_any=frozenset({"K1", "K2", "K3", "K4", "K5", "K6"}),
    foreign=frozenset({"L1", "L9", "V1", "J1", "X1", "G4"}),
    period_rule="standing",
    newer_replaces=True,
    deadlines=(),
    file_name_words=(("county", "roll"), ("roll",)),
)

COLLECTIONS: Final = MappingProxyType({collection.code: collection for collection in (S_ENR, ROLL)})


def find_collection(code: str) -> Collection | None:
    """Return the collection with that code, or None."""
    return COLLECTIONS.get(code)
