"""How each column of the dictionary is read, unless a collection reads it in a way of its own: one row a column.

Cells that are in order, as nearly all are, are read many at a time (`UNCHANGED`, `CONVERTED`): each function takes
those that it can read without a complaint, and the column's parser reads the others. None may ever answer otherwise
than the parser would: tests/property/test_validation.py holds them together.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from services.validation.domain.columns.parsers import (
    LAST_DAY,
    code_of_list,
    date_of,
    end_of,
    read_characteristics,
    read_ethnicity,
    read_former_number,
    read_left_scope,
    read_objection,
    read_whole_name,
    reference_of,
    remembering,
    text_of,
)
from services.validation.domain.parsing.as_typed import number, plain_references
from services.validation.domain.parsing.dates import plain_days
from services.validation.domain.parsing.names import plain_names, read_name
from services.validation.domain.parsing.numbers import (
    plain_aims,
    read_aim,
    read_establishment,
    read_hours,
    read_learner_number,
    read_own_establishment,
    read_own_ukprn,
    read_pupil_number,
)
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.places import plain_emails, read_email, read_home_postcode, read_telephone
from services.validation.domain.parsing.texts import plain_texts
from services.validation.domain.values.phones import ordinary_numbers
from services.validation.domain.values.postcodes import canonical_postcodes
from services.validation.domain.values.uln import ulns
from services.validation.domain.values.upn import permanent_upns
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists import OTHER_QUALIFICATION
from shared.vocabulary.columns import get_column
from shared.vocabulary.districts import find_district

Unchanged: TypeAlias = Callable[[Set[str]], Collection[str]]
"""Returns those of the cells that are values as they stand."""
Converted: TypeAlias = Callable[[Iterable[str]], Mapping[str, Any]]
"""Returns the values of cells that become something else."""

_TEXTS: Final = (
    col.SCHOOL_NAME,
    col.PREVIOUS_ESTABLISHMENT,
    col.COLLEGE_NAME,
    col.CAMPUS,
    col.ADDRESS_1,
    col.ADDRESS_2,
    col.TOWN,
    col.CARER_NAME,
    col.TITLE,
    col.CORE_AIM,
    col.CURRENT_SCHOOL_NAME,
    col.COURSE_OFFERED,
    col.CONDITIONS,
)
_REFERENCES: Final = (col.LOCAL_REFERENCE, col.PERSON_NUMBER, col.PREVIOUS_NUMBER, col.APPLICATION_ID)
_NAMES: Final = (col.SURNAME, col.FORENAME, col.MIDDLE_NAMES, col.PREFERRED_SURNAME, col.PREFERRED_FORENAME)
_PHONES: Final = (col.HOME_PHONE, col.MOBILE, col.CARER_PHONE)
_DAYS: Final = (
    col.BIRTH_DATE,
    col.START_DATE,
    col.PLANNED_END,
    col.EHCP_UNTIL,
    col.MOVED_IN_ON,
    col.DATE_JOINED,
    col.OFFER_DATE,
    col.OFFER_START,
    col.CHANGED_AT,
)

UNCHANGED: Final[Mapping[str, Unchanged]] = MappingProxyType(
    {
        **dict.fromkeys((col.UPN, col.FORMER_UPN), permanent_upns),
        col.ULN: ulns,
        **dict.fromkeys(_NAMES, plain_names),
        **{column: partial(plain_texts, length_max=get_column(column).length_max) for column in _TEXTS},
        **{column: partial(plain_references, length_max=get_column(column).length_max) for column in _REFERENCES},
        col.POSTCODE: canonical_postcodes,
        col.AIM_REFERENCE: plain_aims,
        **dict.fromkeys((col.EMAIL, col.CARER_EMAIL), plain_emails),
    }
)

CONVERTED: Final[Mapping[str, Converted]] = MappingProxyType(
    {**dict.fromkeys(_PHONES, ordinary_numbers), **dict.fromkeys(_DAYS, plain_days)}
)


_FAR_TOO_LONG: Final[Parsed] = (None, ("text_far_too_long",))
_PHONE_FAR_TOO_LONG: Final[Parsed] = (None, ("phone_unreadable",))


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of a column are read."""

    parser: Parser
    words: bool = False
    """True: a column of names or words, which may begin with an apostrophe of their own."""
    far_too_long: Parsed = _FAR_TOO_LONG
    """The answer to a cell that is far too long: more than a blank where any words mean something."""
    unchanged: Unchanged | None = None
    converted: Converted | None = None


_PHONE: Final = number(read_telephone)
_NAME: Final = remembering(read_name)
"""Plain names never come to it; those with foreign letters come again and again."""

