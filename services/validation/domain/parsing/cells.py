"""One parser for each column of the dictionary. Columns whose cells repeat (dates, codes) remember answers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias, cast

from services.validation.domain.parsing.dates import read_date
from services.validation.domain.parsing.in_bulk import AS_THEY_STAND, READ
from services.validation.domain.parsing.names import read_name
from services.validation.domain.parsing.numbers import (
    read_establishment,
    read_hours,
    read_learner_number,
    read_pupil_number,
    read_reference,
)
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.places import read_email, read_home_postcode, read_telephone
from services.validation.domain.parsing.texts import as_nothing, mend, read_text, tidy
from shared.vocabulary.cell_text import without_apostrophe
from shared.vocabulary.code_lists import CODE_LISTS, LEFT_STATUS
from shared.vocabulary.columns import get_column
from shared.vocabulary.identifiers import read_aim_reference

_REMEMBERED: Final = 8_192
"""Answers kept for each column that repeats itself."""
_LOOKED_AT_MIN: Final = 128
"""Characters that are looked at in a cell of even the narrowest column: people write words where a code belongs."""
_CHARACTERISTIC: Final = re.compile(r"[0-9]{3}")
_LIST_MARKS: Final = re.compile(r"[;,|\s]+")
_LEFT_WITH_STATUS: Final = re.compile(r"(.*\S)[\s;,]+([A-Za-z])")


Readings: TypeAlias = dict[str | None, Any]
Defects: TypeAlias = tuple[str, ...]


def _text(column_id: str) -> Parser:
    return partial(read_text, length_max=get_column(column_id).length_max)


def _code(list_name: str, not_on_list: str, instead: str | None = None) -> Parser:
    """Make a parser for a code list; `instead` is the value taken for what is not on it."""
    entries = CODE_LISTS[list_name]

    def read(text: str) -> Parsed:
        found = entries.find(text) or entries.find(tidy(text))
        if found is not None:
            return found, ()
        return as_nothing(tidy(text)) or (instead, (not_on_list,))

    return _remembering(read)


def _date(unreadable: str = "date_unreadable") -> Parser:
    """Make a date parser that calls an unreadable date by the column's own name for it."""

    def read(text: str) -> Parsed:
        value, defects = read_date(text)
        if value is None and defects == ("date_unreadable",):
            return None, (unreadable,)
        return value, defects

    return _remembering(read)


def _remembering(parser: Parser) -> Parser:
    return lru_cache(maxsize=_REMEMBERED)(parser)


def _characteristics(text: str) -> Parsed:
    """Read three-digit characteristic codes; what is none is left out, and that is said."""
    words = [word for word in _LIST_MARKS.split(tidy(text)) if word]
    codes = tuple(dict.fromkeys(word for word in words if _CHARACTERISTIC.fullmatch(word)))
    left_out = any(not _CHARACTERISTIC.fullmatch(word) for word in words)
    return codes or None, ("characteristic_unreadable",) if left_out else ()


def _left_scope(text: str) -> Parsed:
    """Read the day a person left scope, with or without the status letter behind it, as (day, status or None)."""
    found = _LEFT_WITH_STATUS.fullmatch(tidy(text))
    status = LEFT_STATUS.find(found[2]) if found else None
    value, defects = read_date(found[1] if found and status else text)
    return (None if value is None else (value, status)), defects


def _aim(text: str) -> Parsed:
    """Read a qualification number or learning aim reference."""
    value = read_aim_reference(tidy(text)).value
    return as_nothing(tidy(text)) or (value, () if value is not None else ("aim_reference_unreadable",))


def _whole_name(text: str) -> Parsed:
    name, defects = mend(text)
    return as_nothing(name) or (name, defects)


PARSERS: Final[dict[str, Parser]] = {
    "E1": _remembering(read_establishment("establishment_unreadable")),
    "E2": _text("E2"),
    "P0": _whole_name,
    "P1": read_pupil_number,
    "P2": lambda text: _former(read_pupil_number(text)),
    "P3": read_learner_number,
    "P4": partial(read_reference, too_long="local_ref_too_long", length_max=get_column("P4").length_max),
    "P5": read_name,
    "P6": read_name,
    "P7": read_name,
    "P8": read_name,
    "P9": read_name,
    "P10": _date("birth_date_unreadable"),
    "P11": _code("sex", "sex_not_on_list"),
    "P12": _code("ethnicity", "ethnicity_not_on_list"),
    "P14": _code("sen", "sen_not_on_list"),
    "P15": _code("year_group", "year_group_not_on_list"),
    "C1": _text("C1"),
    "C2": _text("C2"),
    "C3": _text("C3"),
    "C5": read_home_postcode,
    "C6": read_telephone,
    "C7": read_telephone,
    "C8": read_email,
    "C9": _text("C9"),
    "C10": read_telephone,
    "C11": read_email,
    "C12": _code("yes_no", "objection_unreadable", instead="Y"),
    "L1": _code("level", "level_not_on_list"),
    "L2": _code("qualification_type", "qualification_type_not_on_list", instead="OTHER"),
    "L3": _text("L3"),
    "L4": _remembering(_aim),
    "L5": _code("study_programme", "study_programme_not_on_list"),
    "L7": _code("attendance", "attendance_not_on_list"),
    "L8": _remembering(read_hours),
    "L9": _date("start_unreadable"),
    "L10": _date("end_unreadable"),
    "J4": _code("enrolment_status", "enrolment_status_not_on_list"),
    "V1": _remembering(_text("V1")),
    "K1": partial(read_reference, too_long="text_too_long", length_max=get_column("K1").length_max),
    "K2": _date(),
    "K3": _code("district", "district_not_on_list"),
    "K4": _remembering(_characteristics),
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
    return parser(without_apostrophe(tidy(text)) if text.startswith(_APOSTROPHES) else text)


def reader_for(column_id: str, collection: str) -> Reader:
    """Return the reader of a column; the roll calls the school by another name than the sender's own number."""
    parser = _IN_COLLECTION.get((collection, column_id)) or PARSERS[column_id]
    return Reader(
        parser if column_id in _OF_WORDS else partial(_unmarked, parser),
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
    "L2": ("OTHER", ("qualification_type_not_on_list",)),
    "V1": ("left", ("text_far_too_long",)),
}
"""The answers to cells far too long that are more than a blank: who objects or has left does so in any words."""


_IN_COLLECTION: Final[dict[tuple[str, str], Callable[[str], Parsed]]] = {
    ("ROLL", "E1"): _remembering(read_establishment("school_unreadable")),
}
