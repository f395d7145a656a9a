"""Names of people: letters with their marks, spaces, hyphens, apostrophes, full stops."""

import re
from collections.abc import Iterable
from typing import Final

from services.validation.domain.parsing.blanks import NAME_PLACEHOLDERS, as_blank
from services.validation.domain.parsing.parsed import Parsed
from services.validation.domain.parsing.texts import repair_encoding

LENGTH_MAX: Final = 100
_ODD: Final = re.compile(r"[^\w '.\-]|[\d_]")


def plain_names(texts: Iterable[str]) -> list[str]:
    """Return those of the names that are plain letters alone: `read_name` would leave them as they are."""
    plain = list(filter(str.isascii, filter(str.isalpha, texts)))
    if max(map(len, plain), default=0) <= LENGTH_MAX and NAME_PLACEHOLDERS.isdisjoint(map(str.lower, plain)):
        return plain
    return [name for name in plain if len(name) <= LENGTH_MAX and name.lower() not in NAME_PLACEHOLDERS]


def read_name(text: str) -> Parsed:
    """Read a name. Odd characters are reported and kept: they may be part of it."""
    name, defects = repair_encoding(text)
    nothing = as_blank(name, NAME_PLACEHOLDERS)
    if nothing is not None:
        return nothing
    if _ODD.search(name):
        defects = (*defects, "name_odd_characters")
    if len(name) > LENGTH_MAX:
        return name[:LENGTH_MAX].rstrip(), (*defects, "text_too_long")
    return name, defects


def split_name(name: str) -> tuple[str | None, str | None]:
    """Take a whole name apart into surname and forename: `SMITH, John` or `John Smith`. What is not there is None."""
    before, comma, after = (piece.strip() for piece in name.partition(","))
    if comma:
        return before or None, after or None
    forename, _, surname = name.rpartition(" ")
    return surname or None, forename.strip() or None
