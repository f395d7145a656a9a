"""The rows of a part that can be used, column by column."""

from collections.abc import Iterable
from itertools import compress
from typing import Any, TypeVar

from services.validation.domain.rows import JudgedRows
from shared.contracts.ingest import RowsExtracted
from shared.crypto.blind_index import BlindIndex

T = TypeVar("T")


class AcceptedRows:
    """The accepted rows: what of a column, or of anything that has a value for each row, is theirs."""

    def __init__(self, event: RowsExtracted, judged: JudgedRows, keys: BlindIndex) -> None:
        self.event = event
        self._judged = judged
        self._wanted = _all_but(judged.rows, judged.refused) if judged.refused else None
        self.lines = self.of(event.lines)
        self.ordinals = self.of(event.ordinals)
        self.keys = BlindIndex(*map(self.of, keys))

    @property
    def establishment(self) -> str:
        """DfE number of the return that the rows are part of."""
        return self.event.establishment

    @property
    def period(self) -> str:
        """Period of that return."""
        return self.event.period

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, values: Iterable[T]) -> tuple[T, ...]:
        """Return those of the values that stand in accepted rows."""
        return tuple(values if self._wanted is None else compress(values, self._wanted))

    def has(self, column_id: str) -> bool:
        """Return whether there are values of a column, from the sheet or worked out."""
        return column_id in self._judged.columns

    def column(self, column_id: str) -> tuple[Any, ...]:
        """Return a column's values; None for every row where the sheet lacks it."""
        return self.of(self._judged.values(column_id))


def _all_but(rows: int, refused: Iterable[int]) -> bytearray:
    wanted = bytearray(b"\x01") * rows
    for position in refused:
        wanted[position] = 0
    return wanted
