"""Lines of a table that are about nobody: labels with a count beside them, rules drawn with signs, hints."""

import re
from collections.abc import Collection, Sequence
from itertools import filterfalse
from typing import Final

FILLED_MAX: Final = 3
"""More cells than a label, a count and a sum are somebody's."""
_HINTS_MIN: Final = 4

_PHRASE: Final = re.compile(
    r"[^:]{2,40}:$|(?:source|signed|date|filter|note)s?:|(?:grand|sub|overall)[ -]?totals?\b|"
    r"totals? (?:count|number|pupils?|students?|learners?|on roll|records?|hours)\b|"
    r"(?:number|no\.?|count|sum|average) (?:of|on) |[0-9]+ (?:pupils?|students?|learners?|records?|rows?)$|"
    r"(?:checked|completed|signed|authorised|submitted|prepared|produced|printed|exported) (?:by|on|at)\b|run on\b|"
    r"page [0-9]|end of (?:data|list|file|report)\b",
    re.IGNORECASE,
)
"""No name and no number of a person."""
_WORD: Final = re.compile(r"totals?|sum|count|average|mean|max|min|records?|pupils|students|learners", re.IGNORECASE)
"""May be somebody's name as well: only numbers may stand beside it."""
_NUMBER: Final = re.compile(r"[0-9][0-9,]{0,11}(?:\.[0-9]{1,20})?")
_SOMETHING: Final = re.compile(r"[^\W_]")
_HINT: Final = re.compile(
    r"[(\[]?(?:mandatory|optional|required|conditional|essential|(?:free )?text|numbers?|numeric|integer|dates?|code|"
    r"[a-z]{1,2}\s?(?:/|or)\s?[a-z]{1,2}|yes\s?/\s?no|d+[-/. ]m+[-/. ]y+|[0-9]+ (?:characters|digits|letters)|"
    r"string|varchar.*|char.*|email)[)\]]?",
    re.IGNORECASE,
)
_HINT_WORDS: Final = (
    "mandatory",
    "optional",
    "required",
    "conditional",
    "essential",
    "text",
    "number",
    "string",
    "code",
)
UNLIKELY: Final = frozenset(
    {
        *(form for word in _HINT_WORDS for form in (word, word.capitalize(), word.upper())),
        *map(str, range(1, 31)),
    }
)
"""What no number of a person and hardly a name is, though it is letters or digits alone."""


def suspects(column: Sequence[str | None]) -> set[str]:
    """Return those cells of an identifying column that are signs alone, or a hint: no person's line has them."""
    odd = set(filterfalse(str.isalnum, filter(None, column)))
    return {cell for cell in odd if _HINT.fullmatch(cell) or not _SOMETHING.search(cell)} if odd else odd


def is_labelled(cells: Collection[str]) -> bool:
    """Return whether the filled cells of a line are a label and what it labels: a count, a sum, a signature."""
    first, *others = cells
    if len(others) >= FILLED_MAX:
        return False
    if _PHRASE.match(first):
        return True
    return _WORD.fullmatch(first) is not None and all(map(_NUMBER.fullmatch, others))


def is_furniture(cells: Collection[str], numbers: Collection[str]) -> bool:
    """Return whether the filled cells of a line are about nobody.

    They are signs alone, hints on how to fill the columns, or the `numbers` of the columns.
    """
    if not any(map(_SOMETHING.search, cells)):
        return True
    return len(cells) >= _HINTS_MIN and (all(map(_HINT.fullmatch, cells)) or tuple(cells) == tuple(numbers))
