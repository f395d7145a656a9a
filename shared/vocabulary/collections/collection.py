"""What there is to say about a collection, a kind of return: its columns, period, sender, due dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.templates.versions import FIRST, TemplateVersion

Need = Literal["M", "O", "m", "c"]
"""M mandatory; O optional; m one of its group; c conditional (the row rules say when)."""
Sender = Literal["school", "college", "authority"]
PeriodRule = Literal["academic_year", "month", "standing", "own"]
"""month: a return for each calendar month, written 2026-10. own: each file, and each entry on a page, is one of its
own, which nothing sent later takes the place of."""
Newer = Literal["replaces", "adds", "replaces, asking"]
Channel = Literal["Perspective Lite", "Kent Choices", "the authority's own systems"]
Owner = Literal["Management Information", "The Education People"]
ListOf = Literal["leavers", "without an offer"]
"""Whom a list is about that is sent to schools. leavers: of Years 11 and 12, whose destination is not known."""

STANDING: Final = "standing"
"""The period of a return that has no end of its own: each one replaces the last, whatever the year."""
OWN: Final = "own"
"""The first word of the period of a file, or an entry on a page, that is a return of its own."""
_OWN_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How a collection uses a column of the dictionary."""

    id: str
    need: Need
    group: str | None = None
    """For need m: the group of which one must be filled (phones, learner numbers)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date, valid for one period."""

    period: str
    due_on: date
    source: str
    issued_on: date | None = None
    """The day on which what is to be answered is sent out."""
    remind_on: date | None = None
    """A day on which to remind, where the source makes one wise."""
    late_after: date | None = None
    """The last day on which a return is not late, where the source makes it another than the due date."""
    route: Channel | None = None
    """Where the source gives a date for each way to send: the way. A return by any of them meets all."""

    @property
    def last_day(self) -> date:
        """The last day on which a return is not late."""
        return self.late_after or self.due_on

    def is_late(self, received_on: date) -> bool:
        """Whether a return received on that day, in local time of the authority, is late. Days count to their end."""
        return received_on > self.last_day


@dataclass(frozen=True, slots=True)
class CountingLine:
    """Which line counts where a return has several for one learner: the one with the greatest value in a column."""

    column: str | None
    """None: the first line counts. It also counts among lines of equal value."""
    words: str
    """The policy as a sentence of the manual has it."""
    source: str
    every: bool = False
    """True: each line of a learner counts, because each is about a thing of its own, which the column names."""

    @property
    def ranked_by(self) -> str | None:
        """The column by which lines of one learner rank; None where the first line counts, or every one does."""
        return None if self.every else self.column


