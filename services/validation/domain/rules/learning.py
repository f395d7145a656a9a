"""Defects in what an enrolment claims, and in how its learner can be reached."""

from datetime import date
from typing import Final

from services.validation.domain.context import COURSE_YEARS_MAX, Context, years_later
from shared.vocabulary import column_ids as col

FULL_TIME_HOURS: Final = 540
"""Planned hours a year from which a 16 to 19 programme is full time."""
_AUTHORITY_DIGITS: Final = 3
OBJECTED: Final = (col.HOME_PHONE, col.MOBILE, col.EMAIL, col.CARER_PHONE, col.CARER_EMAIL)
"""Columns that an objection forbids; name, birth date and address may be passed on all the same."""


def starts_too_far_ahead(context: Context, started_on: date | None) -> bool:
    """The course starts more than 31 days after the file was received."""
    return started_on is not None and started_on > context.start_latest


def started_long_ago(context: Context, started_on: date | None) -> bool:
    """The course started more than five years before the file was received."""
    return started_on is not None and started_on < context.start_earliest


def ends_before_start(context: Context, started_on: date | None, ends_on: date | None) -> bool:
    """The planned end is not after the start."""
    return started_on is not None and ends_on is not None and ends_on <= started_on


def ends_too_late(context: Context, started_on: date | None, ends_on: date | None) -> bool:
    """The planned end is more than five years after the start."""
    if started_on is None or ends_on is None or ends_on.year < started_on.year + COURSE_YEARS_MAX:
        return False
    return ends_on > years_later(started_on, COURSE_YEARS_MAX)


def ended_already(context: Context, ends_on: date | None) -> bool:
    """The planned end passed before the file was received."""
    return ends_on is not None and ends_on < context.received_on


def hours_contradict_attendance(context: Context, hours: int | None, attendance: str | None) -> bool:
    """Full time with fewer than 540 planned hours, or part time with as many or more."""
    return hours is not None and attendance is not None and (hours >= FULL_TIME_HOURS) != (attendance == "FT")


def guest_or_subsidiary(context: Context, enrolment_status: str | None) -> bool:
    """A guest or subsidiary enrolment: another establishment holds the main one."""
    return enrolment_status in {"G", "S"}


def leaver_in_enrolment(context: Context, left: str | None) -> bool:
    """Something stands where leavers have their date (letter of 6 July 2026: no leavers who have not returned)."""
    return left is not None and left.casefold() not in {"n", "no"}


def other_establishment(context: Context, named: str | None) -> bool:
    """The row names another establishment than the return is from; four digits go with the sender's own authority."""
    if not context.establishment:  # nobody knows yet whose file it is
        return False
    return named is not None and named not in (context.establishment, context.establishment[_AUTHORITY_DIGITS:])


def phone_missing(
    context: Context, mobile: str | None, carer_phone: str | None, home_phone: str | None, objection: str | None
) -> bool:
    """No telephone number of learner or carer, and no objection to giving one."""
    return mobile is None and carer_phone is None and home_phone is None and objection != "Y"


def contact_withheld(context: Context, objection: str | None, *contacts: str | None) -> bool:
    """There is an objection, yet telephone numbers or e-mail addresses were sent (Education and Skills Act s.72)."""
    return objection == "Y" and any(contact is not None for contact in contacts)
