"""Makers of parsers for columns: texts, codes, dates, references. Where cells repeat, answers are kept."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from services.validation.domain.parsing.as_typed import as_typed, number
from services.validation.domain.parsing.blanks import NO_OBJECTION, as_blank
from services.validation.domain.parsing.dates import read_date
from services.validation.domain.parsing.numbers import read_reference
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.texts import read_text, repair_encoding, tidy
from shared.vocabulary.code_lists import CODE_LISTS, ETHNICITY, LEFT_STATUS, YES_NO
from shared.vocabulary.code_lists.characteristics import CHARACTERISTICS
from shared.vocabulary.code_lists.ethnicities import extended_ethnicity, likely_ethnicity
from shared.vocabulary.columns import get_column

_REMEMBERED: Final = 8_192
"""Answers kept for each column that repeats itself."""
_LIST_MARKS: Final = re.compile(r"[;,|/+&:.()\s\-]+")
_END_OF_TIME: Final = re.compile(r"31[-/. ](?:12|dec(?:ember)?)[-/. ]99", re.IGNORECASE)
_LEFT_WITH_STATUS: Final = re.compile(r"(.*\S)[\s;,]+([A-Za-z])")
_ILR_ETHNICITY: Final = re.compile(r"([0-9]{2})(?:\.0+)?(?![0-9.])")
_APOSTROPHES: Final = ("'", "’", "‘", "`", "´")


def remembering(parser: Parser) -> Parser:
    """Return the parser with a memory: each different text is read once."""
    return lru_cache(maxsize=_REMEMBERED)(parser)


def text_of(column_id: str) -> Parser:
    """Make a parser of free text, cut to the column's length."""
    return partial(read_text, length_max=get_column(column_id).length_max)


def code_of_list(
    list_name: str, not_on_list: str, instead: str | None = None, also: Callable[[str], str | None] | None = None
) -> Parser:
    """Make a parser for a code list; `instead` is the value taken for what is not on it, `also` finds more on it."""
    entries = CODE_LISTS[list_name]

    def read(text: str) -> Parsed:
        plain = tidy(text)
        found = entries.find(plain) or (also(plain) if also is not None else None)
        return (found, ()) if found is not None else as_blank(plain) or (instead, (not_on_list,))

    return remembering(read)


def date_of(unreadable: str = "date_unreadable", no_real: str = "no_real_date") -> Parser:
    """Make a date parser that calls by the column's own names what cannot be read, and what is no real date."""
    own = {"date_unreadable": unreadable, "no_real_date": no_real}

    def read(text: str) -> Parsed:
        value, defects = read_date(text)
        return value, tuple([own.get(defect, defect) for defect in defects])

    return remembering(read)


def end_of(unreadable: str = "date_unreadable", no_real: str = "no_real_date") -> Parser:
    """Make a parser of days on which something is to end: the end of the year 9999 is shown as 31/12/99 too."""
    read = date_of(unreadable, no_real)
    return lambda text: (None, (no_real,)) if _END_OF_TIME.fullmatch(tidy(text)) else read(text)


def reference_of(column_id: str, too_long: str) -> Parser:
    """Make a parser of reference numbers; one too long for its column is dropped under this name."""
    return number(partial(read_reference, too_long=too_long, length_max=get_column(column_id).length_max))


LAST_DAY: Final = remembering(end_of())


def read_objection(text: str) -> Parsed:
    """Read whether there is an objection. What cannot be read or could not be had counts as one."""
    plain = tidy(text)
    found = YES_NO.find(plain)
    if found is not None:
        return found, ()
    blank = as_blank(plain, NO_OBJECTION)
    if blank is None:
        return "Y", ("objection_unreadable",)
    return ("Y", blank[1]) if blank[1] else blank


def read_ethnicity(text: str) -> Parsed:
    """Read an ethnicity as the sender's own code, main or extended; one that no list has counts by its first letter."""
    plain = tidy(text)
    code = extended_ethnicity(plain) or ETHNICITY.find(plain)
    if code is not None:
        return code, ()
    blank = as_blank(plain)
    if blank is not None:
        return blank
    code = likely_ethnicity(plain)
    return (None, ("ethnicity_not_on_list",)) if code is None else (code, ("ethnicity_rolled_up",))


def read_ilr_ethnicity(text: str) -> Parsed:
    """Read an ethnicity as colleges have it: two digits of the ILR, kept as they are, or a code of the schools' list.

    No source gives what the digits mean in the codes of schools.
    """
    found = _ILR_ETHNICITY.match(tidy(text))
    return (found[1], ()) if found else read_ethnicity(text)


def read_characteristics(text: str) -> Parsed:
    """Read three-digit characteristic codes, with their labels or without; what is neither is left out and reported."""
    plain = tidy(text)
    blank = as_blank(plain)
    if blank is not None:
        return blank
    words = [word for word in _LIST_MARKS.split(plain.casefold()) if word]
    codes = tuple(dict.fromkeys(word for word in words if word in CHARACTERISTICS))
    idle = {"and"}.union(*(_LIST_MARKS.split(CHARACTERISTICS[code].label.casefold()) for code in codes))
    others = [word for word in words if word not in CHARACTERISTICS and word not in idle]
    unknown = ("characteristic_not_on_list",) if any(map(_is_three_digits, others)) else ()
    unreadable = ("characteristic_unreadable",) if not all(map(_is_three_digits, others)) else ()
    return codes or None, unknown + unreadable


def _is_three_digits(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isdigit()


def read_left_scope(text: str) -> Parsed:
    """Read the day a person left scope, with or without the status letter behind it, as (day, status or None)."""
    found = _LEFT_WITH_STATUS.fullmatch(tidy(text))
    status = LEFT_STATUS.find(found[2]) if found else None
    value, defects = LAST_DAY(found[1] if found and status else text)
    return (None if value is None else (value, status)), defects


def read_whole_name(text: str) -> Parsed:
    """Read surname and forename in one cell."""
    name, defects = repair_encoding(text)
    return as_blank(name) or (name, defects)


def read_former_number(parsed: Parsed) -> Parsed:
    """Return of a former UPN only whether it is one."""
    value, defects = parsed
    return value, ("former_upn_unreadable",) if value is None and defects else ()


def unmarked(parser: Parser, text: str) -> Parsed:
    """Read a code, a number or a date without the apostrophe that marks it as text."""
    return parser(as_typed(text) if text.startswith(_APOSTROPHES) else text)