@dataclass(frozen=True, slots=True)
class RowKinds:
    """That a return has rows of several kinds, such as joiners and leavers: how to tell which kind a row is of."""

    column: str
    """The column that says so."""
    sheets: Mapping[str, str] = field(default_factory=dict)
    """What the column would say of every row of a sheet, by the collection whose headings the sheet has: a workbook may
    have a sheet for each kind instead of the column."""
    dated_by: tuple[str, ...] = ()
    """Columns whose dates show which period a file is for: each kind has its own."""
    apart: bool = True
    """True: one learner may stand in rows of different kinds, and each of them counts."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of return."""

    code: str
    title: str
    sender: Sender
    """Who sends it. What the authority sends is taken only from senders that are expressly entitled to send it."""
    owner: Owner
    """Who at the authority looks after it."""
    channel: Channel
    """The way it comes by; it is taken whatever the way."""
    columns: tuple[ColumnUse, ...]
    """In the order in which our own template prints them."""
    also_read: tuple[str, ...]
    """Columns the template does not have, read where a file has them because they change what the row means."""
    signature: frozenset[str]
    """Columns that a file of this collection must have: all of them."""
    signature_any: frozenset[str]
    """Columns of which it must have at least one; empty when `signature` says enough."""
    period_rule: PeriodRule
    dated_by: str | None
    """The column whose dates show which period a file is for; None: the day of receipt alone does."""
    newer: Newer
    """replaces: a newer file for the same period stands for the whole return. adds: it adds to what is listed.
    replaces, asking: it is the whole list, and who is no longer on it keeps what counted and is asked about."""
    counting_line: CountingLine
    deadlines: tuple[Deadline, ...]
    file_name_words: tuple[tuple[str, ...], ...]
    """A file name that holds all words of one of these speaks for it."""
    never_with: frozenset[str] = frozenset()
    """Further columns that prove another collection: a template of another has all that this one asks for, and them."""
    tolerates: frozenset[str] = frozenset()
    """Columns that tell other collections, and may stand in its files all the same: read only if it has them too."""
    row_kinds: RowKinds | None = None
    """None: all of its rows are of one kind."""
    taught_in: str | None = None
    """The column of the year group that somebody is in during the period of the file: with their birth date it shows
    which school year the file is of."""
    aged_by: tuple[str, ...] = ()
    """Columns whose dates show how old a file is; empty: those that show which period it is for do."""
    parts: tuple[str, ...] = ()
    """Codes of the collections that say the same apart: a file of this one answers for each of them, and files of all
    of them together answer for this one. Only the one side has due dates."""
    nil_apart: bool = False
    """It has no due date of its own and is a part of one that is due each month: who sends the parts may state nil of
    one of them, which then answers with the other."""
    runs_over: timedelta = timedelta()
    """How far into the next academic year a file is still for the one that is over."""
    oldest_taught: int | None = None
    """It is asked of whoever teaches up to this age, or beyond, by the register; None: of every sender of its kind."""
    when_needed: Mapping[str, str] = field(default_factory=dict)
    """By id of a column that is needed in some rows: in which, to complete "needed: ..."."""
    answers_list: ListOf | None = None
    """It answers a list of young people that is sent to schools: about whom. None: it answers none that is kept."""
    code_lists: Mapping[str, str] = field(default_factory=dict)
    """By id of a column whose codes are others here than elsewhere: the name of their list."""
    template_versions: tuple[TemplateVersion, ...] = (FIRST,)
    """The versions of its template, the oldest first. A template that changes gets a new one."""

    @property
    def keeps_unlisted(self) -> bool:
        """Whether who is not in a newer file keeps what an earlier one said."""
        return self.newer != "replaces"

    @property
    def takes_nil(self) -> bool:
        """Whether a sender may state that there is nothing to send: what is due each month is owed even where nobody
        moved (source: letter to head teachers of 6 July 2026, which asks it of joiners and leavers).

        Of a file that has two returns in one, and no due date, it is stated of each of the two.
        """
        return self.period_rule == "month" and (bool(self.deadlines) or self.nil_apart)

    @property
    def asks_about_unlisted(self) -> bool:
        """Whether it is asked what became of somebody who is not in a newer file."""
        return self.newer == "replaces, asking"

    @property
    def column_ids(self) -> tuple[str, ...]:
        """Every column to look for in a file: the template's, then those read where present."""
        return tuple(use.id for use in self.columns) + self.also_read

    @property
    def mandatory(self) -> frozenset[str]:
        """The columns that the template prints in orange."""
        return frozenset(use.id for use in self.columns if use.need == "M")

    @property
    def establishment_column(self) -> str | None:
        """The column that says whose rows they are; None where the sender needs none, for there is only one."""
        return _ESTABLISHMENT_COLUMNS[self.sender]

    @property
    def dating_columns(self) -> tuple[str, ...]:
        """The columns whose dates show which period a file is for."""
        if self.row_kinds is not None:
            return self.row_kinds.dated_by
        return () if self.dated_by is None else (self.dated_by,)

    @property
    def ageing_columns(self) -> tuple[str, ...]:
        """The columns whose dates show how old a file is."""
        return self.aged_by or self.dating_columns

    @property
    def foreign(self) -> frozenset[str]:
        """Columns that prove another collection when a template is recognised.

        These are the telling columns that this collection neither asks for nor reads, from its own most telling one up.
        """
        own = max((TELLING[use.id] for use in self.columns if use.id in TELLING), default=0)
        telling = {column for column, rank in TELLING.items() if rank >= own}
        foreign = telling | OF_OTHER_SENDERS[self.sender] | self.never_with
        return frozenset(foreign - self.tolerates) - set(self.column_ids)

    @property
    def needs_entitlement(self) -> bool:
        """Whether only senders that are expressly entitled to may send it."""
        return self.sender == "authority"

    def use_of(self, column_id: str) -> ColumnUse | None:
        """Return how the collection uses the column; None when its template does not have it."""
        return next((use for use in self.columns if use.id == column_id), None)

    def period_on(self, on: date) -> str:
        """Return the period that a file received on that day is for, unless the file says otherwise."""
        if self.period_rule == "month":
            return month_of(on)
        if self.period_rule == "own":
            return own_period(on.isoformat())
        return STANDING if self.period_rule == "standing" else AcademicYear.containing(on - self.runs_over).label


