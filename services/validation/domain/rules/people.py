"""Defects in who a row is about."""

from typing import Final

from services.validation.domain.context import Context
from services.validation.domain.rows import Values

_YEAR_NUMBERS: Final = {"R": 0, **{str(year): year for year in range(1, 15)}}
_OLDEST_YEAR_COMPARED: Final = 14
"""Past Year 14 the year group says nothing about age."""


def year_number(code: str | None) -> int | None:
    """Return the year group as a number (Reception is 0), or None where it is none (X, blank)."""
    return None if code is None else _YEAR_NUMBERS.get(code)


def expected_year(row: Values, context: Context) -> int | None:
    """Return the year group that goes with the birth date in the return's academic year, or None without one."""
    born_on = row.get("P10")
    if born_on is None:
        return None
    return int(context.academic_year.start - born_on.year - 4 - (born_on.month >= 9))


def surname_missing(row: Values, context: Context) -> bool:
    """No surname, in a column of its own or in one cell with the forename."""
    return row.get("P5") is None


def forename_missing(row: Values, context: Context) -> bool:
    """No forename, in a column of its own or in one cell with the surname."""
    return row.get("P6") is None


def born_in_the_future(row: Values, context: Context) -> bool:
    """The birth date is after the day the file was received."""
    born_on = row.get("P10")
    return born_on is not None and born_on > context.received_on


def birth_date_implausible(row: Values, context: Context) -> bool:
    """Younger than 13 or older than 25 on the day the file was received (inputs 1.2, P10)."""
    born_on = row.get("P10")
    return born_on is not None and not context.born_from <= born_on <= context.born_to


def of_compulsory_school_age(row: Values, context: Context) -> bool:
    """Not yet 16 on the 31 August before the academic year (S_ENR covers post-statutory age)."""
    born_on = row.get("P10")
    return born_on is not None and born_on > context.post_statutory_born_by


def older_than_sixth_form(row: Values, context: Context) -> bool:
    """Over 18 on that 31 August without an education, health and care plan."""
    born_on = row.get("P10")
    return born_on is not None and born_on <= context.sixth_form_born_after and row.get("P14") != "E"


def nothing_to_recognise_by(row: Values, context: Context) -> bool:
    """Neither a birth date nor a valid UPN or ULN."""
    return row.get("P10") is None and row.get("P1") is None and row.get("P3") is None


def upn_unknown_authority(row: Values, context: Context) -> bool:
    """Characters 2 to 4 of the UPN are no authority's number (DfE query 1530)."""
    upn = row.get("P1")
    return upn is not None and upn[1:4] not in context.authorities


def upn_allocated_in_the_future(row: Values, context: Context) -> bool:
    """The UPN's year of allocation is later than the year of receipt."""
    upn = row.get("P1")
    return upn is not None and int(upn[8:10]) > context.received_on.year % 100


def upn_test_number(row: Values, context: Context) -> bool:
    """The UPN's establishment number begins with 0, as no real school's does; said in production only."""
    upn = row.get("P1")
    return context.flag_test_numbers and upn is not None and upn[4] == "0"


def no_learner_number(row: Values, context: Context) -> bool:
    """Neither UPN nor ULN, where one of the two would do."""
    return row.get("P1") is None and row.get("P3") is None


def year_group_contradicts_age(row: Values, context: Context) -> bool:
    """Two or more years away from the year group that goes with the birth date."""
    return _years_apart(row, context) >= 2


def year_group_off_by_one(row: Values, context: Context) -> bool:
    """One year away: retained or accelerated."""
    return _years_apart(row, context) == 1


def taught_below_year_12(row: Values, context: Context) -> bool:
    """Of post-statutory age, yet taught in Year 11 or below: retained."""
    year = year_number(row.get("P15"))
    return year is not None and year < 12


def _years_apart(row: Values, context: Context) -> int:
    year, expected = year_number(row.get("P15")), expected_year(row, context)
    if year is None or expected is None or expected > _OLDEST_YEAR_COMPARED:
        return 0
    return abs(year - expected)
