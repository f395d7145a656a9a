"""How each column of the dictionary is read, unless a collection reads it in a way of its own: one row a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.validation.domain.columns.in_bulk import CONVERTED, UNCHANGED, Converted, Unchanged
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
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.parsing.names import read_name
from services.validation.domain.parsing.numbers import (
    read_aim,
    read_hours,
    read_learner_number,
    read_own_establishment,
    read_pupil_number,
)
from services.validation.domain.parsing.parsed import Parsed, Parser
from services.validation.domain.parsing.places import read_email, read_home_postcode, read_telephone
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists import OTHER_QUALIFICATION
from shared.vocabulary.districts import find_district

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
    col.START_DATE: date_of("start_unreadable"),
    col.PLANNED_END: remembering(end_of("end_unreadable", "no_real_end")),
    col.ENROLMENT_STATUS: code_of_list("enrolment_status", "enrolment_status_not_on_list"),
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
    **dict.fromkeys(
        (col.SURNAME, col.FORENAME, col.MIDDLE_NAMES, col.PREFERRED_SURNAME, col.PREFERRED_FORENAME), _NAME
    ),
    **{
        column: text_of(column)
        for column in (col.SCHOOL_NAME, col.ADDRESS_1, col.ADDRESS_2, col.TOWN, col.CARER_NAME, col.TITLE)
    },
}
_IF_FAR_TOO_LONG: Final[Mapping[str, Parsed]] = {
    **dict.fromkeys((col.HOME_PHONE, col.MOBILE, col.CARER_PHONE), _PHONE_FAR_TOO_LONG),
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
