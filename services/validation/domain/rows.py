"""Rows while they are judged: typed values column by column, and the verdict on each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from shared.vocabulary.issues import RowSeverity

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""Typed values of a part by column id, one for each row. A blank cell is None; a column the sheet lacks is absent."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One defect of a row: a code of the catalogue, how grave it is, and the column it is about."""

    code: str
    severity: RowSeverity
    column: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """What ingest saw of some rows, or of their cells in one column, that the text does not tell."""

    name: str
    """The defect, as the catalogue calls it."""
    column: str | None
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can be used, with its complaints."""

    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used. What of it could be read remains: it tells whom the row may be about."""

    complaints: tuple[Complaint, ...]
    """Empty: nothing is wrong with it, it is a row of a list that is not answered yet."""


Verdict: TypeAlias = Accepted | Refused


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """The rows of a part, read and judged; values stand in the order of the rows."""

    rows: int
    columns: Columns
    with_issues: Mapping[int, Verdict]
    """The verdict on each row with a complaint or without an answer, by its position in the part, in their order."""

    @property
    def refused(self) -> tuple[int, ...]:
        """Positions of the rows that cannot be used."""
        return tuple(position for position, verdict in self.with_issues.items() if isinstance(verdict, Refused))

    @property
    def unanswered(self) -> int:
        """How many of the refused are rows of a list that are not answered yet."""
        return sum(isinstance(found, Refused) and not found.complaints for found in self.with_issues.values())

    def with_any(self, *column_ids: str) -> int:
        """Return how many rows have a value in any of these columns."""
        columns = [self.columns[column_id] for column_id in column_ids if column_id in self.columns]
        if len(columns) == 1:
            return self.rows - columns[0].count(None)
        return self.rows - list(zip(*columns, strict=True)).count((None,) * len(columns)) if columns else 0

    def values(self, column_id: str) -> Sequence[Any]:
        """Return the values of a column; None for every row where the sheet lacks it."""
        return self.columns.get(column_id) or (None,) * self.rows
