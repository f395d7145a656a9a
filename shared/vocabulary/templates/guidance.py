"""What the sheet of instructions says: who sends the return, what, by when, and what each column means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from shared.vocabulary.academic_year import first_day_of_month
from shared.vocabulary.collections import COLLECTIONS, Collection, ColumnUse, Deadline
from shared.vocabulary.collections.collection import Need, PeriodRule, Sender
from shared.vocabulary.columns import Column, ColumnKind, get_column
from shared.vocabulary.templates.layout import TemplateSheet, heading_of
from shared.vocabulary.templates.meanings import MEANINGS

COLUMN_HEADINGS: Final = ("Sheet", "Column", "Needed", "What it means", "How to fill it", "For example")

_WHO: Final[Mapping[Sender, str]] = MappingProxyType(
    {"school": "Schools", "college": "Colleges", "authority": "The authority’s own teams"}
)
_NUMBER: Final[Mapping[Sender, str]] = MappingProxyType(
    {"school": "your DfE number", "college": "your UKPRN", "authority": "the number of the authority"}
)
_NUMBERS: Final[Mapping[Sender, str]] = MappingProxyType(
    {"school": "8860001", "college": "10000001", "authority": "886"}
)
_PERIODS: Final[Mapping[PeriodRule, str]] = MappingProxyType(
    {
        "academic_year": "One return for each academic year.",
        "month": "One return for each calendar month.",
        "standing": "The whole list each time: the newest one counts.",
        "own": "Each file is a return of its own.",
    }
)
_NEWER: Final = MappingProxyType(
    {
        "replaces": "A newer file for the same period takes the place of the one before: send everybody again.",
        "adds": "A newer file adds to the ones before.",
        "replaces, asking": "A newer file is the whole list again. You are asked about everybody who is not on it.",
    }
)
_NEEDED: Final[Mapping[Need, str]] = MappingProxyType(
    {"M": "Mandatory", "O": "Optional", "m": "One of: {group}", "c": "If applicable"}
)
_HOW: Final[Mapping[ColumnKind, str]] = MappingProxyType(
    {
        "text": "",
        "code": "Choose from the list in the cell; all codes are on the sheet “Codes”.",
        "date": "Day, month, year: dd/mm/yyyy.",
        "int": "A whole number.",
        "yn": "Choose Y or N.",
    }
)
_LONG: Final = 50
"""A column that takes fewer characters says itself what they are."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences below it."""

    title: str
    lines: tuple[str, ...]


def sections(collection: Collection, deadlines: Iterable[Deadline]) -> tuple[Section, ...]:
    """Return what stands above the table of columns. `deadlines`: the due dates as they hold."""
    return (
        Section("Who sends it", (f"{_WHO[collection.sender]}, to {collection.owner}, through {collection.channel}.",)),
        Section("What to send", (*_what(collection),)),
        Section("When it is due", tuple(_due(collection, deadlines))),
        Section(
            "How to fill it in",
            (
                "Fill in the columns on each sheet with headings, one line for each learner, below the headings.",
                "Orange columns say “(mandatory)” in their heading: fill them in on every line.",
                "Columns that say “(one needed)” belong together: fill in at least one of them on every line.",
                "Columns that say “(if applicable)” are needed on some lines: the sheet “Columns” says on which.",
                "Leave the headings, the first two lines and the names of the sheets as they are.",
                "Type numbers of learners and telephone numbers as they are: the cells keep leading noughts.",
                f"Name the file with {_NUMBER[collection.sender]} and the return, such as {_file_name(collection)}.",
                "Save it as an Excel workbook (.xlsx), without a password, and send that.",
            ),
        ),
    )


def _file_name(collection: Collection) -> str:
    """Return a name in the form that the county's page of 2024/25 asks for."""
    words = collection.title.replace("-", " ").split()
    return _NUMBERS[collection.sender] + "".join(word[:1].upper() + word[1:] for word in words) + ".xlsx"


def due_dates(collection: Collection) -> tuple[Deadline, ...]:
    """Return the due dates of a return, or of those that it is made of or is a part of."""
    wholes = [one for one in COLLECTIONS.values() if collection.code in one.parts]
    family = (collection, *(COLLECTIONS[code] for code in collection.parts), *wholes)
    return next((one.deadlines for one in family if one.deadlines), ())


def _what(collection: Collection) -> Iterator[str]:
    yield _PERIODS[collection.period_rule]
    yield _NEWER[collection.newer]
    yield f"Where a learner stands on several lines, {collection.counting_line.words}."
    if collection.takes_nil:
        yield "If there is nobody to list, say so on the page “Nothing to send” and send no file."


def _due(collection: Collection, deadlines: Iterable[Deadline]) -> Iterator[str]:
    lines = list(dict.fromkeys(_due_line(one) for one in sorted(deadlines, key=lambda one: one.due_on)))
    if lines:
        yield from lines
    else:
        yield "No date is set for it."


def _due_line(deadline: Deadline) -> str:
    month = first_day_of_month(deadline.period)
    of = f"For {month:%B %Y}: by" if month else "By"
    last = "" if deadline.last_day == deadline.due_on else f", and not later than {_day(deadline.last_day)}"
    return f"{of} {_day(deadline.due_on)}{last}."


def _day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


def column_lines(sheets: Sequence[TemplateSheet]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each column of each sheet, under `COLUMN_HEADINGS`."""
    for sheet in sheets:
        for use in sheet.columns:
            column = get_column(use.id)
            yield sheet.title, heading_of(use), needed(use, sheet), MEANINGS[use.id], how(column), column.example


def needed(use: ColumnUse, sheet: TemplateSheet) -> str:
    """Return in words whether a column must be filled."""
    when = sheet.when_needed.get(use.id)
    return _NEEDED[use.need].format(group=use.group) + (f": {when}" if when else "")


def how(column: Column) -> str:
    """Return in words how a column is filled."""
    free = column.allowed.startswith("any")
    longest = f"At most {column.length_max} characters." if free or column.length_max >= _LONG else ""
    allowed = "" if free or column.code_list or column.allowed == "dd/mm/yyyy" else f"{_sentence(column.allowed)}."
    return " ".join(part for part in (_HOW[column.kind], allowed, longest) if part)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
