"""Cells that are in order as they stand, as nearly all are, read many at a time.

Each function returns the values of those cells that it can read without a word; the parsers read the others. It must
never answer otherwise than the column's parser would (a property test holds them together).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from services.validation.domain.parsing.names import LENGTH_MAX
from services.validation.domain.parsing.places import are_emails
from services.validation.domain.parsing.texts import NAME_PLACEHOLDERS, are_tidy, is_something
from shared.vocabulary.columns import get_column
from shared.vocabulary.identifiers import permanent_upns, ulns
from shared.vocabulary.phones import ordinary_numbers
from shared.vocabulary.postcodes import canonical_postcodes

InBulk: TypeAlias = Callable[[Collection[str]], dict[str, Any]]
"""Returns values by cell; no cell is empty."""


def nothing_in_bulk(cells: Collection[str]) -> dict[str, Any]:
    """Leave every cell to the parser."""
    return {}


def _as_they_stand(right: Callable[[Collection[str]], Iterable[str]]) -> InBulk:
    def read(cells: Collection[str]) -> dict[str, Any]:
        return {cell: cell for cell in right(cells)}

    return read


def _names(cells: Collection[str]) -> Iterable[str]:
    """Return the names of plain letters alone."""
    plain = filter(str.isascii, filter(str.isalpha, cells))
    return (name for name in plain if len(name) <= LENGTH_MAX and name.lower() not in NAME_PLACEHOLDERS)


def _texts(cells: Collection[str], length_max: int) -> Iterable[str]:
    return (text for text in are_tidy(cells) if len(text) <= length_max and is_something(text))


def _text(column_id: str) -> InBulk:
    return _as_they_stand(partial(_texts, length_max=get_column(column_id).length_max))


IN_BULK: Final[Mapping[str, InBulk]] = MappingProxyType(
    {
        **dict.fromkeys(("P1", "P2"), _as_they_stand(permanent_upns)),
        "P3": _as_they_stand(ulns),
        **dict.fromkeys(("P5", "P6", "P7", "P8", "P9"), _as_they_stand(_names)),
        **{column: _text(column) for column in ("E2", "P4", "C1", "C2", "C3", "C9", "L3", "K1")},
        "C5": _as_they_stand(canonical_postcodes),
        **dict.fromkeys(("C6", "C7", "C10"), ordinary_numbers),
        **dict.fromkeys(("C8", "C11"), _as_they_stand(are_emails)),
    }
)
"""Columns whose cells differ from row to row. Those whose cells repeat (dates, codes) remember answers instead."""
