"""A sheet's rows in the plain form in which programs save them, taken a whole row at a time by regular expressions.

Only what is plain to the last character is read: whatever else stands between the rows raises NotPlain, and a reader
that knows everything takes the file. It is three times as fast as that one.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import compress
from operator import ge
from typing import Final, Literal
from xml.sax.saxutils import unescape

from services.ingest.adapters.reading.columns import column_letter
from services.ingest.adapters.reading.sheets import BLOCK_LINES, Block
from services.ingest.domain.cells import cell_text
from services.ingest.domain.templates import COLUMNS_MAX

NumberStyle = Literal["number", "date"]
ReadValue = Callable[[bytes], str | None]
ReadColumn = Callable[[Sequence[bytes]], Sequence[str | None]]

WIDTHS: Final = (24, 32, 48, 96, COLUMNS_MAX)
"""For so many columns there is an expression: making one costs milliseconds, so the warm server makes them all."""
_LINE_BYTES: Final = 200
"""Of a line, about. What is taken at once stays so small that memory used for it is used again."""
_ABOVE_BYTES_MAX: Final = 64 * 1024
_BEGIN: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_ROW_END: Final = b"</row>"
_DIMENSION: Final = re.compile(rb'<dimension ref="[A-Z]+[0-9]+(?::([A-Z]+)[0-9]+)?"')
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*? encoding=["']([^"'>]*)""")
_ATTRIBUTE: Final = re.compile(rb' ([a-z]+)="([A-Za-z0-9]+)"')
_WHOLE: Final = re.compile(rb"-?[0-9]{1,15}")
_NUMBER: Final = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?")
_ERRORS: Final = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})
_SERIALS: Final = range(61, 2_958_466)
"""From 1 March 1900, since the calendar of spreadsheets has a day before it that never was, to the end of 9999."""
_EPOCH: Final = date(1899, 12, 30)
_ENTITY: Final = re.compile("&(?:amp|lt|gt|quot|apos);")


class NotPlain(Exception):  # noqa: N818 (no error: another reader will do)
    """The workbook is not in the plain form, or it cannot be said for certain that it is."""


