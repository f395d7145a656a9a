"""Defects in what the county roll says about scope."""

from datetime import date

from services.validation.domain.context import Context
from services.validation.domain.rules.people import FIRST_POST_16_YEAR, year_number
from shared.vocabulary.code_lists.characteristics import not_in_use


def school_missing(context: Context, school: str | None, year_group: str | None) -> bool:
    """No school, for somebody in a year group in which everybody has one."""
    year = year_number(year_group)
    return school is None and year is not None and year < FIRST_POST_16_YEAR


def characteristic_not_in_force(context: Context, codes: tuple[str, ...] | None) -> bool:
    """A characteristic that the national list of the day of receipt has not: not yet, or not any more."""
    return codes is not None and not_in_use(codes, context.received_on) != ()


def left_status_missing(context: Context, left: tuple[date, str | None] | None, status: str | None) -> bool:
    """Left scope, but how is not said."""
    return left is not None and left[1] is None and status is None
