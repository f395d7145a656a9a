"""Tags and attributes of a part's XML, found where a reader library finds them: tolerant, with or without a prefix."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

PREFIX: Final = rb"(?:[\w.-]+:)?"
"""What may stand before the name of an element."""
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w.:-])([\w.:-]{1,100}+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
TRUE: Final = frozenset({"1", "true"})


def tags(xml: bytes, name: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each element of that name, by their names as they are written."""
    tag = re.compile(rb"<" + PREFIX + name.encode() + rb"""\b((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
    for found in tag.finditer(_without_comments(xml)):
        yield attributes(found.group(1))


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag. Raises ValueError where one stands twice: readers would differ."""
    pairs = [(found.group(1), found.group(2) or found.group(3) or b"") for found in _ATTRIBUTE.finditer(text)]
    if len(dict(pairs)) < len(pairs):
        raise ValueError("an attribute that stands twice")
    return {name.decode("utf-8", "replace"): unescape(value.decode("utf-8", "replace")) for name, value in pairs}


def root_name(xml: bytes) -> str | None:
    """Return the name of the first element, without its prefix."""
    found = _ROOT.search(_without_comments(xml))
    return found.group(1).decode() if found else None


def _without_comments(xml: bytes) -> bytes:
    if b"<!--" not in xml:
        return xml
    before, *commented = xml.split(b"<!--")
    return before + b"".join(part.partition(b"-->")[2] for part in commented)
