"""One parser for each column of the dictionary. Columns whose cells repeat (dates, codes) remember answers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, Final, TypeAlias, cast

from services.validation.domain.parsing.as_typed import as_typed, number
from services.validation.domain.parsing.dates import read_date
from services.validation.domain.parsing.in_bulk import AS_THEY_STAND, READ
from services.validation.domain.parsing.names import read_name
from services.validation.domain.parsing.nothing import NO_OBJECTION, as_nothing
from services.validation.domain.parsing.numbers import (
    read_aim,
    read_establishment,
    read_hours,
    read_learner_number,
    read_own_establishment,
    read_pupil_number,
    read_reference,
)
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.places import read_email, read_home_postcode, read_telephone
from services.validation.domain.parsing.texts import mend, read_text, tidy
from shared.vocabulary.characteristics import CHARACTERISTICS
from shared.vocabulary.code_lists import CODE_LISTS, ETHNICITY, LEFT_STATUS, OTHER_QUALIFICATION, YES_NO
from shared.vocabulary.columns import get_column
from shared.vocabulary.districts import find_district
from shared.vocabulary.ethnicities import extended_ethnicity, likely_ethnicity

_REMEMBERED: Final = 8_192
"""Answers kept for each column that repeats itself."""
_LOOKED_AT_MIN: Final = 128
"""Characters that are looked at in a cell of even the narrowest column: people write words where a code belongs."""
_LIST_MARKS: Final = re.compile(r"[;,|/+&:.()\s\-]+")
_END_OF_TIME: Final = re.compile(r"31[-/. ](?:12|dec(?:ember)?)[-/. ]99", re.IGNORECASE)
_LEFT_WITH_STATUS: Final = re.compile(r"(.*\S)[\s;,]+([A-Za-z])")


Readings: TypeAlias = dict[str | None, Any]
Defects: TypeAlias = tuple[str, ...]


def _text(column_id: str) -> Parser:
    return partial(read_text, length_max=get_column(column_id).length_max)


def _code(
    list_name: str, not_on_list: str, instead: str | None = None, also: Callable[[str], str | None] | None = None
) -> Parser:
    """Make a parser for a code list; `instead` is the value taken for what is not on it, `also` finds more on it."""
    entries = CODE_LISTS[list_name]

    def read(text: str) -> Parsed:
        plain = tidy(text)
        found = entries.find(plain) or (also(plain) if also is not None else None)
        return (found, ()) if found is not None else as_nothing(plain) or (instead, (not_on_list,))

    return _remembering(read)


def _objection(text: str) -> Parsed:
    """Read whether there is an objection. What cannot be read or could not be had counts as one."""
    plain = tidy(text)
    found = YES_NO.find(plain)
    if found is not None:
        return found, ()
    nothing = as_nothing(plain, NO_OBJECTION)
    if nothing is None:
        return "Y", ("objection_unreadable",)
    return ("Y", nothing[1]) if nothing[1] else nothing


def _ethnicity(text: str) -> Parsed:
    """Read an ethnicity as the sender's own code, main or extended; one that no list has counts by its first letter."""
    plain = tidy(text)
    code = extended_ethnicity(plain) or ETHNICITY.find(plain)
    if code is not None:
        return code, ()
    nothing = as_nothing(plain)
    if nothing is not None:
        return nothing
    code = likely_ethnicity(plain)
    return (None, ("ethnicity_not_on_list",)) if code is None else (code, ("ethnicity_rolled_up",))


def _date(unreadable: str = "date_unreadable", no_real: str = "no_real_date") -> Parser:
    """Make a date parser that calls by the column's own names what cannot be read, and what is no real date."""
    own = {"date_unreadable": unreadable, "no_real_date": no_real}

    def read(text: str) -> Parsed:
        value, defects = read_date(text)
        return value, tuple([own.get(defect, defect) for defect in defects])

    return _remembering(read)


def _end(unreadable: str = "date_unreadable", no_real: str = "no_real_date") -> Parser:
    """Make a parser of days on which something is to end: the end of the year 9999 is shown as 31/12/99 too."""
    read = _date(unreadable, no_real)
    return lambda text: (None, (no_real,)) if _END_OF_TIME.fullmatch(tidy(text)) else read(text)


