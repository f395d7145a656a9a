"""What a file name says: whose file, which return, which school year. Evidence, never the only key."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.home_authorities import HOME_CODES

OTHER_RETURN: Final = frozenset({"other"})
"""The name speaks for a return that is not taken here, or for several that no file holds together."""

_DFE: Final = re.compile(rf"(?<!\d)({'|'.join(sorted(HOME_CODES))})[\s_/\-]?(\d{{4}})(?!\d)")
_UKPRN: Final = re.compile(r"(?<!\d)1\d{7}(?!\d)")
_EIGHT_DIGIT_DAY: Final = re.compile(r"[0-3]\d[01]\d20\d\d")
"""A day such as 10112026, which is no number of a college."""
_DATES: Final = re.compile(
    r"(?<!\d)(?:\d{4}[.\-_]\d{1,2}[.\-_]\d{1,2}|\d{1,2}[.\-_]\d{1,2}[.\-_](?:\d{4}|\d{2})|20\d{2}[01]\d[0-3]\d)(?!\d)"
)
_BETWEEN: Final = r"\s*(?:[\-/_.&\u2010-\u2015]|\bto\b|\band\b)\s*"
_YEARS: Final = re.compile(rf"(?<!\d)(20\d\d)(?:{_BETWEEN}|\s+)?(?:20)?(\d\d)(?!\d)", re.IGNORECASE)
_SHORT_YEARS: Final = re.compile(
    rf"(?<![\d.])([2-4]\d)(?:{_BETWEEN})?(\d\d)(?![\d.])"
    r"(?!\s*(?:st|nd|rd|th|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
"""26-27 or AY2627; but of two days before a month none is a year."""
_MONTH_NAMES: Final = "january february march april may june july august september october november december"
_MONTHS: Final = {
    spelling: number for number, name in enumerate(_MONTH_NAMES.split(), 1) for spelling in (name, name[:3], name[:4])
}
_OF_A_DAY: Final = re.compile(r"\d{1,2}|st|nd|rd|th", re.IGNORECASE)
_OF_A_YEAR: Final = re.compile(r"(?:20)?(\d\d)")
_TELLING: Final = ("joiner", "starter", "leaver", "guarantee", "offer", "sg")
"""Words that say more about a file than that it is somebody's enrolment, whichever returns are taken."""
_WORD_ENDS: Final = re.compile(
    r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+"
)
"""Between letters and digits, and where a capital begins a word: SchoolPost16Enrolment is four words."""
_ENDINGS: Final = re.compile(r"(?:s|l?ments?|led)?")
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What was read from a file name; None where it says nothing."""

    establishment: str | None = None
    """Seven-digit DfE number, or eight-digit UKPRN."""
    collections: frozenset[str] = frozenset()
    """Codes of the collections that it may speak for, several where senders of two kinds use the same words; or
    OTHER_RETURN."""
    academic_year: str | None = None
    month: str | None = None
    """A month with its year, written 2026-10; of a whole date nothing is read, for it may be the day of sending."""


def read_file_name(file_name: str) -> NameEvidence:
    """Read a file name such as `8865411SchoolPost16Enrolment2026-27.xlsx`. Dates are taken out before years."""
    stem = _EXTENSION.sub("", unicodedata.normalize("NFKC", file_name)[:255])
    number = _DFE.search(stem) or _ukprn_in(stem)
    if number is not None:
        stem = stem[: number.start()] + " " + stem[number.end() :]
    return NameEvidence(
        establishment="".join(number.groups() or number.group()) if number else None,
        collections=_collections_in(stem),
        academic_year=_year_in(_DATES.sub(" ", stem)),
        month=_month_in(_DATES.sub(" ", stem)),
    )


def _ukprn_in(stem: str) -> re.Match[str] | None:
    return next((found for found in _UKPRN.finditer(stem) if not _EIGHT_DIGIT_DAY.fullmatch(found.group())), None)


def _collections_in(stem: str) -> frozenset[str]:
    """Return the returns that whole words speak for: nobody leaves Cleaver School.

    A name that speaks of joiners and leavers speaks for returns that hold both, and for none that holds one of them.
    """
    stem_words = [word.casefold() for word in _WORD_ENDS.split(stem) if word]
    telling = {word for word in _TELLING if _has_word(word, stem_words)}
    named = frozenset(
        collection.code
        for collection in COLLECTIONS.values()
        for words in collection.file_name_words
        if telling.issubset(words) and all(_has_word(word, stem_words) for word in words)
    )
    return named or (OTHER_RETURN if telling else frozenset())


def _has_word(word: str, stem_words: Iterable[str]) -> bool:
    return any(one.startswith(word) and _ENDINGS.fullmatch(one, len(word)) for one in stem_words)


def _month_in(stem: str) -> str | None:
    """Return the month that stands before its year, and not behind the day of a date."""
    words = ["", *(word for word in _WORD_ENDS.split(stem) if word)]
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        month, year = _MONTHS.get(word.casefold()), _OF_A_YEAR.fullmatch(after)
        if month and year and not _OF_A_DAY.fullmatch(before):
            return f"20{year[1]}-{month:02d}"
    return None


def _year_in(stem: str) -> str | None:
    spelt = [f"{found[1]}-{found[2]}" for found in _YEARS.finditer(stem)]
    spelt += [f"20{found[1]}-{found[2]}" for found in _SHORT_YEARS.finditer(stem)]
    return next((year.label for year in map(AcademicYear.parse, spelt) if year is not None), None)
