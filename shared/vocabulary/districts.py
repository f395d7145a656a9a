"""The twelve districts of the county, by ONS code."""

import re
from types import MappingProxyType
from typing import Final

DISTRICTS: Final = MappingProxyType(
    {
        "E07000105": "Ashford",
        "E07000106": "Canterbury",
        "E07000107": "Dartford",
        "E07000108": "Dover",
        "E07000109": "Gravesham",
        "E07000110": "Maidstone",
        "E07000111": "Sevenoaks",
        "E07000112": "Folkestone and Hythe",
        "E07000113": "Swale",
        "E07000114": "Thanet",
        "E07000115": "Tonbridge and Malling",
        "E07000116": "Tunbridge Wells",
    }
)
"""Code and name. E07000112 was called Shepway until 2018."""

_OTHER_NAMES: Final = {
    "shepway": "E07000112",
    "shepway folkestone hythe": "E07000112",
    "folkestone hythe shepway": "E07000112",
    "fhdc": "E07000112",
    "tmbc": "E07000115",
    "t m": "E07000115",
    "twbc": "E07000116",
    "t wells": "E07000116",
}
"""Former names, and how councils shorten their own where it can be no other's."""
_IDLE_WORDS: Final = frozenset(
    {
        "borough", "district", "council", "city", "of", "the", "and", "royal", "kent", "isle", "bc", "dc", "cc",
        "mbc", "formerly", "previously", "now",
    }
)  # fmt: skip
"""Words beside a district's name that tell nothing: Maidstone Borough Council, City of Canterbury."""
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")
_REMARK: Final = re.compile(r"\([^)]*\)")
_LETTER_AND_DOT: Final = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
"""B.C. is BC."""


def find_district(text: str) -> str | None:
    """Return the ONS code that a code or a name stands for, or None when it is none of the county's districts."""
    return _BY_WORDS.get(_telling_words(_REMARK.sub(" ", text)))


def _telling_words(text: str) -> str:
    words = _NOT_A_WORD.split(_LETTER_AND_DOT.sub(r"\1", text.casefold()))
    return " ".join([word for word in words if word and word not in _IDLE_WORDS])


_BY_WORDS: Final = (
    {_telling_words(name): code for code, name in DISTRICTS.items()}
    | {code.casefold(): code for code in DISTRICTS}
    | {_telling_words(f"{code} {name}"): code for code, name in DISTRICTS.items()}
    | {_telling_words(f"{name} {code}"): code for code, name in DISTRICTS.items()}
    | _OTHER_NAMES
)
