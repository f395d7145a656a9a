"""Defects in what a row says about the offer of a place."""

from datetime import date, timedelta
from typing import Final

from services.validation.domain.context import Context
from services.validation.domain.rules.people import year_group_contradicts_age
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists.of_offers import NO_OFFER, OFFERS_MADE

_GUARANTEE_YEARS: Final = frozenset({"11", "12"})
_OF_YEAR_12_ALONE: Final = frozenset({"114", "115"})
_STARTS_AFTER_MAX: Final = timedelta(days=2 * 366)


def offer_not_stated(context: Context, offer_type: str | None, course: str | None) -> bool:
    """Neither the kind of an offer nor a course: the row offers nothing."""
    return offer_type is None and course is None


def offer_type_missing(context: Context, offer_type: str | None, course: str | None) -> bool:
    """A course without the kind of offer: an offer all the same, for the list is of offers made."""
    return offer_type is None and course is not None


def answer_without_an_offer(context: Context, offer_type: str | None, response: str | None) -> bool:
    """No offer, and yet the applicant accepted or declined it."""
    return offer_type == NO_OFFER and response in {"ACCEPTED", "DECLINED"}


def current_school_missing(context: Context, applicant: str | None, number: str | None, name: str | None) -> bool:
    """An applicant from outside, and neither number nor name of the school where they are now."""
    return applicant == "EXT" and number is None and name is None


def current_school_not_given(context: Context, number: str | None, name: str | None) -> bool:
    """Neither number nor name of the school where the applicant is now, in a return of a college."""
    return number is None and name is None


def offered_in_the_future(context: Context, offered_on: date | None) -> bool:
    """The offer is dated after the day the file was received."""
    return offered_on is not None and offered_on > context.received_on


def offer_starts_implausibly(context: Context, starts_on: date | None, offered_on: date | None) -> bool:
    """The place begins before it was offered, or more than two years after the file was received."""
    if starts_on is None:
        return False
    return starts_on > context.received_on + _STARTS_AFTER_MAX or (offered_on is not None and starts_on < offered_on)


def offer_year_out_of_scope(context: Context, year_group: str | None) -> bool:
    """The year group is neither 11 nor 12: the September Guarantee is for these two."""
    return year_group is not None and year_group not in _GUARANTEE_YEARS


def offer_year_contradicts_age(context: Context, born_in: int | None, year_group: str | None) -> bool:
    """Two or more years away from the year group that goes with the birth date."""
    return year_group_contradicts_age(context, born_in, year_group)


def learner_number_missing(context: Context, upn: str | None, uln: str | None) -> bool:
    """Neither UPN nor ULN, where one of the two would do."""
    return upn is None and uln is None


def reason_beside_an_offer(context: Context, reason: str | None, offer_type: str | None) -> bool:
    """An offer, and beside it a reason why there is none."""
    return offer_type in OFFERS_MADE and reason is not None and reason not in {"110", "114", "115"}


def reason_of_another_year(context: Context, reason: str | None, year_group: str | None) -> bool:
    """Already in learning, of somebody in Year 11: the national return has that for Year 12 alone (error 27)."""
    return reason in _OF_YEAR_12_ALONE and year_group == "11"


def nothing_answered(
    context: Context, offer_type: str | None, course: str | None, reason: str | None, destination: str | None
) -> bool:
    """Neither an offer, nor why there is none, nor where the pupil goes: the line came back as it was sent."""
    return offer_type in {None, NO_OFFER} and course is None and reason is None and destination is None


DATED: Final = (
    Rule(offered_in_the_future, (col.OFFER_DATE,)),
    Rule(offer_starts_implausibly, (col.OFFER_START, col.OFFER_DATE)),
)
STATED: Final = (
    Rule(offer_not_stated, (col.OFFER_TYPE, col.COURSE_OFFERED)),
    Rule(offer_type_missing, (col.OFFER_TYPE, col.COURSE_OFFERED)),
    Rule(answer_without_an_offer, (col.OFFER_TYPE, col.OFFER_RESPONSE)),
)
"""What the row says of an offer, in lists of offers made."""