def _remembering(parser: Parser) -> Parser:
    return lru_cache(maxsize=_REMEMBERED)(parser)


_LAST_DAY: Final = _end()


def _characteristics(text: str) -> Parsed:
    """Read three-digit characteristic codes, with their labels or without; what is neither is left out and said."""
    plain = tidy(text)
    nothing = as_nothing(plain)
    if nothing is not None:
        return nothing
    words = [word for word in _LIST_MARKS.split(plain.casefold()) if word]
    codes = tuple(dict.fromkeys(word for word in words if word in CHARACTERISTICS))
    idle = {"and"}.union(*(_LIST_MARKS.split(CHARACTERISTICS[code].label.casefold()) for code in codes))
    others = [word for word in words if word not in CHARACTERISTICS and word not in idle]
    unknown = ("characteristic_not_on_list",) if any(map(_is_three_digits, others)) else ()
    unreadable = ("characteristic_unreadable",) if not all(map(_is_three_digits, others)) else ()
    return codes or None, unknown + unreadable


def _is_three_digits(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isdigit()


def _left_scope(text: str) -> Parsed:
    """Read the day a person left scope, with or without the status letter behind it, as (day, status or None)."""
    found = _LEFT_WITH_STATUS.fullmatch(tidy(text))
    status = LEFT_STATUS.find(found[2]) if found else None
    value, defects = _LAST_DAY(found[1] if found and status else text)
    return (None if value is None else (value, status)), defects


def _whole_name(text: str) -> Parsed:
    name, defects = mend(text)
    return as_nothing(name) or (name, defects)


def _reference(column_id: str, too_long: str) -> Parser:
    return number(partial(read_reference, too_long=too_long, length_max=get_column(column_id).length_max))


_PHONE: Final = number(read_telephone)
_NAME: Final = _remembering(read_name)
"""Plain names never come to it; those with foreign letters come again and again."""

PARSERS: Final[dict[str, Parser]] = {
    "E1": _remembering(number(read_own_establishment)),
    "E2": _text("E2"),
    "P0": _whole_name,
    "P1": number(read_pupil_number),
    "P2": number(lambda text: _former(read_pupil_number(text))),
    "P3": number(read_learner_number),
    "P4": _reference("P4", "local_ref_too_long"),
    "P5": _NAME,
    "P6": _NAME,
    "P7": _NAME,
    "P8": _NAME,
    "P9": _NAME,
    "P10": _date("birth_date_unreadable"),
    "P11": _code("sex", "sex_not_on_list"),
    "P12": _remembering(_ethnicity),
    "P14": _code("sen", "sen_not_on_list"),
    "P15": _remembering(number(_code("year_group", "year_group_not_on_list"))),
    "C1": _text("C1"),
    "C2": _text("C2"),
    "C3": _text("C3"),
    "C5": read_home_postcode,
    "C6": _PHONE,
    "C7": _PHONE,
    "C8": read_email,
    "C9": _text("C9"),
    "C10": _PHONE,
    "C11": read_email,
    "C12": _remembering(_objection),
    "L1": _remembering(number(_code("level", "level_not_on_list"))),
    "L2": _code("qualification_type", "qualification_type_not_on_list", instead=OTHER_QUALIFICATION),
    "L3": _text("L3"),
    "L4": _remembering(number(read_aim)),
    "L5": _code("study_programme", "study_programme_not_on_list"),
    "L7": _code("attendance", "attendance_not_on_list"),
    "L8": _remembering(number(read_hours)),
    "L9": _date("start_unreadable"),
    "L10": _remembering(_end("end_unreadable", "no_real_end")),
    "J4": _code("enrolment_status", "enrolment_status_not_on_list"),
    "V1": _remembering(_text("V1")),
    "K1": _reference("K1", "text_too_long"),
    "K2": _remembering(_LAST_DAY),
    "K3": _code("district", "district_not_on_list", also=find_district),
    "K4": _remembering(number(_characteristics)),
    "K5": _date(),
    "K6": _remembering(_left_scope),
    "K11": _code("left_status", "left_status_not_on_list"),
}
"""Every column that some collection reads."""


def _former(parsed: Parsed) -> Parsed:
    """Say of a former UPN only whether it is one."""
    value, defects = parsed
    return value, ("former_upn_unreadable",) if value is None and defects else ()


def length_limit(column_id: str) -> int:
    """Return how many characters of a column's cell are looked at: far more than a slip of the pen adds."""
    return max(4 * get_column(column_id).length_max, _LOOKED_AT_MIN)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one column.

    A cell beyond the limit never reaches the parser: one cell of 32,767 characters must not hold up everybody's
    returns.
    """

    parser: Parser
    limit: int
    far_too_long: Parsed
    as_they_stand: Callable[[Set[str]], Collection[str]] | None = None
    in_bulk: Callable[[Iterable[str]], Mapping[str, Any]] | None = None

    def read(self, text: str) -> Parsed:
        """Read one cell."""
        if len(text) <= self.limit:
            return self.parser(text)
        # Blanks alone make no cell long. Nothing dearer than this may look at the whole text.
        plain = " ".join(text.split())
        return self.parser(plain) if len(plain) <= self.limit else self.far_too_long

    def read_all(self, cells: Iterable[str | None]) -> tuple[Readings, dict[str | None, Defects]]:
        """Read many cells, each once. Return the value of each that is not its own value as it stands, and the defects
        of those that have any."""
        texts = cast("set[str]", set(cells) - {None})
        standing = () if self.as_they_stand is None else self.as_they_stand(texts)
        if len(standing) == len(texts):
            return {}, {}
        others = texts.difference(standing)
        values: Readings = {}
        if self.in_bulk is not None:
            values.update(self.in_bulk(others))
        defects: dict[str | None, Defects] = {}
        for text in others.difference(values):
            values[text], found = self.parser(text) if len(text) <= self.limit else self.read(text)
            if found:
                defects[text] = found
        return values, defects


_OF_WORDS: Final = frozenset({"E2", "P0", "P5", "P6", "P7", "P8", "P9", "C1", "C2", "C3", "C9", "L3", "V1"})
"""Columns of names and words, which may begin with an apostrophe of their own."""
_APOSTROPHES: Final = ("'", "’", "‘", "`", "´")


def _unmarked(parser: Parser, text: str) -> Parsed:
    """Read a code, a number or a date without the apostrophe that marks it as text."""
    return parser(as_typed(text) if text.startswith(_APOSTROPHES) else text)


@cache
def _without_mark(parser: Parser) -> Parser:
    """Return the parser of cells without that apostrophe; it remembers answers where the parser does."""
    unmarked = partial(_unmarked, parser)
    return _remembering(unmarked) if hasattr(parser, "cache_info") else unmarked


def reader_for(column_id: str, collection: str) -> Reader:
    """Return the reader of a column; the roll calls the school by another name than the sender's own number."""
    parser = _IN_COLLECTION.get((collection, column_id)) or PARSERS[column_id]
    return Reader(
        parser if column_id in _OF_WORDS else _without_mark(parser),
        length_limit(column_id),
        _FAR_TOO_LONG.get(column_id, (None, ("text_far_too_long",))),
        AS_THEY_STAND.get(column_id),
        READ.get(column_id),
    )


_FAR_TOO_LONG: Final[dict[str, Parsed]] = {
    "C6": (None, ("phone_unreadable",)),
    "C7": (None, ("phone_unreadable",)),
    "C10": (None, ("phone_unreadable",)),
    "C12": ("Y", ("objection_unreadable",)),
    "L2": (OTHER_QUALIFICATION, ("qualification_type_not_on_list",)),
    "V1": ("left", ("text_far_too_long",)),
}
"""The answers to cells far too long that are more than a blank: who objects or has left does so in any words."""


_IN_COLLECTION: Final[dict[tuple[str, str], Callable[[str], Parsed]]] = {
    ("ROLL", "E1"): _remembering(number(read_establishment("school_unreadable"))),
}
