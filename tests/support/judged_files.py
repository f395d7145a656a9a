"""Files as other programs write them, and what Onward finds in each: a case a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cli.checking import FileVerdict, check_file
from deploy.demo.workbooks.spreadsheets import Cell, Sheet, csv_file, ods, xlsx
from shared.vocabulary.issues import CATALOGUE

Lines = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class FileCase:
    """One file and what is found in it. `complaints`: their names, with how many rows have them."""

    means: str
    name: str
    lines: Lines | Mapping[str, Lines]
    """Of its one sheet, or of each by its name."""
    collection: str
    establishment: str
    accepted: int
    refused: int = 0
    complaints: Mapping[str, int] = field(default_factory=dict)
    on: date = date(2026, 10, 5)
    period: str = "2026-27"
    unanswered: int = 0
    """Rows of a list in which nothing is filled in."""


def written(lines: Lines | Mapping[str, Lines], suffix: str) -> bytes:
    """Return the lines as a file of that kind."""
    sheets = [Sheet(name, of_sheet) for name, of_sheet in _by_sheet(lines).items()]
    if suffix == ".csv":
        return csv_file(sheets[0].lines, "cp1252")
    return ods(sheets) if suffix == ".ods" else xlsx(sheets)


def _by_sheet(lines: Lines | Mapping[str, Lines]) -> Mapping[str, Lines]:
    return lines if isinstance(lines, Mapping) else {"Sheet1": lines}


def verdict_on(folder: Path, name: str, lines: Lines | Mapping[str, Lines], on: date) -> FileVerdict:
    """Write the file and return what is found in it on that day."""
    path = folder / name
    path.write_bytes(written(lines, path.suffix))
    return check_file(path, on)


def complaints_in(found: FileVerdict) -> Mapping[str, int]:
    """Return the names of the complaints, with how many rows have them."""
    return Counter(CATALOGUE[each.complaint.code].name for each in found.found)


def check_case(case: FileCase, folder: Path) -> FileVerdict:
    """Assert that what is found is what the case says, and return it."""
    found = verdict_on(folder, case.name, case.lines, case.on)
    assert found.unreadable is None
    assert (found.collection, found.establishment, found.period) == (case.collection, case.establishment, case.period)
    assert complaints_in(found) == case.complaints
    assert (found.accepted, found.refused, found.unanswered) == (case.accepted, case.refused, case.unanswered)
    return found
