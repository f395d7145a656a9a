"""Code lists: the entries that a column may hold, with their labels and other spellings."""

from types import MappingProxyType
from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList
from shared.vocabulary.code_lists.of_checks import CHECK_ANSWER
from shared.vocabulary.code_lists.of_contacts import ACTIVITY, CONTACT_CHANNEL, CONTACT_OUTCOME, SPOKE_WITH
from shared.vocabulary.code_lists.of_learning import (
    ATTENDANCE,
    ENROLMENT_STATUS,
    FUNDING_MODEL,
    LEVEL,
    LEVEL_NOT_KNOWN,
    LEVEL_RANKS,
    MOVEMENT,
    OTHER_QUALIFICATION,
    QUALIFICATION_TYPE,
    STUDY_PROGRAMME,
)
from shared.vocabulary.code_lists.of_leaving import DESTINATION, LEAVING_REASON, REMOVAL_GROUND, WITHDRAWAL_REASON
from shared.vocabulary.code_lists.of_offers import (
    APPLICANT_TYPE,
    APPLICATION_STATE,
    GUARANTEE_STATUS,
    OFFER_RANKS,
    OFFER_RESPONSE,
    OFFER_TYPE,
)
from shared.vocabulary.code_lists.of_people import (
    DISTRICT,
    ETHNICITY,
    LANGUAGE,
    LEFT_STATUS,
    SEN,
    SEX,
    YEAR_GROUP,
    YES_NO,
)

__all__ = [
    "CODE_LISTS",
    "ETHNICITY",
    "LEFT_STATUS",
    "LEVEL",
    "LEVEL_NOT_KNOWN",
    "LEVEL_RANKS",
    "OFFER_RANKS",
    "OTHER_QUALIFICATION",
    "YES_NO",
    "CodeList",
]

CODE_LISTS: Final = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            SEX,
            ETHNICITY,
            SEN,
            YEAR_GROUP,
            LEVEL,
            QUALIFICATION_TYPE,
            STUDY_PROGRAMME,
            ATTENDANCE,
            ENROLMENT_STATUS,
            YES_NO,
            LANGUAGE,
            MOVEMENT,
            CHECK_ANSWER,
            LEFT_STATUS,
            DISTRICT,
            DESTINATION,
            LEAVING_REASON,
            REMOVAL_GROUND,
            WITHDRAWAL_REASON,
            FUNDING_MODEL,
            APPLICANT_TYPE,
            OFFER_TYPE,
            OFFER_RESPONSE,
            APPLICATION_STATE,
            GUARANTEE_STATUS,
            CONTACT_CHANNEL,
            CONTACT_OUTCOME,
            SPOKE_WITH,
            ACTIVITY,
        )
    }
)
