"""Where the header of a sheet stands and which collection's template it is, by aliases and never by position."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Final

from services.ingest.domain.sheet.headers import columns_for_header, find_column, is_of_another, speaks_of_objection
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import COLLECTIONS, Collection

HEADER_ROWS_MAX: Final = 30
"""Titles, logos and guidance may stand above the header, but not more of them than this."""

COLUMNS_MAX: Final = 200
_MISSING_MAX: Final = 2
_HEADER_LENGTH_MAX: Final = 120
_OF_PEOPLE: Final = frozenset({col.UPN, col.SURNAME, col.FORENAME, col.BIRTH_DATE})
"""Learner number, surname, forename, date of birth: two of them side by side head a list of people."""

_UNHEADED_MAX: Final = 20
_OBJECTION: Final = col.OBJECTION
_PERSONAL: Final = "PC"
"""Columns about who somebody is, and how to reach them."""
_NEAR: Final = 4
"""A line with this many known headings is the header of a return, if not of one that can be read."""

_COLUMN_IDS: Final = {collection.code: frozenset(collection.column_ids) for collection in COLLECTIONS.values()}
_FOREIGN: Final = {collection.code: collection.foreign for collection in COLLECTIONS.values()}

_BANDS_MIN: Final = 2
_BOTH: Final = 2

SheetRow = Sequence[str | None]
Texts = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of the dictionary and where it stands in the sheet, counted from 0."""

    id: str
    index: int


@dataclass(frozen=True, slots=True)
class SheetHeading:
    """A header that was recognised."""

    collection: str
    columns: tuple[FoundColumn, ...]
    """In the collection's own order."""
    texts: Texts
    """The header's texts by position, to know the header when it is repeated between the rows."""
    first_row: int
    """Index of the first row below it."""
    missing: tuple[str, ...] = ()
    """Mandatory columns that the sheet does not have."""
    repeated: tuple[str, ...] = ()
    """Columns that more than one header names; the first one counts."""
    more_objections: tuple[int, ...] = ()
    """Places of further columns of objections, counted from 0: none is lost because it stands in the second one."""
    fits_another: bool = False
    """Whether it has every mandatory column of another return too, so that nobody can tell which one is meant."""

    row_kind: tuple[str, str] | None = None
    """A column that the sheet does not have, and what it would say of every row: only rows of that kind stand here."""

    @property
    def ids(self) -> list[str]:
        """The columns that it has, in its order."""
        return [column.id for column in self.columns]

    @property
    def lacks_objections(self) -> bool:
        """Whether the return asks for objections, and the sheet has no such column: it may stand under other words."""
        return _OBJECTION in _COLUMN_IDS[self.collection] and all(one.id != _OBJECTION for one in self.columns)

    @property
    def unheaded(self) -> list[int]:
        """The places of the first columns, counted from 0, that have no heading."""
        return [index for index, text in enumerate(self.texts) if not text][:_UNHEADED_MAX]


def find_heading(rows: Iterable[SheetRow]) -> SheetHeading | None:
    """Return the first header in the first rows of a sheet, of one line or of two, or None when there is none.

    At most 30 rows are looked at, and the one below them; of those below the header, none.
    """
    lines = map(_header_texts, islice(rows, HEADER_ROWS_MAX + 1))
    above, upper = None, next(lines, None)
    for first_row in count(1):
        if upper is None:
            break
        single = _best_reading(_below_bands(above, upper), first_row)
        if single is not None:
            return single
        lower = next(lines, None)
        if lower is not None and (double := _double(upper, lower, first_row + 1)):
            return double
        above, upper = upper, lower
    return None


def _below_bands(above: Texts | None, line: Texts) -> Texts:
    """Return a header with what stands over its parts put before headings that are somebody else's.

    A name below the word "Parent" is not the learner's, whatever it is called. One cell alone is a title.
    """
    if above is None or sum(map(bool, above)) < _BANDS_MIN:
        return line
    texts: list[str | None] = []
    across: str | None = None
    for index, text in enumerate(line):
        across = (above[index] if index < len(above) else None) or across
        anothers = across and text and is_of_another(across) and _is_personal(text)
        texts.append(f"{across} {text}" if anothers else text)
    return tuple(texts)


def nearest_heading(rows: Iterable[SheetRow]) -> SheetHeading | None:
    """Return the line that comes nearest to a header of some return, though it cannot be read as one, or None.

    Its `missing` are the columns for want of which it cannot.
    """
    readings = [
        _short_of(_header_texts(row), first_row, collection)
        for first_row, row in enumerate(islice(rows, HEADER_ROWS_MAX), 1)
        for collection in COLLECTIONS.values()
    ]
    near = [one for one in readings if len(one.columns) >= _NEAR]
    return max(near, key=lambda one: len(one.columns) - len(one.missing), default=None)


def _short_of(texts: Texts, first_row: int, collection: Collection) -> SheetHeading:
    places, repeated = _places(texts, collection)
    needed = collection.signature | collection.mandatory
    missing = tuple(column_id for column_id in collection.column_ids if column_id in needed - places.keys())
    columns = tuple(FoundColumn(column_id, place) for column_id, place in places.items())
    return SheetHeading(collection.code, columns, texts, first_row, missing, repeated)


