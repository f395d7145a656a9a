"""Rich text: runs of different formats in one text, whose blanks the reader library takes away."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import Final

from services.ingest.adapters.reading.package.markup import prefix_of, replaced

_KEPT: Final = re.compile(rb"""\sxml:space\s*=\s*["']preserve["']""")
_SPACE: Final = re.compile(rb"""\sxml:space\s*=\s*(?:"[^"]*"|'[^']*')""")
_BLANKS: Final = " \t\r\n"


def has_runs(pieces: Iterable[bytes]) -> bool:
    """Return whether a part of texts has runs at all."""
    remaining = iter(pieces)
    first = next(remaining, b"")
    return any(b"</%br>" % prefix_of(first) in piece for piece in chain((first,), remaining))


def runs_without_their_blanks(pieces: Iterable[bytes], end: str) -> bytes | None:
    """Return the part with the blanks around runs marked to be kept; None where none had to be.

    Gnumeric and others write runs without `xml:space`, and the reader library joins "Van " and "den" to "Vanden".
    `end`: the element after which the part may be cut.
    """
    return replaced(pieces, end.encode(), _run, _kept)


def _kept(found: re.Match[bytes]) -> bytes:
    before, attributes, text = found.groups()
    if _KEPT.search(attributes) or not _has_blanks_around(text):
        return found.group()
    return b'%b xml:space="preserve"%b>%b' % (before, _SPACE.sub(b"", attributes), text)


def _has_blanks_around(text: bytes) -> bool:
    content = text.removeprefix(b"<![CDATA[").removesuffix(b"]]>")
    shown = unescape(content.decode("utf-8", "replace")) if b"&" in content else content.decode("utf-8", "replace")
    return shown != shown.strip(_BLANKS)


@lru_cache(maxsize=8)
def _run(prefix: bytes) -> re.Pattern[bytes]:
    """Return what finds the text of a run: all before its attributes, these, and the text."""
    p = re.escape(prefix)
    within = rb"(?:\s*<(?!/?%b(?:r|t|rPr)\b)[^<>]*+>)*" % p
    formats = rb"(?:<%brPr\b[^<>]*+>(?:(?<=/>)|%b\s*+</%brPr>)\s*+)?" % (p, within, p)
    return re.compile(
        rb"(<%br(?:\s[^<>]*)?>\s*%b<%bt)((?:\s[^<>]*)?)(?<!/)>((?:<!\[CDATA\[)?[^<]*)" % (p, formats, p), re.DOTALL
    )


_run(b"")  # made before the fork, not in every child
