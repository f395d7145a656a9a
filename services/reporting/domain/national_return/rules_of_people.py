"""Errors 1 to 104 and 301 to 304: who somebody is, where they belong, what they need."""

from typing import Final

from services.reporting.domain.national_return.codes import (
    GENDERS,
    INTENDED_DESTINATIONS,
    LEVELS_OF_NEED,
    NOT_IN_ENGLAND,
    NOT_KNOWN_WHERE,
    YES_NO,
)
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.rules import (
    LAST_AGE_WITHOUT_PLAN,
    Period,
    is_postcode,
    is_ukprn,
    is_uln,
)
from services.reporting.domain.national_return.rules import (
    ReturnRule as Rule,
)

_SCHOOL: Final = "the school or college"
_PAGE: Final = "the person's page"
_MI: Final = "Management Information"
_TEP: Final = "The Education People"
_CHILD: Final = 11
_OLDEST: Final = 21
_ID_DIGITS: Final = 13


def _any_authority(code: str, period: Period) -> bool:
    return code in period.codes.authorities or code in NOT_IN_ENGLAND or code == NOT_KNOWN_WHERE


def _too_old_without_plan(one: YoungPersonsRecord, _period: Period) -> bool:
    older = one.year_group is not None and one.year_group > LAST_AGE_WITHOUT_PLAN
    return older and one.send_flag != "Y" and one.cohort_status not in ("A", "L")


def _guarantee_code_invalid(one: YoungPersonsRecord, period: Period) -> bool:
    codes = period.codes.guarantee
    return (one.guarantee_year_11 is not None and one.guarantee_year_11 not in codes["Year 11"]) or (
        one.guarantee_year_12 is not None and one.guarantee_year_12 not in codes["Year 12"]
    )


def _no_address(one: YoungPersonsRecord, _period: Period) -> bool:
    return not (one.address_line_1 or one.address_line_2 or one.address_line_3 or one.address_line_4)


_ALWAYS_SENT: Final = "the setting of the authority is sent where nobody has collected it"
_FROM_LIST: Final = "only codes of the list are written; what ours say beyond it is translated"
_BY_CONSTRUCTION: Final = "it is made of three digits of the database and ten of the person's number"

