"""Text of cells for parsers: in order by the one rule (`shared.vocabulary.cell_text`), and what stands for nothing."""

from collections.abc import Collection
from typing import Final

from services.validation.domain.parsing.parsed import BLANK, Parsed
from shared.vocabulary import cell_text
from shared.vocabulary.cell_text import are_tidy, is_tidy, tidy

__all__ = ["NAME_PLACEHOLDERS", "PLACEHOLDERS", "as_nothing", "is_tidy", "mend", "plain_texts", "read_text", "tidy"]

_FORMULA_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}
)

NAME_PLACEHOLDERS: Final = frozenset({"", "-", "--", ".", "?", "n/a", "tbc", "tba", "unknown", "not known"})
"""What stands in name columns for nothing. Words that are somebody's name (Na, Null, None) are not on this list."""
PLACEHOLDERS: Final = NAME_PLACEHOLDERS | {
    "na",
    "none",
    "null",
    "nil",
    "not applicable",
    "no data",
    "blank",
    "xxx",
    "0",
}

_FORMULA_ERROR: Final[Parsed] = (None, ("formula_error",))
_NOTHING_LENGTH_MAX: Final = 14
"""No placeholder and no formula error is longer; most cells are, and need not be looked up."""


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text in order, and text_repaired where its letters had to be put right."""
    mended, repaired = cell_text.mended(text)
    return mended, ("text_repaired",) if repaired else ()


def as_nothing(tidied: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Parsed | None:
    """Return the answer for a cell that holds nothing: a placeholder, or a formula's error (said so); else None."""
    if len(tidied) > _NOTHING_LENGTH_MAX:
        return None
    if tidied.casefold() in placeholders:
        return BLANK
    return _FORMULA_ERROR if tidied.startswith("#") and tidied.upper() in _FORMULA_ERRORS else None


def plain_texts(texts: Collection[str], length_max: int) -> Collection[str]:
    """Return those of the texts that `read_text` would leave as they are; that all are, one look at them shows."""
    joined = f"|{'|'.join(texts)}|"
    tidy_together = "#" not in joined and are_tidy(joined)
    short_enough = max(map(len, texts), default=0) <= length_max
    if tidy_together and short_enough and PLACEHOLDERS.isdisjoint(map(str.casefold, texts)):
        return texts
    return [text for text in texts if len(text) <= length_max and is_tidy(text) and _is_something(text)]


def _is_something(tidied: str) -> bool:
    """Return whether the text plainly stands for something: `as_nothing` has no answer for it."""
    return len(tidied) > _NOTHING_LENGTH_MAX or (tidied.casefold() not in PLACEHOLDERS and not tidied.startswith("#"))


def read_text(text: str, length_max: int) -> Parsed:
    """Read free text; what is longer than its column is cut, and that is said."""
    tidied, defects = mend(text)
    nothing = as_nothing(tidied)
    if nothing is not None:
        return nothing
    if len(tidied) > length_max:
        return tidied[:length_max].rstrip(), (*defects, "text_too_long")
    return tidied, defects
