"""Code lists of the national return, as effective-dated data (source: NCCIS-2015 and NCCIS-2019, docs/sources.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.guarantee.words import CODES, OF_YEAR_12_ALONE
from shared.vocabulary.activities import ACTIVITIES
from shared.vocabulary.code_lists.characteristics import CHARACTERISTICS
from shared.vocabulary.code_lists.ethnicities import MAIN_ETHNICITIES

COHORT_STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P": "Primary cohort",
        "G": "Not in the primary cohort any more, and still owed an outcome of the September Guarantee",
        "A": "Reached the age at which no record is needed any more",
        "T": "Transferred to another authority",
        "E": "Left England",
        "M": "Found to be a duplicate",
        "D": "Deceased",
        "L": "The EHC plan has ended",
    }
)
GENDERS: Final = frozenset("FMUW")
LEVELS_OF_NEED: Final = frozenset("123")
YES_NO: Final = frozenset("YN")
INTENDED_DESTINATIONS: Final = frozenset({"111", "121", "211", "311", "321", "411", "511", "611"})
NOT_IN_ENGLAND: Final[Mapping[str, str]] = MappingProxyType(
    {"000": "abroad", "001": "Wales", "002": "Scotland", "003": "elsewhere in the United Kingdom"}
)
NOT_KNOWN_WHERE: Final = "004"
NO_NUMBER: Final = "9999"
"""Stands after the authority's number where an establishment has none, and for whoever is educated at home."""
REVIEWED: Final = frozenset({"260", "290", "350", "616", "710"})
ENDS: Final = frozenset(row.code for row in ACTIVITIES if "predicted end" in row.required_dates)
LAPSES: Final = frozenset(row.code for row in ACTIVITIES if "due to lapse" in row.required_dates)
NEET: Final = frozenset(row.code for row in ACTIVITIES if row.group == "neet")
NOT_KNOWN: Final = frozenset(row.code for row in ACTIVITIES if row.group == "not known")
COMPULSORY: Final = frozenset(row.code for row in ACTIVITIES if row.compulsory_age_only)


@dataclass(frozen=True, slots=True)
class DatedCodes:
    """Codes that came into a list together, and those that left it."""

    added: frozenset[str]
    removed: frozenset[str]
    source: str
    effective_from: date = date.min


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NONE: Final = frozenset[str]()

_AUTHORITIES_2015: Final = """
201 202 203 204 205 206 207 208 209 210 211 212 213 301 302 303 304 305 306 307 308 309 310 311 312 313 314 315 316
317 318 319 320 330 331 332 333 334 335 336 340 341 342 343 344 350 351 352 353 354 355 356 357 358 359 370 371 372
373 380 381 382 383 384 390 391 392 393 394 420 702 800 801 802 803 805 806 807 808 810 811 812 813 815 816 821 822
823 825 826 830 831 835 836 837 840 841 845 846 850 851 852 855 856 857 860 861 865 866 867 868 869 870 871 872 873
874 876 877 878 879 880 881 882 883 884 885 886 887 888 889 890 891 892 893 894 895 896 908 909 916 919 921 925 926
928 929 931 933 935 936 937 938
"""
AUTHORITIES: Final = (
    DatedCodes(_codes(_AUTHORITIES_2015), _NONE, "authorities of England, as numbers of pupils have them; 702"),
    DatedCodes(_codes("838 839"), _codes("835 836 837"), "validator of 2019-20", date(2019, 4, 1)),
    DatedCodes(_codes("940 941"), _codes("928"), "scorecard of 2025", date(2021, 4, 1)),
    DatedCodes(_codes("942 943"), _codes("909"), "scorecard of 2025", date(2023, 4, 1)),
)
ETHNICITIES: Final = (
    DatedCodes(
        frozenset(MAIN_ETHNICITIES) - {"WIRT"},
        _NONE,
        "2015-16 schema and validator of 2019-20: twenty codes; whether WIRT was added later is not known",
    ),
)


@dataclass(frozen=True, slots=True)
class CountedAs:
    """A code of ours that the return's list has not, and the one it is reported as."""

    code: str
    reported_as: str
    source: str
    effective_from: date = date.min


ETHNICITIES_COUNTED_AS: Final = (
    CountedAs("WIRT", "WOTH", "the list has no code of its own: any other White background. To be confirmed"),
)


class CodeLists(NamedTuple):
    """The lists that are in force at the end of a period."""

    activities: frozenset[str]
    characteristics: frozenset[str]
    ethnicities: frozenset[str]
    authorities: frozenset[str]
    guarantee: Mapping[str, frozenset[str]]
    """Codes of the September Guarantee by its node."""


@lru_cache(maxsize=64)
def code_lists_of(period_end: date) -> CodeLists:
    """Return the lists for a period that ends on that day."""
    codes = frozenset(CODES)
    return CodeLists(
        activities=frozenset(row.code for row in ACTIVITIES if row.holds_on(period_end)),
        characteristics=frozenset(code for code, row in CHARACTERISTICS.items() if row.holds_on(period_end)),
        ethnicities=_in_force(ETHNICITIES, period_end),
        authorities=_in_force(AUTHORITIES, period_end),
        guarantee=MappingProxyType({"Year 11": codes - OF_YEAR_12_ALONE, "Year 12": codes}),
    )


def ethnicity_of(code: str | None) -> str:
    """Return how an ethnicity of ours is reported; of somebody without one, that it was not obtained."""
    if code is None:
        return "NOBT"
    return next((row.reported_as for row in ETHNICITIES_COUNTED_AS if row.code == code), code)


def _in_force(rows: Iterable[DatedCodes], on: date) -> frozenset[str]:
    found = _NONE
    for row in rows:
        if row.effective_from <= on:
            found = (found | row.added) - row.removed
    return found
