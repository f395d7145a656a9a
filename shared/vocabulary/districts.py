"""The twelve districts of the county, by ONS code."""

import re
from types import MappingProxyType
from typing import Final

COUNTY_CODE: Final = "E10000016"

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

_FORMER_NAMES: Final = {"shepway": "E07000112"}
_IDLE_WORDS: Final = frozenset(
    {"borough", "district", "council", "city", "of", "the", "royal", "kent", "isle", "bc", "dc", "cc", "mbc"}
)
"""Words beside a district's name that tell nothing: Maidstone Borough Council, City of Canterbury."""
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")
_REMARK: Final = re.compile(r"\([^)]*\)")


def find_district(text: str) -> str | None:
    """Return the ONS code that a code or a name stands for, or None when it is none of the county's districts."""
    joined = _REMARK.sub(" ", text).casefold().replace("&", " and ").replace("+", " and ").replace("/", " and ")
    words = [word for word in _NOT_A_WORD.split(joined) if word and word not in _IDLE_WORDS]
    return _BY_WORDS.get(" ".join(words))


_BY_WORDS: Final = (
    {name.casefold(): code for code, name in DISTRICTS.items()}
    | {code.casefold(): code for code in DISTRICTS}
    | {f"{code.casefold()} {name.casefold()}": code for code, name in DISTRICTS.items()}
    | _FORMER_NAMES
)
