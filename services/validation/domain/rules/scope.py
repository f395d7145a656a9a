"""Defects in what the county roll says about scope."""

from datetime import date

from services.validation.domain.context import Context
from services.validation.domain.rules.people import year_number


def school_missing(context: Context, school: str | None, year_group: str | None) -> bool:
    """No school, for somebody in a year group in which everybody has one."""
    year = year_number(year_group)
    return school is None and year is not None and year < 12


def left_status_missing(context: Context, left: tuple[date, str | None] | None, status: str | None) -> bool:
    """Left scope, but how is not said."""
    return left is not None and left[1] is None and status is None
