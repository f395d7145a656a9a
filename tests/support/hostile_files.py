"""Files of every collection as damage, carelessness and ill will leave them: the same seed gives the same file."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, csv_file, ods, xlsx
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.columns import get_column
from tests.support.excel_97 import xls
from tests.support.office_packages import binary_workbook

NAUGHTY: Final = (
    "=1+1",
    "@SUM(A1)",
    "-",
    "'",
    '"',
    "';--",
    "<b>x</b>",
    "{{7*7}}",
    "%s%n",
    "../../x",
    "\u202eabc",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "e\u0301" * 40,
    "\U0001f600",
    "\U000e0001",
    "\ufffd",
    "Ω≈ç√",
    "田中さん",
    "עברית",
    "NULL",
    "nan",
    "inf",
    "1e309",
    "-0",
    "0x10",
    "TRUE",
    "#REF!",
    "_x0000_",
    "_x000D_",
    "31/02/2026",
    "0000-00-00",
    "99999999999999999999",
    "1,5",
    "a" * 5000,
    "a\r\nb",
    "\t",
)
"""Texts that careless software mistakes for something else."""
_NUMBERS: Final = (0, -1, 10**15, 2958465, 2958466, -657435)
"""Some are days just inside and outside of the calendar of a spreadsheet."""
_SOMEBODY: Final = {"P5": "Okafor", "P6": "Ines"}
"""A line of the dictionary's examples alone would be taken for the one that our own template ships."""
_SUFFIXES: Final = ("xlsx", "xlsx", "xlsx", "ods", "ods", "csv", "xls", "xlsb")


@dataclass(frozen=True)
class HostileFile:
    """One file, and from what it was made."""

    seed: int
    collection: str
    name: str
    content: bytes


def hostile_file(seed: int) -> HostileFile:
    """Return the file of that seed: seeds in a row take each collection in turn."""
    random = Random(seed)
    code = tuple(COLLECTIONS)[seed % len(COLLECTIONS)]
    lines = _lines(code, random)
    for _ in range(random.randrange(3)):
        random.choice(_OF_LINES)(lines, random)
    suffix = random.choice(_SUFFIXES)
    content = _written(lines, suffix)
    for _ in range(random.randrange(3) if suffix in _DAMAGE else 0):
        content = random.choice(_DAMAGE[suffix])(content, random)
    return HostileFile(seed, code, f"{code} 2026-27.{suffix}", content)


def naughty_file(code: str, suffix: str) -> HostileFile:
    """Return a file of the collection with each naughty text in each column of its template."""
    columns = [get_column(use.id) for use in COLLECTIONS[code].columns]
    examples = [_SOMEBODY.get(column.id, column.example) for column in columns]
    lines: list[list[Cell]] = [[column.header for column in columns]]
    for position in range(len(columns)):
        lines += [[*examples[:position], text, *examples[position + 1 :]] for text in NAUGHTY]
    return HostileFile(0, code, f"{code} 2026-27.{suffix}", _written(lines, suffix))


def _written(lines: list[list[Cell]], suffix: str) -> bytes:
    if suffix == "csv":
        return csv_file(lines, "utf-8")
    if suffix == "xls":
        return xls(lines)
    if suffix == "xlsb":
        return binary_workbook([[None if cell is None else str(cell) for cell in line] for line in lines])
    sheets = [Sheet("Sheet1", lines)]
    return ods(sheets) if suffix == "ods" else xlsx(sheets)


def _lines(code: str, random: Random) -> list[list[Cell]]:
    columns = [get_column(each) for each in COLLECTIONS[code].column_ids]
    lines: list[list[Cell]] = [[column.header for column in columns]]
    lines += [
        [_cell(_SOMEBODY.get(column.id, column.example), random) for column in columns]
        for _ in range(random.randrange(1, 6))
    ]
    return lines


def _cell(example: str, random: Random) -> Cell:
    match random.randrange(8):
        case 0:
            return random.choice(NAUGHTY)
        case 1:
            return random.choice((None, *_NUMBERS, date(2026, 9, 1)))
        case _:
            return example


def _lose_a_column(lines: list[list[Cell]], random: Random) -> None:
    position = random.randrange(len(lines[0]))
    for line in lines:
        del line[position : position + 1]


def _swap_headings(lines: list[list[Cell]], random: Random) -> None:
    random.shuffle(lines[0])


def _repeat_a_heading(lines: list[list[Cell]], random: Random) -> None:
    lines[0][random.randrange(len(lines[0]))] = random.choice(lines[0])


def _spoil_a_heading(lines: list[list[Cell]], random: Random) -> None:
    lines[0][random.randrange(len(lines[0]))] = random.choice(NAUGHTY)


def _put_lines_before(lines: list[list[Cell]], random: Random) -> None:
    lines[0:0] = [[random.choice(NAUGHTY)] for _ in range(random.randrange(1, 4))]


def _cut_a_line(lines: list[list[Cell]], random: Random) -> None:
    line = random.choice(lines)
    del line[random.randrange(1, len(line) + 1) :]


_OF_LINES: Final[tuple[Callable[[list[list[Cell]], Random], None], ...]] = (
    _lose_a_column,
    _swap_headings,
    _repeat_a_heading,
    _spoil_a_heading,
    _put_lines_before,
    _cut_a_line,
)


def _cut_short(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _flip_bytes(content: bytes, random: Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(random.randrange(1, 8) if spoilt else 0):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return bytes(spoilt)


_OF_BYTES: Final = (_cut_short, _flip_bytes)


def _in_a_part(content: bytes, random: Random) -> bytes:
    """Spoil one part of the package, and pack it again as it should be packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        return content
    if not parts:
        return content
    name = random.choice(sorted(parts))
    spoilt = random.choice((_lose_it, _cut_short, _flip_bytes, _change_a_value, _change_a_value, _lose_a_tag))
    parts[name] = spoilt(parts[name], random)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for each, part in parts.items():
            package.writestr(zipfile.ZipInfo(each), part)
    return out.getvalue()


def _lose_it(part: bytes, random: Random) -> bytes:
    return b""


def _change_a_value(part: bytes, random: Random) -> bytes:
    values = list(re.finditer(rb'"[^"<]*"', part))
    if not values:
        return part
    value = random.choice(values)
    other = random.choice((b"", b"-1", b"0", b"999999", b"A0", b"ZZZ9", b"x", b"../x"))
    return part[: value.start()] + b'"' + other + b'"' + part[value.end() :]


def _lose_a_tag(part: bytes, random: Random) -> bytes:
    tags = list(re.finditer(rb"<[^>]*>", part))
    if not tags:
        return part
    tag = random.choice(tags)
    return part[: tag.start()] + part[tag.end() :]


_DAMAGE: Final[Mapping[str, tuple[Callable[[bytes, Random], bytes], ...]]] = {
    "xlsx": (*_OF_BYTES, _in_a_part, _in_a_part),
    "ods": (*_OF_BYTES, _in_a_part, _in_a_part),
    "csv": _OF_BYTES,
}
"""By the kind of file. Files of the old binary kinds are careless or hostile in what their cells say, and whole."""
