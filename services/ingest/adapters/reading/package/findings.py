"""What is known of a workbook before a reader opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.ingest.domain.file_findings import FileRefusal, MarkKind


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """What must be noted of a cell of a sheet; `column` counts from 0 at A and is None for the line as a whole."""

    mark: MarkKind
    line: int
    column: int | None = None


@dataclass(slots=True)
class PackageFindings:
    """What the guard saw in a workbook."""

    refusal: FileRefusal | None = None
    content: bytes | None = None
    """The file with its faults repaired; None where it can be read as it came."""
    marks: Mapping[str, Sequence[MarkedCell]] = field(default_factory=dict)
    """What must be noted of cells, by the name of the sheet, in the order of the lines."""
    macros: bool = False
    formulas: bool = False
    """Some sheet holds a formula."""
    days_late: int = 0
    """How many days after Excel's first day the workbook begins to count its dates."""
    hidden_rows: int = 0
    sheet_parts: int | None = None
    """Parts that hold a sheet; None where all sheets are in one (OpenDocument)."""
