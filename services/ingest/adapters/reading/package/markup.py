"""Tags, attributes and elements of a part's XML, found where a reader library finds them: tolerant, with or without a
prefix. Long parts are walked through piece by piece, so that no element of a kind is cut in two."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import unescape
from itertools import chain
from typing import Final

PREFIX: Final = rb"(?:[\w.-]+:)?"
"""What may stand before the name of an element."""
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w.:-])([\w.:-]{1,100}+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOT_PREFIX: Final = re.compile(rb"<([\w.-]+:)?[A-Za-z]")
_ELEMENT_BYTES_MAX: Final = 8 * 1024 * 1024
"""Longer than any cell or text that is kept."""
TRUE: Final = frozenset({"1", "true"})


def tags(xml: bytes, name: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each element of that name, by their names as they are written."""
    for found in _tag(name).finditer(_without_comments(xml)):
        yield attributes(found.group(1))


@cache
def _tag(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"<" + PREFIX + name.encode() + rb"""\b((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag. Raises ValueError where one stands twice: readers would differ."""
    pairs = [(found.group(1), found.group(2) or found.group(3) or b"") for found in _ATTRIBUTE.finditer(text)]
    if len(dict(pairs)) < len(pairs):
        raise ValueError("an attribute that stands twice")
    return {name.decode("utf-8", "replace"): _text(value) for name, value in pairs}


def _text(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    return unescape(text) if "&" in text else text


def root_name(xml: bytes) -> str | None:
    """Return the name of the first element, without its prefix."""
    found = _ROOT.search(_without_comments(xml))
    return found.group(1).decode() if found else None


def whole_elements(pieces: Iterable[bytes], name: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield pieces that cut no element of this name in two, each with what stands before the names of elements."""
    remaining = iter(pieces)
    first = next(remaining, b"")
    prefix = prefix_of(first)
    for piece in ending_with(b"</%b%b>" % (prefix, name), chain((first,), remaining)):
        yield piece, prefix


def replaced(
    pieces: Iterable[bytes],
    name: bytes,
    pattern: Callable[[bytes], re.Pattern[bytes]],
    by: Callable[[re.Match[bytes]], bytes],
) -> bytes | None:
    """Return a part with what is found within elements of this name put in another way; None where nothing is.

    `pattern`: what to look for, by what stands before the names of elements.
    """
    repaired, changed = [], False
    for piece, prefix in whole_elements(pieces, name):
        repaired.append(pattern(prefix).sub(by, piece))
        changed = changed or repaired[-1] != piece
    return b"".join(repaired) if changed else None


def ending_with(end: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same text in pieces that end after this: all but the last, and any that grows too long without it."""
    rest = b""
    for piece in pieces:
        together = rest + piece if rest else piece
        cut = together.rfind(end) + len(end)
        if cut < len(end):
            cut = len(together) if len(together) > _ELEMENT_BYTES_MAX else 0
        rest = together[cut:]
        if cut:
            yield together[:cut]
    if rest:
        yield rest


def prefix_of(piece: bytes) -> bytes:
    """Return what stands before the names of elements in a part that begins so, with its colon; mostly nothing."""
    found = _ROOT_PREFIX.search(piece)
    return found.group(1) or b"" if found else b""


def _without_comments(xml: bytes) -> bytes:
    if b"<!--" not in xml:
        return xml
    before, *commented = xml.split(b"<!--")
    return before + b"".join(part.partition(b"-->")[2] for part in commented)
