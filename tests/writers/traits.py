"""What is tried: one return of six invented people, written in as many ways as real programs and people write it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from deploy.demo.population.identifiers import Numbers
from shared.vocabulary.columns import get_column
from tests.writers.book import Book, Cell, Expected, Line, Sheet, day, error, formula, moment, number, runs, text, truth

COLUMNS: Final = (
    "E1 P1 P3 P4 P5 P6 P7 P10 P11 P15 C1 C3 C5 C7 C8 C12 L1 L2 L3 L7 L8 L9 L10".split()  # noqa: SIM905 (a table)
)
DATES: Final = frozenset(column for column in COLUMNS if get_column(column).kind == "date")
_NAMES: Final = (
    ("Kempton", "Zara", "Anne Louise"),
    ("O'Brien-Smith", "Zoë", None),
    ("Ødegård", "Paweł", "Ştefan"),
    ("van den Berg", "Mia", None),
    ("Null", "Na", "May"),
    ("McÁlvarez", "Jürgen", "José Ángel"),
)
_BIRTHS: Final = (
    date(2010, 2, 14),
    date(2009, 9, 1),
    date(2010, 8, 31),
    date(2010, 1, 2),
    date(2009, 12, 11),
    date(2010, 5, 7),
)
_OBJECTS: Final = 1
STARTED: Final = date(2026, 9, 7)
ENDS: Final = date(2028, 7, 9)
RECEIVED: Final = date(2026, 10, 5)

Row = Mapping[str, Any]


def _people() -> list[dict[str, Any]]:
    numbers = Numbers(random.Random(2_026))
    return [
        {
            "E1": "8860001",
            "P1": numbers.upn(2021),
            "P3": numbers.uln(),
            "P4": f"{4512 + place}",
            "P5": surname,
            "P6": forename,
            "P7": middle,
            "P10": born,
            "P11": "F" if place % 2 else "M",
            "P15": "12",
            "C1": f"{place + 1} Mill Lane",
            "C3": "Maidstone",
            "C5": "ME14 1XX",
            "C7": None if place == _OBJECTS else f"+4477009001{place:02}",
            "C8": None if place == _OBJECTS else f"learner{place}@example.org",
            "C12": "Y" if place == _OBJECTS else "N",
            "L1": "3",
            "L2": "ALEVEL",
            "L3": "Maths, Physics, Art",
            "L7": "FT",
            "L8": 600,
            "L9": STARTED,
            "L10": ENDS,
        }
        for place, ((surname, forename, middle), born) in enumerate(zip(_NAMES, _BIRTHS, strict=True))
    ]


PEOPLE: Final[Sequence[Row]] = _people()
"""What is meant: the typed values that validation must come to."""


def meant(row: Row) -> dict[str, Any]:
    """Return the values that must come of a row; who objects has no telephone number and no e-mail address."""
    return {**row, "C7": None, "C8": None} if row["C12"] == "Y" else dict(row)


def shown(column: str, value: Any) -> str:
    """Return the value as somebody types it."""
    if column == "C7":
        return f"07700 900{value[-3:]}"
    if column == "E1":
        return f"{value[:3]}/{value[3:]}"
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def plain(column: str, value: Any) -> Cell:
    """Return the cell as a careful person fills it: dates typed, numbers of people as text, hours as a number."""
    if value is None:
        return None
    if column in DATES:
        return day(value)
    return number(value) if column == "L8" else text(shown(column, value))


Make = Callable[[Any], Cell]
"""Makes the cell of a value."""
Arrange = Callable[[list[Line]], Sequence[Sheet]]


@dataclass(frozen=True, slots=True)
class Trait:
    """One way to write the return."""

    name: str
    book: Book
    expected: Expected


def _columns(cells: Mapping[str, Make]) -> Callable[[str, Any], Cell]:
    def make(column: str, value: Any) -> Cell:
        return cells[column](value) if column in cells and value is not None else plain(column, value)

    return make


def _all_as(make: Make, *columns: str) -> dict[str, Make]:
    return dict.fromkeys(columns, make)


def _one_sheet(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet(lines)]


def trait(
    name: str,
    *,
    columns: Mapping[str, Make] | None = None,
    cells: Mapping[tuple[int, str], tuple[Cell, Any]] | None = None,
    headings: Mapping[str, Cell] | None = None,
    arrange: Arrange = _one_sheet,
    order: Sequence[str] = COLUMNS,
    people: Sequence[Row] = PEOPLE,
    epoch_1904: bool = False,
    free_layout: bool = False,
    says: str = "",
    may: str = "",
) -> Trait:
    """Return a trait: the return with the cells of some columns made otherwise, or single cells (row, column) changed.

    A changed cell comes with the value that must come of it. `says` and `may` name entries of the catalogue.
    """
    make = _columns(columns or {})
    changed = cells or {}
    head: Line = [(headings or {}).get(column) or text(get_column(column).header) for column in order]
    lines: list[Line] = [head]
    rows = []
    for place, person in enumerate(people):
        lines.append(
            [
                changed[place, column][0] if (place, column) in changed else make(column, person[column])
                for column in order
            ]
        )
        values = {**person, **{column: value for (row, column), (_, value) in changed.items() if row == place}}
        rows.append({column: value for column, value in meant(values).items() if column in order})
    expected = Expected(rows, says=frozenset(says.split()), may_say=frozenset(may.split()))
    return Trait(name, Book(arrange(lines), epoch_1904, free_layout), expected)


def _iso(value: date) -> Cell:
    return text(value.isoformat())


def _typed(fmt: str) -> Make:
    return lambda value: day(value, fmt)


def _serial(value: date) -> Cell:
    return number((value - date(1899, 12, 30)).days)


def _serial_1904(value: date) -> Cell:
    return number((value - date(1904, 1, 1)).days)


def _at(hour: int, minute: int = 0, second: int = 0) -> Make:
    return lambda value: moment(datetime(value.year, value.month, value.day, hour, minute, second))  # noqa: DTZ001


def _as_number(value: Any) -> Cell:
    return number(int(str(value).removeprefix("+44").replace("/", "")))


def _wrapped(column: str) -> Make:
    return lambda value: text(f'="{shown(column, value)}"')


def _apostrophe(column: str) -> Make:
    return lambda value: text(f"'{shown(column, value)}")


def _typed_text(pattern: str) -> Make:
    return lambda value: text(value.strftime(pattern))


def _computed(value: Any) -> Cell:
    return formula(f'UPPER("{value}")', str(value).upper())


_IDS: Final = ("P3", "P4", "P15", "L1")

VALUES: Final = (
    trait("typed dates, numbers as text"),
    trait("everything as text", columns={**_all_as(_typed_text("%d/%m/%Y"), *DATES), "L8": lambda v: text(str(v))}),
    trait("ISO dates as text", columns=_all_as(_iso, *DATES)),
    trait("dates as 14-Feb-10", columns=_all_as(_typed("dd-mmm-yy"), *DATES)),
    trait("dates as 2010-02-14", columns=_all_as(_typed("yyyy-mm-dd"), *DATES)),
    trait("dates as 02/14/2010", columns=_all_as(_typed("mm/dd/yyyy"), *DATES), may="dates_month_first"),
    trait("dates with the weekday", columns=_all_as(_typed("dddd, d mmmm yyyy"), *DATES)),
    trait("dates with a locale", columns=_all_as(_typed("[$-809]dd mmmm yyyy;@"), *DATES)),
    trait("dates as 14.2.2010 in text", columns=_all_as(lambda v: text(f"{v.day}.{v.month}.{v.year}"), *DATES)),
    trait("dates as 14 February 2010 in text", columns=_all_as(_typed_text("%d %B %Y"), *DATES)),
    trait("dates month first in text", columns=_all_as(_typed_text("%m/%d/%Y"), *DATES), says="dates_month_first"),
    trait("dates as plain serials", columns=_all_as(_serial, *DATES)),
    trait("dates at midnight", columns=_all_as(_at(0), *DATES)),
    trait(
        "dates a second before midnight",
        cells={(2, "P10"): (moment(datetime(2010, 8, 30, 23, 59, 59)), date(2010, 8, 31))},  # noqa: DTZ001
    ),
    trait(
        "a day of summer time, an hour early",
        cells={(2, "P10"): (moment(datetime(2010, 8, 30, 23)), date(2010, 8, 31))},  # noqa: DTZ001
        may="summer_time_evening",
    ),
    trait(
        "a time that is none of midnight's",
        cells={(2, "P10"): (moment(datetime(2010, 8, 31, 10, 30)), date(2010, 8, 31))},  # noqa: DTZ001
        says="date_with_time",
    ),
    trait("numbers of people as numbers", columns=_all_as(_as_number, *_IDS)),
    trait("numbers as 0.00", columns=_all_as(lambda v: number(int(v), "0.00"), *_IDS, "L8")),
    trait("numbers with thousands", columns={"L8": lambda v: number(v, "#,##0")}),
    trait("numbers as text", columns=_all_as(lambda v: text(str(v), "@"), *_IDS, "L8")),
    trait("numbers ending in .0", columns=_all_as(lambda v: text(f"{v}.0"), *_IDS, "L8")),
    trait("leading zeros by format", columns={"P4": lambda v: number(int(v), "000000")}),
    trait("telephone numbers as numbers", columns={"C7": _as_number}),
    trait("DfE number as a number", columns={"E1": _as_number}),
    trait("truth for an objection", columns={"C12": lambda v: truth(v == "Y")}),
    trait("numbers in the file's own formats", columns={"P4": lambda v: number(int(v), '"No. "0')}),
    trait("birth date far off", cells={(0, "L10"): (text("31/12/9999"), None)}, says="no_real_end"),
)

TEXTS: Final = (
    trait("blanks around text", columns=_all_as(lambda v: text(f"  {v} "), "P5", "P6", "P1", "C5")),
    trait("non-breaking spaces", columns=_all_as(lambda v: text(f"\u00a0{v}\u00a0"), "P5", "P1", "P3", "C5")),
    trait("zero-width spaces", columns=_all_as(lambda v: text(f"{v}\u200b"), "P5", "P1", "P3", "C5")),
    trait("a curly apostrophe", cells={(1, "P5"): (text("O’Brien-Smith"), "O'Brien-Smith")}),
    trait("a line break in a cell", cells={(0, "C1"): (text("Flat 1\n1 Mill Lane"), "Flat 1 1 Mill Lane")}),
    trait("a tab in a cell", cells={(0, "C1"): (text("Flat 1\t1 Mill Lane"), "Flat 1 1 Mill Lane")}),
    trait("two blanks in a cell", cells={(3, "P5"): (text("van  den Berg"), "van den Berg")}),
    trait("several fonts in a cell", cells={(3, "P5"): (runs("van ", "den ", "Berg"), "van den Berg")}),
    trait("fonts that change within a word", cells={(0, "P5"): (runs("Kemp", "ton"), "Kempton")}),
    trait("signs that XML escapes", cells={(0, "L3"): (text('D&T <"A"> & Art'), 'D&T <"A"> & Art')}),
    trait("entities as text", cells={(0, "P5"): (text("O&#39;Dowd"), "O'Dowd")}, says="text_repaired"),
    trait("garbled letters", cells={(1, "P6"): (text("ZoÃ«"), "Zoë")}, says="text_repaired"),
    trait("letters garbled as Polish", cells={(2, "P6"): (text("PaweÅ‚"), "Paweł")}, says="text_repaired"),
    trait(
        "text longer than its column",
        cells={(0, "C3"): (text("Maidstone " * 8), ("Maidstone " * 5).strip())},
        says="text_too_long",
    ),
    trait("wrapped numbers", columns={column: _wrapped(column) for column in ("P1", "P3", "P4", "E1")}),
    trait("wrapped names", cells={(0, "P5"): (text('="Kempton"'), "Kempton")}),
    trait("apostrophes in front", columns={column: _apostrophe(column) for column in ("E1", "P15", "L1", "P10", "P3")}),
    trait("an escaped line break", cells={(0, "C1"): (text("1 Mill_x000D_ Lane"), "1 Mill Lane")}),
    trait("words for nothing", cells={(0, "P7"): (text("n/a"), None), (1, "P7"): (text("-"), None)}),
    trait("names that look like nothing", people=[PEOPLE[4]]),
    trait("capitals", columns=_all_as(lambda v: text(str(v).lower()), "P1", "P11", "L2", "L7", "C12")),
)

FORMULAS: Final = (
    trait(
        "an error in the objection",
        cells={(0, "C12"): (error("#N/A"), "Y")},
        says="formula_error contact_withheld",
    ),
    trait("an error in a name", cells={(0, "P7"): (error("#REF!"), None)}, says="formula_error"),
    trait(
        "an error in a birth date",
        cells={(0, "P10"): (error("#VALUE!"), None)},
        says="formula_error birth_date_missing",
    ),
    trait("computed text", columns={"P5": _computed}, people=[{**row, "P5": str(row["P5"]).upper()} for row in PEOPLE]),
    trait("computed numbers", columns={"L8": lambda v: formula("300*2", v)}),
    trait(
        "computed dates",
        columns={"L9": lambda v: formula("DATE(2026,9,7)", (v - date(1899, 12, 30)).days, "dd/mm/yyyy")},
    ),
    trait(
        "text never computed",
        columns={"P7": lambda v: formula(f'UPPER("{v}")')},
        people=[{**row, "P7": "Anne"} for row in PEOPLE],
        cells={(place, "P7"): (formula('UPPER("Anne")'), None) for place in range(len(PEOPLE))},
        says="formula_not_computed",
        may="formula_column_not_computed",
    ),
)


def _title(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([[text("Post-16 enrolment 2026-27")], [text("Example Grammar School")], [], *lines])]


def _merged_title(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([[text("Post-16 enrolment 2026-27")], *lines], merged=((1, 1, 1, 6),))]


def _two_lines(lines: list[Line]) -> Sequence[Sheet]:
    upper: list[Cell] = [text("Learner") if column[0] == "P" else text("Course") for column in COLUMNS]
    return [Sheet([upper, *lines])]


def _offset(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([[], [], *([None, None, *line] for line in lines)])]


def _blank_lines(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([lines[0], *(piece for line in lines[1:] for piece in (line, []))])]


def _total(lines: list[Line]) -> Sequence[Sheet]:
    total: list[Cell] = [None] * len(COLUMNS)
    total[0] = text("Total")
    total[COLUMNS.index("L8")] = number(3600)
    return [Sheet([*lines, total])]


def _unlabelled_total(lines: list[Line]) -> Sequence[Sheet]:
    total: list[Cell] = [None] * len(COLUMNS)
    total[COLUMNS.index("P4")] = number(6)
    total[COLUMNS.index("L8")] = number(3600)
    return [Sheet([*lines, total])]


def _prefilled(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([*lines, *([text("886/0001")] for _ in range(300))])]


def _heading_again(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([*lines[:4], lines[0], *lines[4:]])]


def _notes_sheet(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([[text("How to fill in this return")], [text("Only one line a learner")]], "Notes"), Sheet(lines)]


def _two_sheets(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet(lines[:4], "Year 12"), Sheet([lines[0], *lines[4:]], "Year 13")]


def _hidden_sheet(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet(lines), Sheet([[text("Lists")], [text("FT")], [text("PT")]], "Lists", hidden=True)]


def _right_of_table(lines: list[Line]) -> Sequence[Sheet]:
    return [Sheet([[*lines[0], text("Tutor group")], *([*line, text("12B")] for line in lines[1:])])]


def _broken_head(column: str) -> Cell:
    return text(get_column(column).header.replace(" ", "\n"))


STRUCTURE: Final = (
    trait("a title above", arrange=_title, free_layout=True),
    trait("a merged title above", arrange=_merged_title, free_layout=True),
    trait("a heading of two lines", arrange=_two_lines, free_layout=True),
    trait("a table that begins at C3", arrange=_offset, free_layout=True),
    trait("blank lines between rows", arrange=_blank_lines, free_layout=True),
    trait("a total with a word", arrange=_total, free_layout=True),
    trait("a total without a word", arrange=_unlabelled_total, free_layout=True),
    trait("three hundred prefilled lines", arrange=_prefilled, free_layout=True),
    trait("the heading again among the rows", arrange=_heading_again, free_layout=True),
    trait("a sheet of notes before", arrange=_notes_sheet, free_layout=True, says="sheet_not_read"),
    trait("two sheets of one template", arrange=_two_sheets, says="several_sheets_read"),
    trait("a hidden sheet of lists", arrange=_hidden_sheet, free_layout=True, says="hidden_sheet_ignored"),
    trait("hidden lines", arrange=lambda lines: [Sheet(lines, hidden_lines=(3, 5))], says="hidden_rows_read"),
    trait("hidden columns", arrange=lambda lines: [Sheet(lines, hidden_columns=(4, 6))], may="hidden_columns_read"),
    trait("a sheet's name with signs", arrange=lambda lines: [Sheet(lines, "Yr 12 & 13 – Zoë's")]),
    trait("a column of the school's own", arrange=_right_of_table, may="column_not_read"),
    trait("columns in another order", order=tuple(reversed(COLUMNS))),
    trait("headings with line breaks", headings={column: _broken_head(column) for column in COLUMNS}),
    trait("headings with an escaped return", headings={"P10": text("Date of_x000D_\nBirth")}),
    trait(
        "headings of a system",
        headings={
            "P5": text("Pupil Surname(s)"),
            "P6": text("Pupil Forename(s)"),
            "P10": text("Pupil DOB"),
            "P4": text("Adno"),
            "P15": text("Yr Group"),
        },
    ),
    trait("dates from 1904", epoch_1904=True, says="dates_count_from_1904"),
    trait(
        "plain serials from 1904",
        columns=_all_as(_serial_1904, *DATES),
        epoch_1904=True,
        says="dates_count_from_1904",
    ),
)

TRAITS: Final = (*VALUES, *TEXTS, *FORMULAS, *STRUCTURE)
