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

_ERROR_SIGNS: Final = ("#", "Err:", "=")
"""How every formula's error begins: those of Excel, of Google Sheets, and of LibreOffice; and a formula itself."""
_ERRORS: Final = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!",
        "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!", "#MACRO?",
        "#ERROR!",
    }
)  # fmt: skip
_OTHER_ERROR: Final = re.compile(
    r"ERR:[0-9]{3}|#{3,}|#[A-ZÀ-Þ_/0-9]{2,}[!?]|#(?:VALUE|REF|NAME|NUM|NULL|DIV/0|N ?/ ?[A-Z]|NV)"
)
"""In capitals. LibreOffice numbers its errors; a column too narrow for its number shows `####` and is exported so; and
Excel says its errors in other languages too (#WERT!, #N/V)."""
_FORMULA: Final = re.compile(
    r"=\s*[+@-]?(?:[A-Z][A-Z0-9.]+\(|(?:'[^']{1,40}'!|\w{1,40}!)?\$?[A-Z]{1,3}\$?[0-9]+\b)", re.IGNORECASE
)
"""What a text file holds that was exported while formulas were shown in place of their results."""
_FORMULA_ERROR: Final[Parsed] = (None, ("formula_error",))
_LENGTH_MAX: Final = 14
"""No placeholder is longer; most cells are, and need not be looked up."""
_ERROR_LENGTH_MAX: Final = 40


def as_blank(tidied: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Parsed | None:
    """Return the answer for a cell that holds nothing: a placeholder, or a formula's error (reported); else None."""
    if len(tidied) <= _LENGTH_MAX and tidied.casefold() in placeholders:
        return BLANK
    return _FORMULA_ERROR if is_formula_error(tidied) else None


def is_formula_error(tidied: str) -> bool:
    """Return whether the text is what a spreadsheet shows where a formula has no value."""
    if not tidied.startswith(_ERROR_SIGNS):
        return False
    if tidied.startswith("="):
        return _FORMULA.match(tidied) is not None
    capitals = tidied[:_ERROR_LENGTH_MAX].upper()
    return capitals in _ERRORS or _OTHER_ERROR.fullmatch(capitals) is not None


def is_something(tidied: str) -> bool:
    """Return whether the text plainly stands for something: `as_blank` has no answer for it."""
    return not tidied.startswith(_ERROR_SIGNS) and (len(tidied) > _LENGTH_MAX or tidied.casefold() not in PLACEHOLDERS)


def no_error_among(joined: str) -> bool:
    """Return whether a look at many texts together shows that none of them is a formula's error."""
    return not any(map(joined.__contains__, _ERROR_SIGNS))