def as_sheet_of(collection: Collection, heading: SheetHeading) -> SheetHeading:
    """Return the heading as one of a return that has a sheet for each kind of rows."""
    kinds = collection.row_kinds
    if kinds is None or heading.collection not in kinds.sheets:
        return heading
    return replace(heading, collection=collection.code, row_kind=(kinds.column, kinds.sheets[heading.collection]))


def unread_columns(heading: SheetHeading) -> list[int]:
    """Return the places of columns, counted from 0, whose heading means nothing that the return asks for."""
    ids = _COLUMN_IDS[heading.collection]
    read = {column.index for column in heading.columns}
    return [
        index
        for index, text in enumerate(heading.texts)
        if text and index not in read and find_column(text, ids) is None
    ]


def is_about_people(row: SheetRow) -> bool:
    """Return whether a row looks like the header of a list of people, of whatever return."""
    texts = _header_texts(row)
    return len({_of_people(text) for text in texts if text and _of_people(text)}) > 1


def _of_people(text: str) -> str | None:
    return next((column for column in columns_for_header(text) if column in _OF_PEOPLE), None)


def _double(upper: Texts, lower: Texts, first_row: int) -> SheetHeading | None:
    """Read two lines as one header, unless the lower one means as much by itself: then the upper one is a title."""
    double = _best_reading(_joined(upper, lower), first_row)
    if double is None:
        return None
    alone = _best_reading(_below_bands(upper, lower), first_row)
    return alone if alone is not None and len(alone.columns) >= len(double.columns) else double


def _header_texts(row: SheetRow) -> Texts:
    return tuple(text if text and len(text) <= _HEADER_LENGTH_MAX else None for text in row[:COLUMNS_MAX])


def _joined(upper: Texts, lower: Texts) -> Texts:
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
    if both and across and is_of_another(across) and _is_personal(under):
        return both
    return next((text for text in (both, under, over) if text and columns_for_header(text)), under or over)


def _is_personal(text: str | None) -> bool:
    return any(column_id[0] in _PERSONAL for column_id in columns_for_header(text or ""))


def _best_reading(texts: Texts, first_row: int) -> SheetHeading | None:
    """Return the collection's template that the header may be; of several the one that lacks least.

    Where several lack nothing, it is the one that knows what the other's columns mean in its rows: an enrolment with
    columns for leaving is an enrolment, and whoever has left is complained of.
    """
    meant = {column_id for text in texts if text for column_id in columns_for_header(text)}
    possible = [each for each in COLLECTIONS.values() if each.signature <= meant]
    found = [one for one in (_reading(texts, first_row, each) for each in possible) if one is not None]
    complete = [one for one in found if not one.missing]
    if len(complete) < _BOTH:
        return max(found, key=lambda one: (-len(one.missing), len(one.columns)), default=None)
    knowing = next((one for one in complete if all(_knows(one, other) for other in complete)), None)
    return knowing or replace(complete[0], fits_another=True)


def _knows(heading: SheetHeading, other: SheetHeading) -> bool:
    """Return whether the one collection knows, though it does not ask for them, the columns that tell the other."""
    known = COLLECTIONS[heading.collection]
    return heading is other or COLLECTIONS[other.collection].signature <= known.tolerates.union(known.also_read)


def _reading(texts: Texts, first_row: int, collection: Collection) -> SheetHeading | None:
    places, repeated = _places(texts, collection)
    found = places.keys()
    if not collection.signature <= found:
        return None
    missing = tuple(use.id for use in collection.columns if use.need == "M" and use.id not in found)
    if col.WHOLE_NAME in found:  # one cell for the whole name stands in for surname and forename
        missing = tuple(column_id for column_id in missing if column_id not in {col.SURNAME, col.FORENAME})
    if len(missing) > _MISSING_MAX:
        return None
    if collection.signature_any and not collection.signature_any & found:
        return None
    if _speaks_against(texts, collection):
        return None
    if _OBJECTION not in places and _OBJECTION in _COLUMN_IDS[collection.code]:
        place = _objections(texts, set(places.values()))
        places |= {} if place is None else {_OBJECTION: place}
    columns = tuple(
        FoundColumn(column_id, places[column_id]) for column_id in collection.column_ids if column_id in found
    )
    more = _further(texts, places) if _OBJECTION in repeated else ()
    return SheetHeading(collection.code, columns, texts, first_row, missing, repeated, more)


def _further(texts: Texts, places: dict[str, int]) -> tuple[int, ...]:
    """Return the places of further columns of objections."""
    ids, first = (_OBJECTION,), places[_OBJECTION]
    return tuple(n for n, text in enumerate(texts) if text and n > first and find_column(text, ids))


def _places(texts: Texts, collection: Collection) -> tuple[dict[str, int], tuple[str, ...]]:
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


def _objections(texts: Texts, taken: Set[int]) -> int | None:
    """Return where objections stand that no heading names in so many words: whatever speaks of objecting counts.

    A cell there that is no plain no counts as an objection, so none is lost by this.
    """
    return next((n for n, text in enumerate(texts) if text and n not in taken and speaks_of_objection(text)), None)


def _speaks_against(texts: Texts, collection: Collection) -> bool:
    """Return whether a header means a column that this template cannot have."""
    own, foreign = _COLUMN_IDS[collection.code], _FOREIGN[collection.code]
    for text in texts:
        meanings = columns_for_header(text) if text else ()
        if meanings and own.isdisjoint(meanings) and not foreign.isdisjoint(meanings):
            return True
    return False
