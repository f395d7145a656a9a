"""Year groups by academic year of birth: someone born in 2009-10 is in Year 12 in 2026-27 (source: NCCIS-2019)."""

from datetime import date
from functools import lru_cache
from typing import Final

from shared.vocabulary.academic_year import AcademicYear

LAST_COMPULSORY_YEAR: Final = 11
"""Codes 110 to 150 are for Year 11 and below, all others for Year 12 and above (errors 229 and 230)."""
_YEARS_BEFORE_SCHOOL: Final = 5


def year_of_cohort(birth_cohort: int, on: date) -> int:
    """Return the year group that people born in that academic year are in on the day."""
    return academic_year_on(on) - birth_cohort - _YEARS_BEFORE_SCHOOL


def cohort_of_year(year: int, on: date) -> int:
    """Return the academic year of birth of people who are in that year group on the day."""
    return academic_year_on(on) - _YEARS_BEFORE_SCHOOL - year


def turns_year_on(birth_cohort: int, year: int) -> date:
    """Return the 1 September on which people born in that academic year reach that year group."""
    return AcademicYear(birth_cohort + _YEARS_BEFORE_SCHOOL + year).first_day


def past_compulsory_age(birth_cohort: int | None, on: date) -> bool:
    """Tell whether people born in that academic year are past Year 11 on the day; so is whoever's age is not known."""
    return birth_cohort is None or year_of_cohort(birth_cohort, on) > LAST_COMPULSORY_YEAR


# A county has a few thousand different answers; the same ones are asked for every person.
@lru_cache(maxsize=65_536)
def academic_year_on(on: date) -> int:
    """Return the first calendar year of the academic year of that day; of a birth date, the person's birth cohort."""
    return AcademicYear.containing(on).start
