"""What is known of a workbook before a reader opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.ingest.domain.verdicts import Mark, Verdict


@dataclass(frozen=True, slots=True)
class CellMark:
    """What must be said of a cell of a sheet; `column` counts from 0 at A and is None for the line as a whole."""

    mark: Mark
    line: int
    column: int | None = None


@dataclass(slots=True)
class Package:
    """What the guard saw in a workbook."""

    verdict: Verdict | None = None
    content: bytes | None = None
    """The file with its faults repaired; None where it can be read as it came."""
    marks: Mapping[str, Sequence[CellMark]] = field(default_factory=dict)
    """What must be said of cells, by the name of the sheet, in the order of the lines."""
    macros: bool = False
    formulas: bool = False
    """Some sheet holds a formula."""
    days_late: int = 0
    """So many days after Excel's first day the workbook begins to count its dates."""
    hidden_rows: int = 0
    sheet_parts: int | None = None
    """Parts that hold a sheet; None where all sheets are in one (OpenDocument)."""
