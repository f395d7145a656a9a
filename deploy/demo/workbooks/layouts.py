"""How a school's rows become a workbook: headings, titles, guidance, drop-down text, dates as text, totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import Format, Habits, School
from deploy.demo.workbooks.damage import without_marks
from deploy.demo.workbooks.spreadsheets import Cell, Line, Sheet, csv_file, ods, xlsx
from shared.vocabulary.collections import ROLL, S_ENR, Collection
from shared.vocabulary.columns import get_column
from shared.vocabulary.districts import DISTRICTS

_ALIASES: Final = {
    "E1": "LAESTAB", "P1": "Unique Pupil Number", "P3": "Unique Learner Number", "P4": "Adno", "P5": "Surname",
    "P6": "First Name", "P7": "Middle Name", "P10": "DOB", "P11": "Gender", "P15": "Year Group", "C5": "Post Code",
    "C6": "Home Phone", "C7": "Mobile", "C8": "Email", "C10": "Parent Mobile", "L1": "Highest Level",
    "L3": "Subjects", "L4": "QAN", "L9": "Course Start Date", "L10": "Course End Date", "L7": "FT/PT",
    "V1": "Leaving Date",
}  # fmt: skip
_OPTIONAL: Final = ("E2", "P4", "P7", "P8", "P9", "P12", "P14", "C2", "C8", "C9", "C11", "C12", "L4", "L5", "L8", "J4")
_DROPPED_BY_SOME: Final = ("P8", "P9", "C2", "C11", "L5")
_LABELS: Final[dict[str, dict[str, str]]] = {
    "P11": {"F": "F - Female", "M": "M - Male"},
    "P14": {"N": "N - No special educational need", "K": "K - SEN support", "E": "E - Education, health and care plan"},
    "L1": {level: f"Level {level}" for level in "123"} | {"E": "E - Entry level"},
    "L7": {"FT": "FT - Full time", "PT": "PT - Part time"},
}
_AS_NUMBERS: Final = ("P3", "P4", "C7", "C10")
_GUIDANCE: Final = Sheet(
    "Guidance",
    (
        ("Post-16 enrolment return 2026-27",),
        ("Columns in orange are mandatory. One line for each learner: the highest level of qualification.",),
        ("Do not list learners who have left and not returned.",),
    ),
)
_YEARS: Final = ("12", "13", "14")


@dataclass(frozen=True, slots=True)
class RowPlace:
    """The place of a row in the file: sheet and line as a spreadsheet shows them (line 1 is the first)."""

    row: int
    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished file and the place of each of its rows."""

    content: bytes
    places: tuple[RowPlace, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows that stand on one sheet, with the collection whose columns they have."""

    name: str
    collection: Collection
    rows: Sequence[Row]


def enrolment_workbook(school: School, rows: Sequence[Row]) -> Workbook:
    """Lay the rows out as the school does."""
    habits = school.habits
    columns = _columns(habits, rows)
    sheets: list[Sheet] = [_GUIDANCE] if habits.guidance_sheet else []
    places: list[RowPlace] = []
    for name, chosen in _sheets(habits, rows):
        lines: list[Line] = [*_preamble(school, habits), [_heading(column, habits) for column in columns]]
        for index in chosen:
            places.append(RowPlace(index, name, len(lines) + 1))
            lines.append([_cell(column, rows[index].get(column), habits) for column in columns])
            if habits.totals_line and index % 97 == 96:
                lines.append(())
        if habits.totals_line:
            lines += [(), (f"Total {len(chosen)}",)]
        sheets.append(Sheet(name, lines))
    return Workbook(_saved(habits.format, sheets), tuple(places))


def return_workbook(pages: Sequence[Page], file_format: Format = "xlsx") -> Workbook:
    """Lay out a return under the official headings, a sheet for each page; columns that nobody fills are left out."""
    sheets: list[Sheet] = []
    places: list[RowPlace] = []
    for page in pages:
        asked = [use.id for use in page.collection.columns]
        beside = sorted({column for row in page.rows for column in row} - set(asked))
        columns = [column for column in (*asked, *beside) if any(row.get(column) is not None for row in page.rows)]
        lines: list[Line] = [[get_column(column).header for column in columns]]
        lines += [[row.get(column) for column in columns] for row in page.rows]
        places += [RowPlace(len(places) + index, page.name, index + 2) for index in range(len(page.rows))]
        sheets.append(Sheet(page.name, lines))
    return Workbook(_saved(file_format, sheets), tuple(places))


def roll_workbook(people: Sequence[YoungPerson], school_of: dict[str, School], gaps: dict[str, str]) -> Workbook:
    """Lay out the county roll. `gaps` names the learner number (P1 or P3) that the authority lacks for some people."""
    columns = [use.id for use in ROLL.columns if use.id not in ("P2", "P8", "P9", "C2")]
    lines: list[Line] = [[get_column(column).header for column in columns]]
    for person in people:
        row = roll_row(person, school_of[person.id])
        gap = gaps.get(person.id)
        if gap is not None:
            row[gap] = None
        lines.append([row.get(column) for column in columns])
    places = tuple(RowPlace(index, "County roll", index + 2) for index in range(len(people)))
    return Workbook(xlsx([Sheet("County roll", lines)]), places)


def roll_row(person: YoungPerson, school: School) -> Row:
    """Return what the authority's roll has of somebody who is on roll at that school."""
    return {
        "K1": person.id,
        "P1": person.upn,
        "P3": person.uln,
        "P5": person.surname,
        "P6": person.forename,
        "P7": person.middle_names,
        "P10": person.born_on,
        "P11": person.sex,
        "P12": person.ethnicity,
        "P14": person.sen,
        "K2": person.ehcp_until,
        "P15": str(min(person.year_group, 14)),
        "E1": school.shown_number,
        "E2": school.name,
        "C1": person.address.line,
        "C3": person.address.town,
        "C5": person.address.postcode,
        "K3": DISTRICTS[person.address.district] if person.district_known else None,
        "K4": ";".join(person.characteristics) or None,
        "K5": person.moved_in_on,
        "K6": person.left_on,
        "K11": person.left_status,
    }


def columns_left_out(habits: Habits) -> tuple[str, ...]:
    """Return the optional columns that the school's workbook does not have: their values are lost."""
    return _DROPPED_BY_SOME if habits.optional_columns else _OPTIONAL


def _columns(habits: Habits, rows: Sequence[Row]) -> list[str]:
    dropped = columns_left_out(habits)
    columns = [use.id for use in S_ENR.columns if use.id not in dropped]
    return [*columns, "V1"] if any(row.get("V1") for row in rows) else columns


def _sheets(habits: Habits, rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    everyone = list(range(len(rows)))
    if not habits.sheet_per_year:
        return [("Enrolment", everyone)]
    pages = [(f"Year {year}", [i for i in everyone if rows[i].get("P15") == year]) for year in _YEARS]
    rest = [i for i in everyone if rows[i].get("P15") not in _YEARS]
    pages[0][1].extend(rest)
    return [(name, chosen) for name, chosen in pages if chosen]


def _preamble(school: School, habits: Habits) -> list[Line]:
    titles: list[Line] = [(school.name,), (), ("Post-16 enrolment 2026-27",), ()]
    return titles[: habits.header_line - 1]


def _heading(column: str, habits: Habits) -> str:
    official = get_column(column).header
    if habits.spelling == "aliases":
        return _ALIASES.get(column, official)
    use = S_ENR.use_of(column)
    return f"{official} *" if habits.spelling == "starred" and use is not None and use.need == "M" else official


def _cell(column: str, value: Cell, habits: Habits) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return _date(value, habits)
    if isinstance(value, int):
        return value
    if habits.labels and column == "P15":
        return f"Year {value}"
    if habits.labels and column in _LABELS:
        return _LABELS[column].get(value, value)
    if habits.numeric_cells and column in _AS_NUMBERS and value.replace(" ", "").isdigit():
        return int(value.replace(" ", ""))
    return value.upper() if habits.capitals and column in ("P5", "P6", "P7") else value


def _date(value: date, habits: Habits) -> Cell:
    if habits.dates == "typed":
        return value
    if habits.dates == "iso":
        return value.isoformat()
    return f"{value.day}.{value.month}.{value:%y}" if habits.dates == "dotted" else value.strftime("%d/%m/%Y")


def _saved(file_format: Format, sheets: Sequence[Sheet]) -> bytes:
    if file_format == "xlsx":
        return xlsx(sheets)
    if file_format == "ods":
        return ods(sheets)
    if file_format == "csv-utf8":
        return csv_file(sheets[0].lines, "utf-8-sig")
    return csv_file([[_holdable(cell) for cell in line] for line in sheets[0].lines], "cp1252")


def _holdable(cell: Cell) -> Cell:
    """Return the cell as an older system keeps it: letters beyond Western Europe lose their marks."""
    if not isinstance(cell, str) or cell.encode("cp1252", "ignore").decode("cp1252") == cell:
        return cell
    return without_marks(cell)
