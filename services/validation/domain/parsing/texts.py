"""Text as people leave it in spreadsheets, brought into one form: invisible characters, quotes, garbled letters."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from services.validation.domain.parsing.parsed import BLANK, Parsed

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]|_x[0-9A-Fa-f]{4}_")
_MARKS: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "‐": "-", "‑": "-"})
_GARBLED: Final = re.compile("[ÂÃâ][\u0080-\u00bf\u0152-\u2122]")
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


def tidy(text: str) -> str:
    """Return the text with one kind of space, apostrophe and hyphen, and without what nobody can see."""
    if is_tidy(text):
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MARKS)
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    if "_x" in text or not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return " ".join(text.split())


def is_tidy(text: str) -> bool:
    """Return whether a text, without a character beyond ASCII, needs no tidying, as most do not."""
    return text.isascii() and text.isprintable() and "_x" not in text and "  " not in text and text.strip() == text


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text tidied and, where UTF-8 was once read as Windows text and turns back cleanly, put right."""
    if text.isascii() or _GARBLED.search(text) is None:
        return tidy(text), ()
    try:
        mended = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return tidy(text), ()
    return tidy(mended), ("text_repaired",)


def as_nothing(tidied: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Parsed | None:
    """Return the answer for a cell that holds nothing: a placeholder, or a formula's error (said so); else None."""
    if len(tidied) > _NOTHING_LENGTH_MAX:
        return None
    if tidied.casefold() in placeholders:
        return BLANK
    return _FORMULA_ERROR if tidied.startswith("#") and tidied.upper() in _FORMULA_ERRORS else None


def plain_texts(texts: Collection[str], length_max: int) -> Collection[str]:
    """Return those of the texts that `read_text` would leave as they are; that all are, one look at them shows."""
    joined = "|".join(texts)
    tidy_together = is_tidy(joined) and " |" not in joined and "| " not in joined and "#" not in joined
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
