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
from deploy.demo.year.calendar import MONTHS_OF_MOVES
from deploy.demo.year.ledger import Ledger, Statement, fact_of
from deploy.demo.year.senders.defects import Defect, Seeder
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


@dataclass(slots=True)
class Outbox:
    """Writes the files of the year and keeps in the ledger what they state."""

    folder: Path
    ledger: Ledger
    seeder: Seeder = field(default_factory=Seeder)
    nothing: list[Nothing] = field(default_factory=list)
    """Returns without a row since these were last taken: nil returns."""

    def send(
        self,
        collection: str,
        establishment: str | None,
        pages: Sequence[tuple[str, str, Sequence[Draft]]],
        on: date,
        file_format: Format = "xlsx",
    ) -> list[Sent]:
        """Write the return of a sender; `pages`: name of the sheet, collection whose columns it has, its rows.

        No file for a return without rows: where nil may be stated, `nothing` has it.
        """
        drafts = [draft for _, _, listed in pages for draft in listed]
        if not drafts:
            open_then = on.replace(day=1) in MONTHS_OF_MOVES or establishment == CLICKS
            if establishment and _collection(collection).takes_nil and open_then:
                self.nothing.append(Nothing(collection, establishment, f"{on:%Y-%m}"))
            return []
        source = f"{collection} {establishment}"
        if collection in FULL_LISTS:
            self.ledger.replace(source, on)
        for _, columns_of, listed in pages:
            for draft in listed:
                self._strike(source, columns_of, draft, on)
        filled = [_page(name, collection, columns_of, listed) for name, columns_of, listed in pages if listed]
        workbook = return_workbook(filled, file_format)
        name = f"{establishment or '886'} {_collection(collection).title} {on.isoformat()}{_SUFFIX[file_format]}"
        path = self.folder / name
        path.write_bytes(workbook.content)
        digest = hashlib.sha256(workbook.content).hexdigest()
        rows = tuple(
            SentRow(place.sheet, place.line, draft.person.id, draft.defect)
            for place, draft in zip(workbook.places, drafts, strict=True)
        )
        return [Sent(Upload(name, path, establishment, collection, len(rows), digest), rows)]

    def take_nothing(self) -> list[Nothing]:
        """Return the nil returns that are due, and forget them."""
        taken, self.nothing = self.nothing, []
        return taken

    def _strike(self, source: str, columns_of: str, draft: Draft, on: date) -> None:
        defect = draft.defect = self.seeder.strike(source.split(maxsplit=1)[0], columns_of, draft.row, on)
        if defect is not None and defect.refuses:
            self.ledger.keep(draft.person, source)
            return
        if draft.guarantee is not None:
            self.ledger.offer(draft.person, f"{source} {draft.row.get('K9') or ''}", draft.guarantee)
        for statement in draft.states:
            code = statement.code if defect is None or defect.code_instead is None else defect.code_instead
            self.ledger.record(draft.person, fact_of(on, statement, code, source))


def _page(name: str, collection: str, columns_of: str, drafts: Sequence[Draft]) -> Page:
    """Return the sheet: the columns of the collection, and those beside them that a defect needs."""
    asked = _collection(columns_of)
    read = {use.id for use in asked.columns} | set(asked.also_read) | {"E1"} & set(_collection(collection).column_ids)
    return Page(name, asked, [{c: v for c, v in draft.row.items() if c in read} for draft in drafts])


def _collection(code: str) -> Collection:
    found = find_collection(code)
    assert found is not None, code
    return found