RULES: Final[tuple[Rule, ...]] = (
    Rule(1, 1, "The person's id has not thirteen characters.", _MI,
         lambda r, p: len(r.young_persons_id) != _ID_DIGITS, cannot=_BY_CONSTRUCTION),
    Rule(2, 1, "There is no given name.", _SCHOOL, lambda r, p: not r.given_name),
    Rule(3, 1, "There is no family name.", _SCHOOL, lambda r, p: not r.family_name),
    Rule(4, 2, "There is no gender.", _SCHOOL, lambda r, p: not r.gender,
         cannot="not known is a code of the list, and is sent for want of another"),
    Rule(5, 2, "The gender is not one of F, M, U and W.", _SCHOOL,
         lambda r, p: bool(r.gender) and r.gender not in GENDERS, cannot=_FROM_LIST),
    Rule(6, 2, "There is no ethnicity.", _SCHOOL, lambda r, p: not r.ethnicity,
         cannot="not obtained is a code of the list, and is sent for want of another"),
    Rule(7, 2, "The ethnicity is not on the list.", _SCHOOL,
         lambda r, p: bool(r.ethnicity) and r.ethnicity not in p.codes.ethnicities),
    Rule(8, 1, "There is no birth date.", _SCHOOL, lambda r, p: r.born_on is None,
         cannot="without an age nobody belongs in the return: they are listed with the figures of no age"),
    Rule(9, 2, "They are past the age of 25, and their cohort status does not say so.", _MI,
         lambda r, p: r.year_group is not None and r.year_group > _OLDEST and r.cohort_status != "A",
         cannot="whoever is older is not in the file"),
    Rule(10, 2, "They are younger than Year 11.", _MI,
         lambda r, p: r.year_group is not None and r.year_group < _CHILD,
         cannot="whoever is younger is not in the file"),
    Rule(11, 1, "There is no cohort status.", _MI, lambda r, p: not r.cohort_status,
         cannot="whoever has none is not in the file"),
    Rule(13, 2, "They moved to another authority, and nobody has said which.", _PAGE,
         lambda r, p: r.cohort_status == "T" and not r.transferred_to),
    Rule(14, 1, "There is no lead authority.", _MI, lambda r, p: not r.lead_lea, cannot="it is always our own"),
    Rule(15, 1, "The lead authority is not on the list.", _MI,
         lambda r, p: bool(r.lead_lea) and r.lead_lea not in p.codes.authorities, cannot="it is always our own"),
    Rule(19, 2, "The authority where they are educated is not on the list.", _MI,
         lambda r, p: r.educated_lea is not None and not _any_authority(r.educated_lea, p),
         cannot="of a place whose authority is not on the list it is sent that it is not known"),
    Rule(24, 2, "The authority where they were in Year 11 is not on the list.", _MI,
         lambda r, p: r.lea_at_year_11 is not None and not _any_authority(r.lea_at_year_11, p),
         cannot="it is our own, where the Year 11 guarantee is"),
    Rule(25, 1, "They were in Year 11 at another authority than the one that answers for their guarantee.", _MI,
         lambda r, p: r.guarantee_year_11_lea is not None and r.lea_at_year_11 != r.guarantee_year_11_lea,
         cannot="both are written from one fact"),
    Rule(26, 2, "Their lead authority is none of those that the file is from.", _MI,
         lambda r, p: bool(r.lead_lea) and r.lead_lea not in p.source_leas, "file",
         cannot="the file is from one authority, which leads for everybody in it"),
    Rule(27, 1, "The outcome of the guarantee is not one that its year may have.", _PAGE, _guarantee_code_invalid),
    Rule(30, 2, "The unique learner number has not ten digits.", _SCHOOL,
         lambda r, p: r.uln is not None and not is_uln(r.uln)),
    Rule(31, 1, "There is no address.", _SCHOOL, _no_address),
    Rule(32, 1, "There is no postcode.", _SCHOOL, lambda r, p: not r.postcode),
    Rule(34, 2, "An authority to which they moved is given, and they did not move.", _PAGE,
         lambda r, p: bool(r.transferred_to) and r.cohort_status != "T", cannot="it is written with T alone"),
    Rule(35, 2, "The authority to which they moved is not on the list.", _PAGE,
         lambda r, p: r.transferred_to is not None and not _any_authority(r.transferred_to, p)),
    Rule(37, 1, "The former id has not thirteen characters.", _MI,
         lambda r, p: r.previous_id is not None and len(r.previous_id) != _ID_DIGITS,
         cannot="a person keeps one number for good, so no former id is sent"),
    Rule(38, 2, "The unique pupil number has not thirteen characters.", _SCHOOL,
         lambda r, p: r.upn is not None and len(r.upn) != _ID_DIGITS),
    Rule(39, 2, "The UKPRN is not eight digits that begin with 1.", _SCHOOL,
         lambda r, p: r.ukprn is not None and not is_ukprn(r.ukprn)),
    Rule(40, 1, "They are past Year 13 and have no EHC plan in force.", _PAGE, _too_old_without_plan),
    Rule(41, 1, "They moved to an authority that is not known.", _PAGE,
         lambda r, p: r.transferred_to == NOT_KNOWN_WHERE),
    Rule(42, 1, "They moved to the authority that they moved from.", _PAGE,
         lambda r, p: bool(r.transferred_to) and r.transferred_to == r.lead_lea),
    Rule(43, 2, "The postcode has not the form of one.", _SCHOOL,
         lambda r, p: r.postcode is not None and not is_postcode(r.postcode)),
    Rule(100, 1, "There is no level of need.", _MI, lambda r, p: not r.level_of_need, cannot=_ALWAYS_SENT),
    Rule(101, 2, "The level of need is not on the list.", _MI,
         lambda r, p: bool(r.level_of_need) and r.level_of_need not in LEVELS_OF_NEED),
    Rule(102, 2, "The flag of an EHC plan is neither Y nor N.", _MI,
         lambda r, p: bool(r.send_flag) and r.send_flag not in YES_NO, cannot="only Y and N are written"),
    Rule(103, 2, "There is no flag of an EHC plan.", _MI, lambda r, p: not r.send_flag, cannot="it is always written"),
    Rule(104, 2, "A characteristic is not on the list.", _SCHOOL,
         lambda r, p: bool(r.characteristics) and not p.codes.characteristics.issuperset(r.characteristics)),
    Rule(301, 2, "In Year 11, without an intended destination.", _SCHOOL,
         lambda r, p: r.year_group == _CHILD and not r.intended_destination, cannot=_ALWAYS_SENT),
    Rule(302, 2, "The intended destination is not on the list.", _SCHOOL,
         lambda r, p: bool(r.intended_destination) and r.intended_destination not in INTENDED_DESTINATIONS),
    Rule(303, 2, "There is no flag of SEN support.", _MI, lambda r, p: not r.sen_support_flag,
         cannot="it is always written"),
    Rule(304, 2, "The flag of SEN support is neither Y nor N.", _MI,
         lambda r, p: bool(r.sen_support_flag) and r.sen_support_flag not in YES_NO, cannot="only Y and N are written"),
)  # fmt: skip
"""In the order of their numbers."""
