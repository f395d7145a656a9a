"""What a file name says: whose file, which return, which school year. Evidence, never the only key."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY

OTHER_RETURN: Final = "other"
"""The name speaks for a return that is not taken here yet: joiners, leavers, September Guarantee."""

_DFE: Final = re.compile(rf"(?<!\d)({HOME_AUTHORITY})[\s_/\-]?(\d{{4}})(?!\d)")
_DATES: Final = re.compile(
    r"(?<!\d)(?:\d{4}[.\-_]\d{1,2}[.\-_]\d{1,2}|\d{1,2}[.\-_]\d{1,2}[.\-_](?:\d{4}|\d{2})|20\d{2}[01]\d[0-3]\d)(?!\d)"
)
_YEARS: Final = re.compile(r"(?<!\d)(20\d\d)\s*[\-/_]\s*(?:20)?(\d\d)(?!\d)")
_OTHERS: Final = ("joiner", "starter", "leaver", "guarantee", "offer")
_SEPT_GUARANTEE: Final = re.compile(r"(?<![a-z])sg(?![a-z])")
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What was read from a file name; None where it says nothing."""

    establishment: str | None = None
    """Seven-digit DfE number."""
    collection: str | None = None
    """Code of a collection, or OTHER_RETURN."""
    academic_year: str | None = None


def read_file_name(file_name: str) -> NameEvidence:
    """Read a file name such as `8865411SchoolPost16Enrolment2026-27.xlsx`. Dates are taken out before years."""
    stem = _EXTENSION.sub("", unicodedata.normalize("NFKC", file_name)[:255])
    number = _DFE.search(stem)
    if number is not None:
        stem = stem[: number.start()] + " " + stem[number.end() :]
    return NameEvidence(
        establishment=number.group(1) + number.group(2) if number else None,
        collection=_collection_in(stem.casefold()),
        academic_year=_year_in(_DATES.sub(" ", stem)),
    )


def _collection_in(stem: str) -> str | None:
    if any(word in stem for word in _OTHERS) or _SEPT_GUARANTEE.search(stem):
        return OTHER_RETURN
    for collection in COLLECTIONS.values():
        if any(all(word in stem for word in words) for words in collection.file_name_words):
            return collection.code
    return None


def _year_in(stem: str) -> str | None:
    for found in _YEARS.finditer(stem):
        year = AcademicYear.parse(f"{found.group(1)}-{found.group(2)}")
        if year is not None:
            return year.label
    return None