_PARSERS: Final[Mapping[str, Parser]] = {
    col.DFE_NUMBER: remembering(number(read_own_establishment)),
    col.UKPRN: remembering(number(read_own_ukprn)),
    col.UPN: number(read_pupil_number),
    col.FORMER_UPN: number(lambda text: read_former_number(read_pupil_number(text))),
    col.ULN: number(read_learner_number),
    col.LOCAL_REFERENCE: reference_of(col.LOCAL_REFERENCE, "local_ref_too_long"),
    col.BIRTH_DATE: date_of("birth_date_unreadable"),
    col.SEX: code_of_list("sex", "sex_not_on_list"),
    col.ETHNICITY: remembering(read_ethnicity),
    col.SEN: code_of_list("sen", "sen_not_on_list"),
    col.YEAR_GROUP: remembering(number(code_of_list("year_group", "year_group_not_on_list"))),
    col.POSTCODE: read_home_postcode,
    col.HOME_PHONE: _PHONE,
    col.MOBILE: _PHONE,
    col.EMAIL: read_email,
    col.CARER_PHONE: _PHONE,
    col.CARER_EMAIL: read_email,
    col.OBJECTION: remembering(read_objection),
    col.LEVEL: remembering(number(code_of_list("level", "level_not_on_list"))),
    col.QUALIFICATION_TYPE: code_of_list(
        "qualification_type", "qualification_type_not_on_list", instead=OTHER_QUALIFICATION
    ),
    col.AIM_REFERENCE: remembering(number(read_aim)),
    col.STUDY_PROGRAMME: code_of_list("study_programme", "study_programme_not_on_list"),
    col.ATTENDANCE: code_of_list("attendance", "attendance_not_on_list"),
    col.PLANNED_HOURS: remembering(number(read_hours)),
    col.FUNDING_MODEL: remembering(number(code_of_list("funding_model", "funding_model_not_on_list"))),
    col.START_DATE: date_of("start_unreadable"),
    col.PLANNED_END: remembering(end_of("end_unreadable", "no_real_end")),
    col.ENROLMENT_STATUS: code_of_list("enrolment_status", "enrolment_status_not_on_list"),
    col.MOVEMENT: code_of_list("movement", "movement_unreadable"),
    col.DATE_JOINED: date_of("date_joined_unreadable", "date_joined_unreadable"),
    col.PREVIOUS_NUMBER: reference_of(col.PREVIOUS_NUMBER, "text_too_long"),
    col.APPLICANT_TYPE: code_of_list("applicant_type", "applicant_type_not_on_list"),
    col.CURRENT_SCHOOL_NUMBER: remembering(number(read_establishment("current_school_unreadable"))),
    col.OFFER_TYPE: code_of_list("offer_type", "offer_type_not_on_list"),
    col.OFFER_DATE: date_of(),
    col.OFFER_RESPONSE: code_of_list("offer_response", "offer_response_not_on_list"),
    col.LEVEL_OFFERED: remembering(number(code_of_list("level", "level_offered_not_on_list"))),
    col.OFFER_START: date_of(),
    col.OFFER_YEAR_GROUP: remembering(number(code_of_list("year_group", "offer_year_not_on_list"))),
    col.GUARANTEE_ANSWER: remembering(number(code_of_list("guarantee_status", "guarantee_answer_not_on_list"))),
    col.APPLICATION_ID: reference_of(col.APPLICATION_ID, "text_too_long"),
    col.CHANGED_AT: date_of(),
    col.PERSON_NUMBER: reference_of(col.PERSON_NUMBER, "text_too_long"),
    col.EHCP_UNTIL: LAST_DAY,
    col.DISTRICT: code_of_list("district", "district_not_on_list", also=find_district),
    col.CHARACTERISTICS: remembering(number(read_characteristics)),
    col.MOVED_IN_ON: date_of(),
    col.LEFT_SCOPE_ON: remembering(read_left_scope),
    col.LEFT_SCOPE_STATUS: code_of_list("left_status", "left_status_not_on_list"),
}
_WORDS: Final[Mapping[str, Parser]] = {
    col.WHOLE_NAME: read_whole_name,
    **dict.fromkeys(_NAMES, _NAME),
    **{column: text_of(column) for column in _TEXTS},
}
_IF_FAR_TOO_LONG: Final[Mapping[str, Parsed]] = {
    **dict.fromkeys(_PHONES, _PHONE_FAR_TOO_LONG),
    col.OBJECTION: ("Y", ("objection_unreadable",)),
    col.QUALIFICATION_TYPE: (OTHER_QUALIFICATION, ("qualification_type_not_on_list",)),
}
"""Whoever objects does so in any words."""

READINGS: Final[Mapping[str, ColumnReading]] = MappingProxyType(
    {
        column: ColumnReading(
            parser,
            column in _WORDS,
            _IF_FAR_TOO_LONG.get(column, _FAR_TOO_LONG),
            UNCHANGED.get(column),
            CONVERTED.get(column),
        )
        for column, parser in {**_PARSERS, **_WORDS}.items()
    }
)
"""Every column that several collections read in the same way."""
