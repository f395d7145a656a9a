"""The twelve districts of the county, by ONS code."""

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
_BY_NAME: Final = {name.casefold(): code for code, name in DISTRICTS.items()} | _FORMER_NAMES


def find_district(text: str) -> str | None:
    """Return the ONS code that a code or a name stands for, or None when it is none of the county's districts."""
    cleaned = " ".join(text.split())
    if cleaned.upper() in DISTRICTS:
        return cleaned.upper()
    name = cleaned.casefold().replace("&", "and")
    return _BY_NAME.get(name) or _BY_NAME.get(name.removesuffix(" borough").removesuffix(" district"))
