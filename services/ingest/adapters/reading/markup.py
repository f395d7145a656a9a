"""Tags and attributes of a part's XML, found where a reader library finds them: tolerant, with or without a prefix."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

PREFIX: Final = rb"(?:[\w.-]+:)?"
"""What may stand before the name of an element."""
_ATTRIBUTE: Final = re.compile(rb"""([\w.:-]{1,100})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
TRUE: Final = frozenset({"1", "true"})


def tags(xml: bytes, name: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each element of that name, by their names as they are written."""
    tag = re.compile(rb"<" + PREFIX + name.encode() + rb"""\b((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
    for found in tag.finditer(_without_comments(xml)):
        yield attributes(found.group(1))


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag."""
    return {
        found.group(1).decode("utf-8", "replace"): unescape(
            (found.group(2) or found.group(3) or b"").decode("utf-8", "replace")
        )
        for found in _ATTRIBUTE.finditer(text)
    }


def root_name(xml: bytes) -> str | None:
    """Return the name of the first element, without its prefix."""
    found = _ROOT.search(_without_comments(xml))
    return found.group(1).decode() if found else None


def _without_comments(xml: bytes) -> bytes:
    if b"<!--" not in xml:
        return xml
    before, *commented = xml.split(b"<!--")
    return before + b"".join(part.partition(b"-->")[2] for part in commented)
