"""Cells that hold nothing: words that stand for no value, and errors that a formula left in place of one."""

import re
from typing import Final

from services.validation.domain.parsing.parsed import BLANK, Parsed

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
NO_OBJECTION: Final = frozenset({"", "-", "--", ".", "n/a", "na", "none", "null", "nil", "not applicable", "blank"})
"""What stands in the objection column for no objection. Who writes "unknown" or "?" there has not said that."""

_ERROR_SIGNS: Final = ("#", "Err:")
"""How every formula's error begins: those of Excel, of Google Sheets, and of LibreOffice."""
_ERRORS: Final = frozenset(
    {
        *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"),
        *("#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!", "#MACRO?"),
        "#ERROR!",
    }
)
_OTHER_ERROR: Final = re.compile(r"Err:[0-9]{3}|#{3,}")
"""LibreOffice numbers its errors; a column too narrow for its number shows `####` and is exported so."""
_FORMULA_ERROR: Final[Parsed] = (None, ("formula_error",))
_LENGTH_MAX: Final = 14
"""No placeholder and no formula error is longer; most cells are, and need not be looked up."""


def as_nothing(tidied: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Parsed | None:
    """Return the answer for a cell that holds nothing: a placeholder, or a formula's error (said so); else None."""
    if len(tidied) > _LENGTH_MAX:
        return None
    if tidied.casefold() in placeholders:
        return BLANK
    return _FORMULA_ERROR if is_formula_error(tidied) else None


def is_formula_error(tidied: str) -> bool:
    """Return whether the text is what a spreadsheet shows where a formula has no value."""
    return tidied.startswith(_ERROR_SIGNS) and (tidied.upper() in _ERRORS or _OTHER_ERROR.fullmatch(tidied) is not None)


def is_something(tidied: str) -> bool:
    """Return whether the text plainly stands for something: `as_nothing` has no answer for it."""
    return len(tidied) > _LENGTH_MAX or (tidied.casefold() not in PLACEHOLDERS and not tidied.startswith(_ERROR_SIGNS))


def no_error_among(joined: str) -> bool:
    """Return whether a look at many texts together shows that none of them is a formula's error."""
    return not any(map(joined.__contains__, _ERROR_SIGNS))