def own_period(key: str) -> str:
    """Return the period of a file or an entry that is a return of its own; `key` tells it from all others."""
    return f"{OWN} {key[:_OWN_LENGTH]}"


def month_of(on: date) -> str:
    """Return the period of a monthly return in which the day lies: 2026-10."""
    return f"{on:%Y-%m}"


TELLING: Final[Mapping[str, int]] = MappingProxyType(
    {"K1": 1, "L1": 1, "L9": 1, "J1": 2, "V1": 3, "X1": 4, "G4": 4, "K7": 5, "T1": 6},
)
"""Columns that tell kinds of return apart, with how much they tell: level, start date or the authority's person number,
then a date joined, then a date left, then a movement or an offer, then the answer to a list, then a contact (a leavers
return may say when a course began)."""

_ESTABLISHMENT_COLUMNS: Final[Mapping[Sender, str | None]] = MappingProxyType(
    {"school": "E1", "college": "E3", "authority": None}
)
OF_OTHER_SENDERS: Final[Mapping[Sender, frozenset[str]]] = MappingProxyType(
    {"school": frozenset({"E3"}), "college": frozenset({"E1"}), "authority": frozenset()}
)
"""Columns that only senders of another kind fill: a college's UKPRN, a school's DfE number."""


def uses(table: str) -> tuple[ColumnUse, ...]:
    """Read `E1 M, P3 m:learner numbers`: id, need and, for m, the group."""
    found = []
    for entry in table.split(","):
        column_id, need = entry.split(maxsplit=1)
        letter, _, group = need.partition(":")
        found.append(ColumnUse(column_id, _NEEDS[letter.strip()], group.strip() or None))
    return tuple(found)


_NEEDS: Final[Mapping[str, Need]] = MappingProxyType({"M": "M", "O": "O", "m": "m", "c": "c"})

OFFERS_RUN_OVER: Final = timedelta(days=30)
"""Colleges may send offers to the end of September, for the round of the summer before (letter of 6 July 2026)."""
OF_ENROLMENTS: Final = frozenset({"L7"})
"""Attendance, which every enrolment has and no list of offers: an enrolment with a column of offers is neither."""
OFFER_WORDS: Final = (("guarantee",), ("offer",), ("sg",), ("guarantee", "offer"), ("sg", "offer"))
"""Words in names of files with offers, whoever sends them: the columns tell whose they are."""
NAMES: Final = "P5 M, P6 M, P7 O, P8 O, P9 O"
"""The columns of names, as every template has them."""
PHONES: Final = "C6 m:phones, C7 m:phones, C8 O, C9 O, C10 m:phones, C11 O, C12 O"
"""Telephone numbers, e-mail addresses and the objection, as the schools' templates have them."""
COLLEGES_PEOPLE: Final = (
    f"E3 M, E4 O, E5 O, P3 M, P1 O, P4 M, {NAMES}, P10 M, P11 M, P12 O, P14 O, C1 M, C2 O, C3 O, C5 M, {PHONES}"
)
"""Whose learner and who, as the colleges' templates have it."""
COLLEGES_PROGRAMME: Final = "L5 M, L6 M, L4 M, L1 M, L7 M, L8 O, L9 M, L10 M, L11 O"
"""What is studied, as the colleges' templates have it."""
COLLEGES_PROGRAMME_OF_SOME: Final = COLLEGES_PROGRAMME.replace(" M", " c")
"""The same where some rows, such as those of leavers, need none of it."""
COURSE_WHEN: Final = "for a learner in Year 12 or above"
