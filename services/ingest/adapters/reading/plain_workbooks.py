"""Opens a workbook in the plain form in which Excel saves it: its sheets, styles and shared strings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final
from xml.etree import ElementTree as ET

from services.ingest.adapters.reading.plain_sheets import (
    NotPlain,
    NumberStyle,
    PlainSheet,
    Values,
    has_coded,
    is_utf8,
    unescaped,
)
from services.ingest.adapters.reading.sheets import SHEETS_MAX, OpenFile, Sheet

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NUMBERS: Final = frozenset({0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 37, 38, 39, 40, 48, 49})
_DATES: Final = frozenset({14, 15, 16, 17, 22})
"""Numbers of the formats that every workbook has (ECMA-376 part 1, 18.8.30)."""
_NUMBER_FORMAT: Final = re.compile(r"General|@|[0#][0#,.% ]*")
_DATE_FORMAT: Final = re.compile(r"(?:\[\$-[0-9A-Fa-f]{1,8}\])?[dmy]+(?:[/. ,\\-]+[dmy]+)*(?:;@)?")
_STRINGS: Final = re.compile(
    r'(?:<\?xml[^>]*+>)?\s*+<sst[^>]*+><si>(<t>|<t xml:space="preserve">)(.*)</t></si></sst>\s*', re.DOTALL
)
_PRESERVING: Final = '<t xml:space="preserve">'
_FIRST_NUMBERS: Final = tuple(b"%d" % number for number in range(10_000))


def open_plain(package: Mapping[str, bytes]) -> OpenFile:
    """Open a workbook that has passed the guard, from its parts by name. Raises NotPlain, now or while it is read."""
    try:
        return _open(package)
    except (KeyError, ET.ParseError, UnicodeDecodeError):
        raise NotPlain from None


def _open(package: Mapping[str, bytes]) -> OpenFile:
    targets = _targets(package)
    values = Values(_strings(package, targets), tuple(_styles(package, targets)))
    visible: list[Sheet] = []
    hidden: list[str] = []
    beyond: list[str] = []
    workbook = ET.fromstring(package["xl/workbook.xml"])  # noqa: S314
    for sheet in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        name = sheet.attrib["name"]
        kind, entry = targets[sheet.attrib[f"{{{_OFFICE}}}id"]]
        if kind != "worksheet":
            raise NotPlain
        if sheet.attrib.get("state", "visible") != "visible":
            hidden.append(name)
        elif len(visible) == SHEETS_MAX:
            beyond.append(name)
        else:
            visible.append(PlainSheet(name, package[entry], values))
    return OpenFile(visible, hidden, sheets_too_many=beyond)


def _targets(package: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return kind and entry of each part of the workbook, by the id of its relation."""
    relations = ET.fromstring(package["xl/_rels/workbook.xml.rels"])  # noqa: S314
    found = {}
    for relation in relations.iterfind(f"{_PACKAGE}Relationship"):
        target = relation.attrib["Target"]
        entry = target[1:] if target.startswith("/") else f"xl/{target}"
        found[relation.attrib["Id"]] = (relation.attrib["Type"].removeprefix(f"{_OFFICE}/"), entry)
    return found


def _entry_of(kind: str, targets: Mapping[str, tuple[str, str]]) -> str | None:
    entries = [entry for other, entry in targets.values() if other == kind]
    if len(entries) > 1:
        raise NotPlain
    return entries[0] if entries else None


def _styles(package: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]]) -> Iterator[NumberStyle | None]:
    entry = _entry_of("styles", targets)
    if entry is None:
        return
    styles = ET.fromstring(package[entry])  # noqa: S314
    formats = {
        int(one.attrib["numFmtId"]): one.attrib["formatCode"]
        for one in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    for style in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        number = int(style.attrib.get("numFmtId", "0"))
        yield _of_code(formats[number]) if number in formats else _of_number(number)


def _of_number(number: int) -> NumberStyle | None:
    if number in _NUMBERS:
        return "number"
    return "date" if number in _DATES else None


def _of_code(code: str) -> NumberStyle | None:
    if _NUMBER_FORMAT.fullmatch(code):
        return "number"
    return "date" if _DATE_FORMAT.fullmatch(code) else None


def _strings(package: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]]) -> dict[bytes, str | None]:
    entry = _entry_of("sharedStrings", targets)
    if entry is None:
        return {b"": None}
    packed = package[entry]
    if not is_utf8(packed):
        raise NotPlain
    strings = _STRINGS.fullmatch(packed.decode())
    if strings is None:
        raise NotPlain
    opening, inner = strings.groups()
    texts = inner.split(f"</t></si><si>{opening}")
    if inner.count("<") != 4 * (len(texts) - 1):
        inner = inner.replace(_PRESERVING, "<t>")
        texts = inner.split("</t></si><si><t>")
    if inner.count("<") != 4 * (len(texts) - 1) or has_coded(inner):
        raise NotPlain
    texts = list(map(str.strip, texts))
    if "&" in inner:
        texts = [unescaped(text) if "&" in text else text for text in texts]
    numbered: dict[bytes, str | None] = dict(zip(_numbers(len(texts)), texts, strict=True))
    if "" in texts:
        numbered = {number: text or None for number, text in numbered.items()}
    numbered[b""] = None
    return numbered


def _numbers(count: int) -> Iterable[bytes]:
    """Return the numbers from 0 on as they are written; the first ones are at hand."""
    return chain(_FIRST_NUMBERS[:count], (b"%d" % number for number in range(len(_FIRST_NUMBERS), count)))
