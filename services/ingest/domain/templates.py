"""Where the header of a sheet stands and which collection's template it is, by aliases and never by position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.headers import columns_for_header, find_column

HEADER_ROWS_MAX: Final = 30
"""Titles, logos and guidance may stand above the header, but not more of them than this."""

COLUMNS_MAX: Final = 200
_MISSING_MAX: Final = 2
_HEADER_LENGTH_MAX: Final = 120
_OF_PEOPLE: Final = frozenset({"P1", "P5", "P6", "P10"})
"""Learner number, surname, forename, date of birth: two of them side by side head a list of people."""

_COLUMN_IDS: Final = {collection.code: frozenset(collection.column_ids) for collection in COLLECTIONS.values()}

SheetRow = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of the dictionary and where it stands in the sheet, counted from 0."""

    id: str
    index: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A header that was recognised."""

    collection: str
    columns: tuple[FoundColumn, ...]
    """In the collection's own order."""
    texts: tuple[str | None, ...]
    """The header's texts by position, to know the header when it is repeated between the rows."""
    first_row: int
    """Index of the first row below it."""
    missing: tuple[str, ...] = ()
    """Mandatory columns that the sheet does not have."""
    repeated: tuple[str, ...] = ()
    """Columns that more than one header names; the first one counts."""


def find_heading(rows: Iterable[SheetRow]) -> Heading | None:
    """Return the first header in the first rows of a sheet, of one line or of two, or None when there is none.

    At most 30 rows are looked at, and the one below them; of those below the header, none.
    """
    lines = map(_header_texts, islice(rows, HEADER_ROWS_MAX + 1))
    upper = next(lines, None)
    for first_row in count(1):
        if upper is None:
            break
        single = _best_reading(upper, first_row)
        if single is not None:
            return single
        lower = next(lines, None)
        if lower is not None and (double := _double(upper, lower, first_row + 1)):
            return double
        upper = lower
    return None


def is_about_people(row: SheetRow) -> bool:
    """Say whether a row looks like the header of a list of people, of whatever return."""
    texts = _header_texts(row)
    return len({_of_people(text) for text in texts if text and _of_people(text)}) > 1


def _of_people(text: str) -> str | None:
    return next((column for column in columns_for_header(text) if column in _OF_PEOPLE), None)


def _double(upper: tuple[str | None, ...], lower: tuple[str | None, ...], first_row: int) -> Heading | None:
    """Read two lines as one header, unless the lower one says as much by itself: then the upper one is a title."""
    double = _best_reading(_joined(upper, lower), first_row)
    if double is None:
        return None
    alone = _best_reading(lower, first_row)
    return alone if alone is not None and len(alone.columns) >= len(double.columns) else double


def _header_texts(row: SheetRow) -> tuple[str | None, ...]:
    return tuple(text if text and len(text) <= _HEADER_LENGTH_MAX else None for text in row[:COLUMNS_MAX])


def _joined(upper: tuple[str | None, ...], lower: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Join a header of two lines, filling the upper line across as merged cells do."""
    joined: list[str | None] = []
    across: str | None = None
    for index in range(max(len(upper), len(lower))):
        over = upper[index] if index < len(upper) else None
        under = lower[index] if index < len(lower) else None
        across = over or across
        joined.append(_likeliest(across, over, under))
    return tuple(joined)


def _likeliest(across: str | None, over: str | None, under: str | None) -> str | None:
    both = f"{across} {under}" if across and under else None
    return next((text for text in (both, under, over) if text and columns_for_header(text)), under or over)


def _best_reading(texts: tuple[str | None, ...], first_row: int) -> Heading | None:
    """Return the collection's template that the header may be; of several the one with the most columns."""
    readings = [_reading(texts, first_row, collection) for collection in COLLECTIONS.values()]
    return max((one for one in readings if one is not None), key=lambda one: len(one.columns), default=None)


def _reading(texts: tuple[str | None, ...], first_row: int, collection: Collection) -> Heading | None:
    places, repeated = _places(texts, collection)
    found = places.keys()
    if not collection.signature <= found:
        return None
    missing = tuple(use.id for use in collection.columns if use.need == "M" and use.id not in found)
    if "P0" in found:  # one cell for the whole name stands in for surname and forename
        missing = tuple(column_id for column_id in missing if column_id not in {"P5", "P6"})
    if len(missing) > _MISSING_MAX:
        return None
    if collection.signature_any and not collection.signature_any & found:
        return None
    if _speaks_against(texts, collection):
        return None
    columns = tuple(
        FoundColumn(column_id, places[column_id]) for column_id in collection.column_ids if column_id in found
    )
    return Heading(collection.code, columns, texts, first_row, missing, repeated)


def _places(texts: tuple[str | None, ...], collection: Collection) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return where each of the collection's columns stands, and which are named more than once."""
    places: dict[str, int] = {}
    repeated: list[str] = []
    ids = _COLUMN_IDS[collection.code]
    for index, text in enumerate(texts):
        column_id = find_column(text, ids) if text else None
        if column_id is None:
            continue
        if column_id in places:
            repeated.append(column_id)
        else:
            places[column_id] = index
    return places, tuple(repeated)


def _speaks_against(texts: tuple[str | None, ...], collection: Collection) -> bool:
    """Say whether a header means a column that this template cannot have."""
    own = set(collection.column_ids)
    for text in texts:
        meanings = columns_for_header(text) if text else ()
        if meanings and not own.intersection(meanings) and collection.foreign.intersection(meanings):
            return True
    return False
