"""Errors in cells that the reader library does not know: for one of them it gives up the whole workbook."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from services.ingest.adapters.reading.package.markup import replaced

_KNOWN: Final = (b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!")
_ANY: Final = b"#N/A"


def errors_of_a_newer_kind(pieces: Iterable[bytes]) -> bytes | None:
    """Return the sheet with errors such as #SPILL! as #N/A; None where it has none. Each error is marked anyway."""
    return replaced(pieces, b"c", _error, _as_known)


def _as_known(found: re.Match[bytes]) -> bytes:
    before, value = found.groups()
    return found.group() if not value or value in _KNOWN else before + _ANY


@lru_cache(maxsize=8)
def _error(prefix: bytes) -> re.Pattern[bytes]:
    """Return what finds the value of a cell with an error: all before it, and the value."""
    p = re.escape(prefix)
    formula = rb"(?:<%bf\b(?:[^<>]*/>|[^<>]*>[^<]*</%bf>)\s*)?" % (p, p)
    return re.compile(
        rb"""(<%bc\b(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*+>\s*+%b<%bv(?:\s[^<>]*)?>)([^<]*)""" % (p, formula, p)
    )


_error(b"")  # made before the fork, not in every child
