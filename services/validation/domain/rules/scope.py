"""Defects in what the county roll says about scope."""

from services.validation.domain.context import Context
from services.validation.domain.rows import Values
from services.validation.domain.rules.people import year_number


def school_missing(row: Values, context: Context) -> bool:
    """No school, for somebody in a year group in which everybody has one."""
    year = year_number(row.get("P15"))
    return row.get("E1") is None and year is not None and year < 12


def left_status_missing(row: Values, context: Context) -> bool:
    """Left scope, but how is not said."""
    left = row.get("K6")
    return left is not None and left[1] is None and row.get("K11") is None