@dataclass(frozen=True, slots=True)
class Values:
    """What the cells of all sheets refer to."""

    strings: Mapping[bytes, str | None]
    """The shared strings by their number as it is written, without space around them; under no number, none."""
    styles: Sequence[NumberStyle | None]
    """How each style shows a number; None: in a way that is not plain."""


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet of a workbook."""

    name: str
    xml: bytes
    values: Values

    def blocks(self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES) -> Iterator[Block]:
        begin = self.xml.find(_BEGIN, 0, _ABOVE_BYTES_MAX)
        end = self.xml.rfind(_END)
        if not 0 < begin < end:
            raise NotPlain
        width = _width(self.xml[:begin])
        pattern = _row_pattern(width)
        wanted = range(width) if indexes is None else indexes
        last = 0
        readers: dict[bytes, ReadColumn] = {}
        for first, behind in self._chunks(begin + len(_BEGIN), end, lines_max * _LINE_BYTES):
            rows = pattern.findall(self.xml, first, behind)
            if sum(len(row[0]) for row in rows) != behind - first:
                raise NotPlain
            _, numbers, *cells = zip(*rows, strict=True)
            lines = [*map(int, numbers)]
            if lines[0] <= last or any(map(ge, lines, lines[1:])):
                raise NotPlain
            last = lines[-1]
            blank = [None] * len(lines)
            yield Block(
                lines,
                [
                    self._texts(cells[2 * index], cells[2 * index + 1], readers) if index < width else blank
                    for index in wanted
                ],
            )

    def _chunks(self, begin: int, end: int, size: int) -> Iterator[tuple[int, int]]:
        """Cut the rows into pieces of about so many bytes, between two rows."""
        while begin < end:
            cut = self.xml.find(_ROW_END, begin + size, end)
            behind = cut + len(_ROW_END) if cut >= 0 else end
            yield begin, behind
            begin = behind

    def _texts(
        self, attributes: Sequence[bytes], values: Sequence[bytes], readers: dict[bytes, ReadColumn]
    ) -> Sequence[str | None]:
        """Return the cells of one column as text. Most columns hold values of one kind."""
        kinds = set(compress(attributes, values))
        for kind in kinds - readers.keys():
            readers[kind] = _reader(kind, self.values)
        try:
            return self._of_kinds(kinds, attributes, values, readers)
        except KeyError:  # a number without a string
            raise NotPlain from None

    @staticmethod
    def _of_kinds(
        kinds: Collection[bytes],
        attributes: Sequence[bytes],
        values: Sequence[bytes],
        readers: Mapping[bytes, ReadColumn],
    ) -> Sequence[str | None]:
        if len(kinds) == 1:
            return readers[next(iter(kinds))](values)
        cells = set(zip(attributes, values, strict=True))
        texts: dict[tuple[bytes, bytes], str | None] = {}
        for kind in kinds:
            of_kind = [cell for cell in cells if cell[0] == kind]
            texts.update(zip(of_kind, readers[kind]([value for _, value in of_kind]), strict=True))
        return [texts.get(cell) for cell in zip(attributes, values, strict=True)]


@cache
def _row_pattern(width: int) -> re.Pattern[bytes]:
    """Return an expression for one row: all of it, its number, and of each cell its attributes and its value.

    No part of it is tried twice (every repetition is possessive), so that no row takes long, whoever wrote it.
    """
    value = r"(?:<v>|<is><t[^<>/]*+>)([^<]++)(?:</v>|</t></is>)"
    formula = r"(?:<f[^<>/]*+(?:/>|>[^<]*+</f>))?+"
    cells = "".join(
        rf'(?:<c r="{column_letter(index)}\2"([^<>/]*+)(?:/>|>{formula}(?:{value})?+</c>))?+' for index in range(width)
    )
    return re.compile(rf'(<row r="([0-9]{{1,7}}+)"[^<>/]*+(?:/>|>{cells}</row>))'.encode())


def make_ready() -> None:
    """Make the expressions."""
    for width in WIDTHS:
        _row_pattern(width)


def _width(above: bytes) -> int:
    """Return for how many columns there is an expression that has room for all that the sheet says it has."""
    found = _DIMENSION.search(above)
    if found is None or not is_utf8(above):
        raise NotPlain
    width = 0
    for letter in found.group(1) or b"A":
        width = width * 26 + letter - 64
    if width > COLUMNS_MAX:
        raise NotPlain
    return next(one for one in WIDTHS if one >= width)


def _reader(kind: bytes, known: Values) -> ReadColumn:
    """Return how cells with these attributes become text."""
    said = dict(_ATTRIBUTE.findall(kind))
    if b"".join(b' %s="%s"' % one for one in said.items()) != kind or not said.keys() <= {b"s", b"t"}:
        raise NotPlain
    match said.get(b"t", b"n"):
        case b"s":
            return lambda values: list(map(known.strings.__getitem__, values))
        case b"str" | b"inlineStr":
            return _each(_text)
        case b"b":
            return _each(_boolean)
        case b"e":
            return _each(_error)
        case b"n":
            return _each(_of_style(said.get(b"s"), known.styles))
        case _:
            raise NotPlain


def _each(read: ReadValue) -> ReadColumn:
    """Return how a column becomes text when one value does so: what comes often is worked out once."""

    def read_column(values: Sequence[bytes]) -> list[str | None]:
        texts = {value: read(value) for value in set(values) if value}
        return list(map(texts.get, values))

    return read_column


def _boolean(value: bytes) -> str:
    texts: Mapping[bytes, str] = {b"0": "FALSE", b"1": "TRUE"}
    if value not in texts:
        raise NotPlain
    return texts[value]


def _error(value: bytes) -> None:
    """A formula that came to nothing is a blank."""
    if value not in _ERRORS:
        raise NotPlain


def _of_style(number: bytes | None, styles: Sequence[NumberStyle | None]) -> ReadValue:
    if number is None:
        return _number
    if not number.isdigit() or int(number) >= len(styles):
        raise NotPlain
    match styles[int(number)]:
        case "number":
            return _number
        case "date":
            return _day
        case None:
            raise NotPlain


def _number(value: bytes) -> str | None:
    if _WHOLE.fullmatch(value):
        return str(int(value))
    if _NUMBER.fullmatch(value):
        return cell_text(float(value))
    raise NotPlain


@lru_cache(maxsize=4096)
def _day(value: bytes) -> str:
    if not value.isdigit() or len(value) > 7 or int(value) not in _SERIALS:
        raise NotPlain
    return (_EPOCH + timedelta(days=int(value))).isoformat()


def is_utf8(xml: bytes) -> bool:
    """Say whether a document is in the encoding that every program uses, by what it says itself."""
    encoding = _ENCODING.match(xml)
    return encoding is None or encoding.group(1).upper() == b"UTF-8"


def _text(value: bytes) -> str | None:
    try:
        return plain_text(value.decode())
    except UnicodeDecodeError:
        raise NotPlain from None


def has_coded(text: str) -> bool:
    """Say whether a text may hold characters written in the ways that there are where XML has no room for them."""
    return "_x" in text or "\r" in text


def plain_text(text: str) -> str | None:
    """Return what a text between two tags says, without space around it. Raises NotPlain."""
    if has_coded(text):
        raise NotPlain
    return (unescaped(text) if "&" in text else text).strip() or None


def unescaped(text: str) -> str:
    """Return such a text that has an ampersand in it. Raises NotPlain."""
    if len(_ENTITY.findall(text)) != text.count("&"):
        raise NotPlain
    return unescape(text, {"&quot;": '"', "&apos;": "'"})
