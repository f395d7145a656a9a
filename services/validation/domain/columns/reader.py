"""Reads the cells of one column of a part, each different cell once."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, TypeAlias, cast

from services.validation.domain.columns.parsers import remembering, unmarked
from services.validation.domain.columns.readings import READINGS, ColumnReading
from services.validation.domain.parsing.parsed import Parsed, Parser
from shared.vocabulary.columns import get_column

_LOOKED_AT_MIN: Final = 128
"""Characters that are looked at in a cell of even the narrowest column: people write words where a code belongs."""

Values: TypeAlias = dict[str | None, Any]
Defects: TypeAlias = tuple[str, ...]


def length_limit(column_id: str) -> int:
    """Return how many characters of a column's cell are looked at: far more than a slip of the pen adds."""
    return max(4 * get_column(column_id).length_max, _LOOKED_AT_MIN)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one column.

    A cell beyond the limit never reaches the parser: one cell of 32,767 characters must not hold up everybody's
    returns.
    """

    parser: Parser
    limit: int
    far_too_long: Parsed
    unchanged: Callable[[Set[str]], Collection[str]] | None = None
    converted: Callable[[Iterable[str]], Mapping[str, Any]] | None = None

    def read(self, text: str) -> Parsed:
        """Read one cell."""
        if len(text) <= self.limit:
            return self.parser(text)
        # Blanks alone make no cell long. Nothing dearer than this may look at the whole text.
        plain = " ".join(text.split())
        return self.parser(plain) if len(plain) <= self.limit else self.far_too_long

    def read_all(self, cells: Iterable[str | None]) -> tuple[Values, dict[str | None, Defects]]:
        """Read many cells, each once. Return the value of each that is not its own value as it stands, and the defects
        of those that have any."""
        texts = cast("set[str]", set(cells) - {None})
        unchanged = () if self.unchanged is None else self.unchanged(texts)
        if len(unchanged) == len(texts):
            return {}, {}
        others = texts.difference(unchanged)
        values: Values = {}
        if self.converted is not None:
            values.update(self.converted(others))
        defects: dict[str | None, Defects] = {}
        for text in others.difference(values):
            values[text], found = self.parser(text) if len(text) <= self.limit else self.read(text)
            if found:
                defects[text] = found
        return values, defects


@cache
def _without_mark(parser: Parser) -> Parser:
    """Return the parser of cells without the apostrophe that marks a text; it has a memory where the parser has one."""
    plain = partial(unmarked, parser)
    return remembering(plain) if hasattr(parser, "cache_info") else plain


def reader_for(column_id: str, own: ColumnReading | None = None) -> Reader:
    """Return the reader of a column; `own`: how a collection reads it, if not as the dictionary has it."""
    reading = own or READINGS[column_id]
    return Reader(
        reading.parser if reading.words else _without_mark(reading.parser),
        length_limit(column_id),
        reading.far_too_long,
        reading.unchanged,
        reading.converted,
    )
