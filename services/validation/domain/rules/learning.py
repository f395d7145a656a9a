"""Defects in what an enrolment claims."""

from typing import Final

from services.validation.domain.context import COURSE_YEARS_MAX, Context, years_later
from services.validation.domain.rows import Values

FULL_TIME_HOURS: Final = 540
"""Planned hours a year from which a 16 to 19 programme is full time."""


def starts_too_far_ahead(row: Values, context: Context) -> bool:
    """The course starts more than 31 days after the file was received."""
    started_on = row.get("L9")
    return started_on is not None and started_on > context.start_latest


def started_long_ago(row: Values, context: Context) -> bool:
    """The course started more than five years before the file was received."""
    started_on = row.get("L9")
    return started_on is not None and started_on < context.start_earliest


def ends_before_start(row: Values, context: Context) -> bool:
    """The planned end is not after the start."""
    started_on, ends_on = row.get("L9"), row.get("L10")
    return started_on is not None and ends_on is not None and ends_on <= started_on


def ends_too_late(row: Values, context: Context) -> bool:
    """The planned end is more than five years after the start."""
    started_on, ends_on = row.get("L9"), row.get("L10")
    if started_on is None or ends_on is None or ends_on.year - started_on.year < COURSE_YEARS_MAX:
        return False
    return bool(ends_on > years_later(started_on, COURSE_YEARS_MAX))


def ended_already(row: Values, context: Context) -> bool:
    """The planned end passed before the file was received."""
    ends_on = row.get("L10")
    return ends_on is not None and ends_on < context.received_on


def hours_contradict_attendance(row: Values, context: Context) -> bool:
    """Full time with fewer than 540 planned hours, or part time with as many or more."""
    hours, attendance = row.get("L8"), row.get("L7")
    return hours is not None and attendance is not None and (hours >= FULL_TIME_HOURS) != (attendance == "FT")


def guest_or_subsidiary(row: Values, context: Context) -> bool:
    """A guest or subsidiary enrolment: another establishment holds the main one."""
    return row.get("J4") in {"G", "S"}


def leaver_in_enrolment(row: Values, context: Context) -> bool:
    """Something stands where leavers have their date (letter of 6 July 2026: no leavers who have not returned)."""
    left = row.get("V1")
    return left is not None and left.casefold() not in {"n", "no"}


def other_establishment(row: Values, context: Context) -> bool:
    """The row names another establishment than the return is from."""
    named = row.get("E1")
    return named is not None and named != context.establishment


def phone_missing(row: Values, context: Context) -> bool:
    """No telephone number of learner or carer, and no objection to giving one."""
    return row.get("C7") is None and row.get("C10") is None and row.get("C6") is None and row.get("C12") != "Y"


def contact_withheld(row: Values, context: Context) -> bool:
    """There is an objection, yet telephone numbers or e-mail addresses were sent (Education and Skills Act s.72)."""
    return row.get("C12") == "Y" and any(row.get(column) is not None for column in OBJECTED)


OBJECTED: Final = ("C6", "C7", "C8", "C10", "C11")
"""Columns that an objection forbids; name, birth date and address may be passed on all the same."""
