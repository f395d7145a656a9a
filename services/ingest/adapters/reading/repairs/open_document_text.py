"""Faults in the text of an OpenDocument spreadsheet (content.xml), each repaired by a function of its name.

A text without the fault comes back as the very same object; short signs show that there is none, since short ones
are found fastest. All of it was written by a program, so that what looks like a tag is one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

_FIRST_ROW: Final = b"<table:table-row"
_MARKED_OFF: Final = b"<!"
_GAP: Final = re.compile(rb">\s+(?=<(?:/?table:|text:[ph]\b))")
_REMARK: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_SECTION: Final = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_BREAK: Final = re.compile(rb"<text:(?:tab|line-break)\b[^<>]*(?:/>|>\s*</text:(?:tab|line-break)>)")
_UNTYPED: Final = re.compile(
    rb"(<table:(?:covered-)?table-cell\b(?:(?!value-type|formula)[^<>])*)"
    rb"(>\s*(?:<office:annotation\b[^<]*(?:<(?!/?table:|/?office:annotation\b)[^<]*)*</office:annotation>\s*+)?<text:p)",
)
_TAG: Final = re.compile(rb"<[^<>]*>")
_DECLARED: Final = re.compile(rb"""\bxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
_PIECE_BYTES: Final = 4 * 1024 * 1024
_PROLOG_BYTES: Final = 16 * 1024
_URN: Final = b"urn:oasis:names:tc:opendocument:xmlns:"
_USUAL: Final = {
    _URN + b"office:1.0": b"office",
    _URN + b"table:1.0": b"table",
    _URN + b"text:1.0": b"text",
    _URN + b"style:1.0": b"style",
}


def space_between_cells(text: bytes) -> bytes:
    """Lines and indents between cells, as programs write them that make their files legible."""
    start = max(text.find(_FIRST_ROW), 0)
    plain = not any(text.find(sign, start) >= 0 for sign in (b"\n", b"\r", b"\t", b"> "))
    return text if plain else b"".join(_GAP.sub(b">", piece) for piece in _pieces(text))


def remarks_and_wrapped_text(text: bytes) -> bytes:
    """Remarks, which nobody sees in a spreadsheet, and text that is wrapped rather than escaped."""
    if b"!" not in text or _MARKED_OFF not in text:  # one letter is found ten times as fast
        return text
    end = text.rfind(b"-->") + 3  # what is opened further down never ends, and is not looked for
    text = _REMARK.sub(b"", text[:end]) + text[end:]
    end = text.rfind(b"]]>") + 3
    return _SECTION.sub(_as_escaped, text[:end]) + text[end:]


def _as_escaped(section: re.Match[bytes]) -> bytes:
    return escape(section.group(1).decode("utf-8", "replace"), quote=False).encode()


def text_without_a_type(text: bytes) -> bytes:
    """Cells with a text and without the type of a text: the library takes them for empty, LibreOffice shows them."""
    if text.count(b"<text") <= text.count(b"office:value-type="):
        return text
    return _UNTYPED.sub(rb'\1 office:value-type="string"\2', text)


def breaks_that_join_words(text: bytes) -> bytes:
    """Tabs and soft line breaks within a cell, in whose place the library puts nothing: a blank."""
    return _BREAK.sub(b" ", text) if b"t:tab" in text or b"-brea" in text else text


def names_of_its_own(text: bytes) -> bytes:
    """Elements under other prefixes than the usual ones, which the library goes by."""
    declared = _DECLARED.findall(text, 0, _PROLOG_BYTES)
    renamed = {prefix: _USUAL[urn] for prefix, urn in declared if _USUAL.get(urn, prefix) != prefix}
    if not renamed:
        return text
    name = re.compile(rb"(?<=[<\s/:])(" + b"|".join(map(re.escape, renamed)) + rb")(?=[:=][\w\"'])")
    return _TAG.sub(lambda tag: name.sub(lambda prefix: renamed[prefix.group()], tag.group()), text)


def _pieces(text: bytes) -> Iterator[bytes]:
    """Cut a long text behind names of rows: what is found in all of it at once takes many times its memory."""
    start = 0
    while (end := text.find(_FIRST_ROW, start + _PIECE_BYTES)) > 0:
        yield text[start : end + len(_FIRST_ROW)]
        start = end + len(_FIRST_ROW)
    yield text[start:]


REPAIRS: Final[Sequence[Callable[[bytes], bytes]]] = (
    names_of_its_own,
    remarks_and_wrapped_text,
    text_without_a_type,
    breaks_that_join_words,
    space_between_cells,
)
"""In the order in which they are done."""
