"""Local authority numbers as they occur in UPNs and DfE numbers. An unknown one is worth a warning, never a refusal."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class AuthorityCodes:
    """Numbers that came into use together. Old ones never go: pupils keep the UPN they were given."""

    codes: frozenset[str]
    valid_from: date | None
    """First day of use; None: before any pupil we track was born."""
    source: str


def _span(first: int, last: int) -> frozenset[str]:
    return frozenset(f"{number:03d}" for number in range(first, last + 1))


_ENGLAND = """
201 202 203 204 205 206 207 208 209 210 211 212 213 301 302 303 304 305 306 307 308 309 310 311 312 313 314 315 316
317 318 319 320 330 331 332 333 334 335 336 340 341 342 343 344 350 351 352 353 354 355 356 357 358 359 370 371 372
373 380 381 382 383 384 390 391 392 393 394 420 800 801 802 803 805 806 807 808 810 811 812 813 815 816 821 822 823
825 826 830 831 835 836 837 840 841 845 846 850 851 852 855 856 857 860 861 865 866 867 868 869 870 871 872 873 874
876 877 878 879 880 881 882 883 884 885 886 887 888 889 890 891 892 893 894 895 896 908 909 916 919 921 925 926 928
929 931 933 935 936 937 938
"""

AUTHORITY_CODES: Final = (
    AuthorityCodes(frozenset(_ENGLAND.split()), None, "python-stdnum gb.upn"),
    AuthorityCodes(_span(660, 681), None, "Wales; listed by a school system vendor"),
    AuthorityCodes(
        _span(701, 708) | _span(1, 5) | frozenset({"820", "875"}), None, "islands and forces schools; same vendor list"
    ),
    AuthorityCodes(frozenset({"838", "839"}), date(2019, 4, 1), "DfE register 2022 (Dorset; BCP)"),
    AuthorityCodes(frozenset({"940", "941"}), date(2021, 4, 1), "DfE register 2022 (North, West Northamptonshire)"),
    AuthorityCodes(frozenset({"942", "943"}), date(2023, 4, 1), "from memory (Cumberland; Westmorland and Furness)"),
)


@lru_cache(maxsize=64)
def authorities_on(on: date) -> frozenset[str]:
    """Return the authority numbers that can occur in a number seen on that day."""
    known = [row.codes for row in AUTHORITY_CODES if row.valid_from is None or row.valid_from <= on]
    return frozenset().union(*known)
