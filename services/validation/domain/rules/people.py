"""Defects in who a row is about."""

from datetime import date
from typing import Final

from services.validation.domain.context import Context

_YEAR_NUMBERS: Final = {"R": 0, **{str(year): year for year in range(1, 15)}}
FIRST_POST_16_YEAR: Final = 12
_OLDEST_YEAR_COMPARED: Final = 14
"""Past Year 14 the year group says nothing about age."""


def year_number(code: str | None) -> int | None:
    """Return the year group as a number (Reception is 0), or None where it is none (X, blank)."""
    return None if code is None else _YEAR_NUMBERS.get(code)


def surname_missing(context: Context, surname: str | None) -> bool:
    """No surname, in a column of its own or in one cell with the forename."""
    return surname is None


def forename_missing(context: Context, forename: str | None) -> bool:
    """No forename, in a column of its own or in one cell with the surname."""
    return forename is None


def born_in_the_future(context: Context, born_on: date | None) -> bool:
    """The birth date is after the day the file was received."""
    return born_on is not None and born_on > context.received_on


def birth_date_implausible(context: Context, born_on: date | None) -> bool:
    """Younger than 13 or older than 25 on the day the file was received (source: ONWARD)."""
    return born_on is not None and not context.born_from <= born_on <= context.born_to


def of_compulsory_school_age(context: Context, born_in: int | None, year_group: str | None) -> bool:
    """Not yet 16 on the 31 August before the academic year (S_ENR covers post-statutory age; school year given)."""
    if born_in is None or born_in < _first_born_too_late(context):
        return False
    return not taught_ahead_of_age(context, born_in, year_group)


def taught_ahead_of_age(context: Context, born_in: int | None, year_group: str | None) -> bool:
    """Still 15 on that 31 August, and taught in Year 12 or above: accelerated by a year."""
    year = year_number(year_group)
    return born_in == _first_born_too_late(context) and year is not None and year >= FIRST_POST_16_YEAR


def older_than_sixth_form(context: Context, born_on: date | None, sen: str | None) -> bool:
    """Over 18 on that 31 August without an education, health and care plan."""
    return born_on is not None and born_on <= context.sixth_form_born_after and sen != "E"


def nothing_to_recognise_by(context: Context, born_on: date | None, upn: str | None, uln: str | None) -> bool:
    """Neither a birth date nor a valid UPN or ULN."""
    return born_on is None and upn is None and uln is None


def upn_unknown_authority(context: Context, authority: str | None) -> bool:
    """Characters 2 to 4 of the UPN are no authority's number (DfE query 1530)."""
    return authority is not None and authority not in context.authorities


def upn_allocated_in_the_future(context: Context, year: str | None) -> bool:
    """The UPN's year of allocation is later than the year of receipt."""
    return year is not None and year > context.year_of_receipt


def upn_test_number(context: Context, establishment_begins: str | None) -> bool:
    """The UPN's establishment number begins with 0, as no real school's does; reported in production only."""
    return context.flag_test_numbers and establishment_begins == "0"


def no_learner_number(context: Context, upn: str | None, uln: str | None) -> bool:
    """Neither UPN nor ULN, where one of the two would do."""
    return upn is None and uln is None


def school_year_of_birth(born_on: date) -> int:
    """Return the year in whose September the school year of the birth began."""
    return born_on.year - (born_on.month < 9)


def year_group_contradicts_age(context: Context, born_in: int | None, year_group: str | None) -> bool:
    """Two or more years away from the year group that goes with the birth date (its school year given)."""
    return _years_apart(context, born_in, year_group) >= 2


def year_group_off_by_one(context: Context, born_in: int | None, year_group: str | None) -> bool:
    """One year away: retained or accelerated."""
    return _years_apart(context, born_in, year_group) == 1


def taught_below_year_12(context: Context, year_group: str | None) -> bool:
    """Of post-statutory age, yet taught in Year 11 or below: retained."""
    year = year_number(year_group)
    return year is not None and year < FIRST_POST_16_YEAR


def _first_born_too_late(context: Context) -> int:
    """Return the first school year of birth whose people are not yet 16 on that 31 August."""
    return context.academic_year.start - 16


def _years_apart(context: Context, born_in: int | None, year_group: str | None) -> int:
    year = year_number(year_group)
    if year is None or born_in is None:
        return 0
    expected = context.academic_year.start - born_in - 5
    return 0 if expected > _OLDEST_YEAR_COMPARED else abs(year - expected)
