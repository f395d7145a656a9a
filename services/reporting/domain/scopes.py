"""The two scopes, as effective-dated data: whom the authority tracks, and who belongs in the national return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from services.reporting.domain.currency import Certainty


@dataclass(frozen=True, slots=True)
class TrackedScope:
    """Whom the authority tracks, from a day on."""

    last_year: int
    """To the end of this year group."""
    plan_ends_at_age: int
    """With an EHC plan to the day before this birthday."""
    source: str
    certainty: Certainty
    effective_from: date = date.min


@dataclass(frozen=True, slots=True)
class NationalScope:
    """Who belongs in the national return, from a day on, of those who live in the area. Year group = age - 4."""

    years: range
    years_with_plan: range
    """Year groups that belong in it with a current EHC plan alone."""
    headline: tuple[int, ...]
    """Year groups of the published figures."""
    source: str
    certainty: Certainty
    effective_from: date = date.min


TRACKED: Final[tuple[TrackedScope, ...]] = (
    TrackedScope(
        13,
        25,
        "KCC-2026; the web page says up to 20, an older copy of it 19: Management Information confirms which",
        "verified",
    ),
)
NATIONAL: Final[tuple[NationalScope, ...]] = (
    NationalScope(
        range(11, 14),
        range(14, 21),
        (12, 13),
        "academic ages 15 to 17, and 18 to 24 with a plan (errors 9, 10 and 40 of the 2019-20 list; METHODOLOGY: age 18"
        " dropped in September 2016)",
        "verified",
    ),
)
"""Both in the order of the days from which they apply."""

HEADLINE_YEARS: Final = NATIONAL[-1].headline
"""Academic ages 16 and 17 (source: METHODOLOGY)."""

Row = TypeVar("Row", TrackedScope, NationalScope)


@lru_cache(maxsize=4096)
def tracked_on(on: date) -> TrackedScope:
    """Return whom the authority tracks on that day."""
    return in_force(TRACKED, on)


def scope_turns() -> tuple[date, ...]:
    """Return the days on which another rule begins to say whom the authority tracks."""
    return tuple(row.effective_from for row in TRACKED if row.effective_from != date.min)


def in_national_return(year: int | None, on: date, *, has_plan: bool) -> bool:
    """Tell whether somebody of that year group who lives in the area belongs in the return; without an age: no."""
    scope = in_force(NATIONAL, on)
    return year is not None and (year in scope.years or (has_plan and year in scope.years_with_plan))


def in_force(rows: Sequence[Row], on: date) -> Row:
    """Return the last row that applies on that day."""
    return [row for row in rows if row.effective_from <= on][-1]
