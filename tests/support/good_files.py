"""A file of every collection in which nothing is wrong, and who sends it: a collection without a good row has none."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from deploy.demo.population.identifiers import Numbers
from deploy.demo.workbooks.spreadsheets import Cell, Sheet, xlsx
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.columns import get_column
from tests.spec.validation.rows import CONTEXTS, GOOD
from tests.support.arrivals import Sender
from tests.support.establishments import an_establishment, registered

SCHOOL, OTHER_SCHOOL, UNKNOWN_SCHOOL = "8860001", "8860002", "8869999"
COLLEGE, OTHER_COLLEGE, UNKNOWN_COLLEGE = "10000001", "10000002", "10009999"
FIND: Final = registered(
    *map(an_establishment, (SCHOOL, OTHER_SCHOOL)),
    *(an_establishment(None, number, "further education") for number in (COLLEGE, OTHER_COLLEGE)),
)
_OWNERS: Final = {"school": SCHOOL, "college": COLLEGE, "authority": None}
_NAMES: Final = (
    *(("Kempton", "Zara"), ("Aldous", "Piet"), ("Brack", "Ines"), ("Larkrise", "Tamsin"), ("Thorne", "Jory")),
    *(("Ashgrove", "Nell"), ("Fernhollow", "Rowan"), ("Weirwalk", "Odile")),
)

Row = Mapping[str, Cell]


def day_of(code: str) -> date:
    """Return the day on which the good file of the collection comes."""
    return CONTEXTS[code].received_on


def owner_of(code: str) -> str | None:
    """Return the establishment that sends it; None: the authority does."""
    return _OWNERS[COLLECTIONS[code].sender]


def sender_of(code: str) -> Sender:
    """Return the one who sends it, entitled where that is needed."""
    needed = COLLECTIONS[code].needs_entitlement
    return Sender(owner_of(code), FIND, frozenset({code}) if needed else frozenset())


def rows_of(code: str, count: int = 3) -> list[dict[str, Cell]]:
    """Return good rows, each about somebody else; dates are typed as spreadsheets have them."""
    numbers = Numbers(random.Random(code))
    rows = []
    for n in range(count):
        row: dict[str, Cell] = {column: _typed(column, text) for column, text in GOOD[code].items()}
        own = {"P1": numbers.upn(2014), "P3": numbers.uln(), "P4": f"00451{n}", "K1": f"K000451{n}", "K9": f"A001{n}"}
        row |= {column: value for column, value in own.items() if row.get(column)}
        surname, forename = _NAMES[n % len(_NAMES)][0], _NAMES[n * 5 // len(_NAMES) % len(_NAMES)][1]
        rows.append({**row, "P5": surname, "P6": forename})
    return rows


def lines_of(code: str, rows: Sequence[Row] | None = None) -> list[Sequence[Cell]]:
    """Return the headings of our own template, and the rows below them."""
    columns = [use.id for use in _collection(code).columns]
    return [
        [get_column(column).header for column in columns],
        *([row.get(column) for column in columns] for row in (rows_of(code) if rows is None else rows)),
    ]


def file_of(code: str, rows: Sequence[Row] | None = None) -> bytes:
    """Return an .xlsx of the rows."""
    return xlsx([Sheet("Sheet1", lines_of(code, rows))])


def _collection(code: str) -> Collection:
    return COLLECTIONS[code]


def _typed(column: str, text: str | None) -> Cell:
    return date.fromisoformat(text) if text and get_column(column).kind == "date" else text
