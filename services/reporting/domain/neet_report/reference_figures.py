"""Published rates of the county, the region and England, as dated data with their source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args

Area = Literal["Kent", "Medway", "South East", "England"]
BESIDE: Final[tuple[Area, ...]] = ("Kent", "South East", "England")
"""What stands beside the county's own figures."""


@dataclass(frozen=True, slots=True)
class ReferenceFigures:
    """What was published of one area for one year; shares in per cent, cohorts as published."""

    area: Area
    year: int
    """That of the February: December to February, participation in March, the guarantee of the September before."""
    cohort: Decimal
    """Average of December to February; national and regional numbers are rounded to the nearest ten."""
    neet_or_not_known: Decimal
    neet: Decimal
    not_known: Decimal
    march_cohort: Decimal
    participating: Decimal
    full_time_education: Decimal
    apprenticeship: Decimal
    other: Decimal
    september_guarantee: Decimal
    source: str = "scorecard of 2025 (source: SCORECARD)"
    published_on: date = date(2025, 7, 17)


_COLUMNS: Final = (
    *("cohort", "neet_or_not_known", "neet", "not_known", "march_cohort", "participating"),
    *("full_time_education", "apprenticeship", "other", "september_guarantee"),
)
_PUBLISHED: Final = """
Kent       2021   33602   7.5 3.0 4.6   33605 90.7 85.6 3.2 1.9 93.2
Kent       2022   33576   5.1 2.8 2.3   33436 91.5 86.1 3.7 1.7 94.6
Kent       2023   34192   5.8 3.3 2.5   34171 90.3 83.6 4.8 1.9 95.1
Kent       2024   36468   5.3 3.4 1.9   36711 90.7 85.2 4.0 1.5 93.2
Kent       2025   38780   8.1 3.8 4.2   38786 89.2 83.9 3.4 1.9 95.4
Medway     2025    7411   9.7 6.6 3.1    7378 87.1 79.9 3.0 4.1 90.5
South_East 2025  215720   7.0 3.4 3.7  216020 90.9 85.9 3.4 1.5 93.2
England    2021 1181088   5.5 2.8 2.7 1182881 93.2 87.4 3.8 2.0 94.3
England    2022 1208392.7 4.7 2.6 2.2 1210281 92.9 86.6 4.4 1.9 95.5
England    2023 1236365   5.2 2.8 2.4 1239179 92.3 85.7 4.7 1.9 94.6
England    2024 1278230   5.4 3.2 2.2 1281200 92.1 85.7 4.6 1.8 94.6
England    2025 1335160   5.6 3.4 2.2 1337190 92.0 86.0 4.2 1.9 94.6
"""
"""Area, year, and the columns."""


def _figures(line: str) -> ReferenceFigures:
    area, year, *numbers = line.split()
    found: Area = next(one for one in get_args(Area) if one == area.replace("_", " "))
    shares: dict[str, Any] = dict(zip(_COLUMNS, map(Decimal, numbers), strict=True))
    return ReferenceFigures(found, int(year), **shares)


REFERENCE_FIGURES: Final = tuple(map(_figures, _PUBLISHED.strip().splitlines()))


def reference_of(area: Area, year: int) -> ReferenceFigures | None:
    """Return what was published of an area for the year, or else for the newest year before it."""
    known = [one for one in REFERENCE_FIGURES if one.area == area and one.year <= year]
    return max(known, key=lambda one: one.year, default=None)
