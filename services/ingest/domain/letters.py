"""How the letters of a text file are coded: decided by its bytes in a fixed order, and never by its words."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Letters(Enum):
    """A way of coding letters."""

    UNICODE = auto()
    WINDOWS = auto()
    """Windows (Western European): assumed where nothing else fits."""
    MACINTOSH = auto()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was coded."""

    text: str
    letters: Letters = Letters.UNICODE
    odd_lines: frozenset[int] = frozenset()
    """Numbers of lines, from 1, that are coded otherwise than the rest: in UTF-8 among Windows, or the reverse."""


_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT: Final = 512
_UTF_8: Final = b"\xef\xbb\xbf"
_ASCII: Final = bytes(range(0x80))
_SOME_UTF_8: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_WINDOWS_LETTER: Final = re.compile(rb"[\xc0-\xcf\xd6\xd8-\xf6\xf8-\xff]")
_MACINTOSH_LETTER: Final = re.compile(rb"[\x80-\x9f\xd0-\xd5]")
"""Letters, or the quotation marks and dashes among what are letters in Windows."""
_NOT_WINDOWS: Final = re.compile(rb"[\x87-\x91\x99\x9d\x9f](?<=[a-z].)(?<!\x91(?=[A-Za-z]))")
"""In Windows a sign, a capital or nothing at all would follow a small letter."""
_NOT_MACINTOSH: Final = re.compile(
    rb"[\xc0-\xce\xd6-\xdd\xe0-\xf4\xf6-\xff](?:(?<=[a-z][^\xd8])|(?<=[^A-Za-z\x80-\xff][\xc0-\xca\xce\xd6-\xdd]))"
)
"""In Macintosh letters a capital or a sign would follow a small letter, or a sign begin a word."""


def decoded(content: bytes) -> Decoded | None:
    """Return the text of a file: by its byte order mark, as UTF-8, by lines, as Macintosh, as Windows; None: by none.

    One export pasted into another leaves lines of two codings: each line is read by its own.
    """
    codec = utf_16_codec(content)
    try:
        if codec is not None:
            return Decoded(content.decode(codec))
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None if codec is not None else _not_all_utf_8(content)


def utf_16_codec(content: bytes) -> str | None:
    """Return how a text of two bytes a letter is read, with a byte order mark or without one; None where it is none."""
    if content.startswith(_UTF_16):
        return "utf-16"
    beginning = content[:_LOOKED_AT]
    letters = len(beginning) // 2
    empty = [beginning[half::2].count(0) for half in (0, 1)]
    if len(content) % 2 or max(empty) * 2 <= letters or min(empty) * 10 > letters:
        return None
    return "utf-16-le" if empty[1] > empty[0] else "utf-16-be"


def _not_all_utf_8(content: bytes) -> Decoded:
    beyond_ascii = content.translate(None, _ASCII)  # most letters are: to pass over them first is the cheaper way
    if content.startswith(_UTF_8) or (_SOME_UTF_8.search(beyond_ascii) and _SOME_UTF_8.search(content)):
        return _by_lines(content)
    return _of_one_coding(content)


def _by_lines(content: bytes) -> Decoded:
    lines = content.removeprefix(_UTF_8).splitlines(keepends=True)
    beyond_ascii = [number for number, line in enumerate(lines, 1) if not line.isascii()]
    utf_8 = frozenset(number for number in beyond_ascii if _is_utf_8(lines[number - 1]))
    others = frozenset(beyond_ascii) - utf_8
    marked = content.startswith(_UTF_8)
    if marked or utf_8:
        text = "".join(line.decode("cp1252" if n in others else "utf-8", "replace") for n, line in enumerate(lines, 1))
        mostly_utf_8 = marked or len(utf_8) >= len(others)
        return Decoded(text, Letters.UNICODE if mostly_utf_8 else Letters.WINDOWS, others if mostly_utf_8 else utf_8)
    return _of_one_coding(content)


def _of_one_coding(content: bytes) -> Decoded:
    letters = Letters.MACINTOSH if _is_macintosh(content) else Letters.WINDOWS
    return Decoded(content.decode(_CODECS[letters], "replace"), letters)


_CODECS: Final = {Letters.MACINTOSH: "mac_roman", Letters.WINDOWS: "cp1252"}


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_macintosh(content: bytes) -> bool:
    """Return whether letters are coded as old Macintosh programs do, whose lines end in a carriage return alone."""
    if b"\r" in content and b"\n" not in content:
        return len(_MACINTOSH_LETTER.findall(content)) > len(_WINDOWS_LETTER.findall(content))
    never_windows = len(_NOT_WINDOWS.findall(content))
    return never_windows > 0 and never_windows > len(_NOT_MACINTOSH.findall(content))
