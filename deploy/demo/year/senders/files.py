"""A return as a file: rows with whose they are and what is wrong with them, and what they state."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from deploy.demo.county import Upload
from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import Format
from deploy.demo.workbooks.layouts import Page, return_workbook
from deploy.demo.year.calendar import ACADEMIC_YEAR, MONTHS_OF_MOVES
from deploy.demo.year.ledger import Ledger, Statement, fact_of
from deploy.demo.year.senders.defects import Defect, Seeder
from deploy.demo.year.senders.tardiness import TardySenders
from shared.vocabulary.collections import Collection, find_collection

CLICKS: Final = "8860001"
"""The school that has an account of its own, and answers on pages; it states nil in the summer holidays too."""
FULL_LISTS: Final = frozenset({"S_ENR", "C_ENR"})
"""Collections of which a newer file leaves out whoever is there no more."""
_SUFFIX: Final[dict[Format, str]] = {"xlsx": ".xlsx", "ods": ".ods", "csv": ".csv", "csv-utf8": ".csv"}


@dataclass(slots=True)
class Draft:
    """A row to be written."""

    person: YoungPerson
    row: Row
    states: tuple[Statement, ...] = ()
    defect: Defect | None = None
    guarantee: str | None = None
    """Code of the September Guarantee that it says; None: it is about something else."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of a file that was sent."""

    sheet: str
    line: int
    person: str
    defect: Defect | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is sent, with its rows."""

    upload: Upload
    rows: tuple[SentRow, ...] = ()

    @property
    def is_csv(self) -> bool:
        """Whether it is a file without sheets."""
        return self.upload.path.suffix == ".csv"


@dataclass(frozen=True, slots=True)
class Nothing:
    """A sender has nothing to send for a collection and month."""

    collection: str
    establishment: str
    period: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A return as it was sent, or stated to have nothing in it."""

    collection: str
    establishment: str
    period: str
    on: date
    nil: bool = False
    rows: int = 0
    rows_refused: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class _Return:
    """A return with its rows, before it is written."""

    collection: str
    establishment: str | None
    pages: Sequence[tuple[str, str, Sequence[Draft]]]
    due_on: date
    file_format: Format


@dataclass(slots=True)
class Outbox:
    """Writes the files of the year and keeps in the ledger what they state."""

    folder: Path
    ledger: Ledger
    seeder: Seeder = field(default_factory=Seeder)
    tardy: TardySenders = field(default_factory=TardySenders)
    nothing: list[Nothing] = field(default_factory=list)
    """Returns without a row since these were last taken: nil returns."""
    delivered: list[Delivered] = field(default_factory=list)
    """Everything that schools and colleges have sent or stated."""
    _late: list[_Return] = field(default_factory=list)

    def send(
        self,
        collection: str,
        establishment: str | None,
        pages: Sequence[tuple[str, str, Sequence[Draft]]],
        on: date,
        file_format: Format = "xlsx",
    ) -> list[Sent]:
        """Write the return of a sender; `pages`: name of the sheet, collection whose columns it has, its rows.

        No file for a return without rows: where nil may be stated, `nothing` has it. None either for one that is late
        or missing: a late one is among those of the next `catch_up`.
        """
        one = _Return(collection, establishment, pages, on, file_format)
        tardiness = self.tardy.find(collection, establishment, on.isoformat()) if establishment else None
        if tardiness == "late":
            self._late.append(one)
        return [] if tardiness else self._written(one, on)

    def catch_up(self, on: date) -> list[Sent]:
        """Write the returns that are late by now; what there is nothing to send of, `nothing` has."""
        late, self._late = self._late, []
        return [sent for one in late for sent in self._written(one, on)]

    def note(self, collection: str, establishment: str, period: str, on: date) -> None:
        """Note that a return was answered on a page."""
        self.delivered.append(Delivered(collection, establishment, period, on))

    def _written(self, one: _Return, on: date) -> list[Sent]:
        collection, establishment, pages = one.collection, one.establishment, one.pages
        drafts = [draft for _, _, listed in pages for draft in listed]
        if not drafts:
            self._state_nothing(one, on)
            return []
        source = f"{collection} {establishment}"
        if collection in FULL_LISTS:
            self.ledger.replace(source, on)
        for _, columns_of, listed in pages:
            for draft in listed:
                # A date that is wrong on purpose may lie in another month, for which a late file would be taken.
                self._strike(source, columns_of, draft, on, clean=on != one.due_on)
        filled = [_page(name, collection, columns_of, listed) for name, columns_of, listed in pages if listed]
        workbook = return_workbook(filled, one.file_format)
        path = self.folder / _name(one, on)
        path.write_bytes(workbook.content)
        digest = hashlib.sha256(workbook.content).hexdigest()
        rows = tuple(
            SentRow(place.sheet, place.line, draft.person.id, draft.defect)
            for place, draft in zip(workbook.places, drafts, strict=True)
        )
        if establishment:
            refused = sum(row.defect is not None and row.defect.refuses for row in rows)
            self.delivered.append(
                Delivered(collection, establishment, _period(one), on, False, len(rows), refused, digest)
            )
        return [Sent(Upload(path.name, path, establishment, collection, len(rows), digest), rows)]

    def _state_nothing(self, one: _Return, on: date) -> None:
        open_then = one.due_on.replace(day=1) in MONTHS_OF_MOVES or one.establishment == CLICKS
        if one.establishment and _collection(one.collection).takes_nil and open_then:
            self.nothing.append(Nothing(one.collection, one.establishment, _period(one)))
            self.delivered.append(Delivered(one.collection, one.establishment, _period(one), on, nil=True))

    def take_nothing(self) -> list[Nothing]:
        """Return the nil returns that are due, and forget them."""
        taken, self.nothing = self.nothing, []
        return taken

    def _strike(self, source: str, columns_of: str, draft: Draft, on: date, *, clean: bool) -> None:
        collection = source.split(maxsplit=1)[0]
        defect = draft.defect = None if clean else self.seeder.strike(collection, columns_of, draft.row, on)
        if defect is not None and defect.refuses:
            self.ledger.keep(draft.person, source)
            return
        if draft.guarantee is not None:
            self.ledger.offer(draft.person, f"{source} {draft.row.get('K9') or ''}", draft.guarantee)
        for statement in draft.states:
            code = statement.code if defect is None or defect.code_instead is None else defect.code_instead
            self.ledger.record(draft.person, fact_of(on, statement, code, source))


def _name(one: _Return, on: date) -> str:
    """Return the name of a file. Of a month that is over it says the month, or it would be taken for this one's."""
    title, monthly = _collection(one.collection).title, _collection(one.collection).period_rule == "month"
    when = f"{one.due_on:%B %Y}" if monthly and on != one.due_on else one.due_on.isoformat()
    return f"{one.establishment or '886'} {title} {when}{_SUFFIX[one.file_format]}"


def _period(one: _Return) -> str:
    """Return the period of a return by the day on which it is due."""
    monthly = _collection(one.collection).period_rule == "month"
    return f"{one.due_on:%Y-%m}" if monthly else ACADEMIC_YEAR


def _page(name: str, collection: str, columns_of: str, drafts: Sequence[Draft]) -> Page:
    """Return the sheet: the columns of the collection, and those beside them that a defect needs."""
    asked = _collection(columns_of)
    read = {use.id for use in asked.columns} | set(asked.also_read) | {"E1"} & set(_collection(collection).column_ids)
    return Page(name, asked, [{c: v for c, v in draft.row.items() if c in read} for draft in drafts])


def _collection(code: str) -> Collection:
    found = find_collection(code)
    assert found is not None, code
    return found
