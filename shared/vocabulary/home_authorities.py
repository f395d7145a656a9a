"""The authority that this deployment works for, with its districts, as dated data: county and districts may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from shared.vocabulary.districts import DISTRICTS


@dataclass(frozen=True, slots=True)
class HomeAuthority:
    """An authority that is responsible for districts between two days."""

    code: str
    """Its number in DfE numbers and in the national return."""
    name: str
    districts: frozenset[str]
    """ONS codes."""
    source: str
    effective_from: date = date.min
    effective_until: date | None = None
    """Last day; None: no end is known."""

    def holds_on(self, on: date) -> bool:
        """Tell whether it is responsible on that day."""
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


HOME_AUTHORITIES: Final[tuple[HomeAuthority, ...]] = (
    HomeAuthority(
        "886",
        "Kent County Council",
        frozenset(DISTRICTS),
        "DfE register. Kent, Medway and the twelve districts are to become unitary councils on 1 April 2028; how many"
        " was not decided when this was written: each gets a row, and this one its last day",
    ),
)
"""In the order of their days. Where a county is divided, the one that this deployment goes on working for is first."""

HOME_CODES: Final = frozenset(row.code for row in HOME_AUTHORITIES)
"""Every number that is or was the authority's: old files and old numbers of schools keep theirs."""
SHORT_NUMBERS_ARE_OF: Final = HOME_AUTHORITIES[0].code
"""Four digits alone are the number of a school that was numbered under this authority."""


@lru_cache(maxsize=1024)
def home_authority_on(on: date) -> HomeAuthority:
    """Return the authority that this deployment works for on that day."""
    return next(row for row in HOME_AUTHORITIES if row.holds_on(on))


def authority_of_district(
    district: str, on: date, authorities: Sequence[HomeAuthority] = HOME_AUTHORITIES
) -> HomeAuthority | None:
    """Return the authority that is responsible for a district on that day; None for a district of none of them."""
    return next((row for row in authorities if row.holds_on(on) and district in row.districts), None)
