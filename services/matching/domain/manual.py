"""The rules and facts in words, for the manual and the review page."""

from types import MappingProxyType
from typing import Final

from services.matching.domain.decision import ROW_RULES
from services.matching.domain.rules import RULES

SENTENCES: Final = MappingProxyType({rule.name: rule.says for rule in RULES} | ROW_RULES)
"""What each rule says, by its permanent name."""

FACT_WORDS: Final = MappingProxyType(
    {
        "same_upn": "same UPN",
        "same_former_upn": "the former UPN is theirs",
        "same_uln": "same ULN",
        "same_authority_ref": "same authority number",
        "same_temporary_upn": "same temporary UPN",
        "different_upn": "different UPN",
        "different_uln": "different ULN",
        "different_authority_ref": "different authority number",
        "same_born_on": "same date of birth",
        "born_on_day_month_swapped": "day and month of birth swapped",
        "born_on_one_digit_wrong": "date of birth differs in one digit",
        "different_born_on": "different date of birth",
        "same_surname": "same surname",
        "shared_part_of_surname": "part of the surname is shared",
        "similar_surname": "similar surname",
        "different_surname": "different surname",
        "same_forename": "same forename",
        "nickname_of_forename": "short form of the forename",
        "shared_part_of_forename": "one of the forenames",
        "similar_forename": "similar forename",
        "different_forename": "different forename",
        "swapped_names": "forename and surname swapped",
        "same_postcode": "same postcode",
        "different_postcode": "different postcode",
        "same_sex": "same sex",
        "different_sex": "different sex",
        "born_on_first_of_january": "born on 1 January, which is often written where the date is not known",
        "postcode_of_many": "several people of that birth date live at that postcode",
        "on_another_line": "the same return has another line about them",
        "founded_by_another_line": "known only since another line of the same return",
    }
)
"""Every fact in a few words, by its permanent name."""


SPEAKS_AGAINST: Final = frozenset(
    {
        *(fact for fact in FACT_WORDS if fact.startswith("different_")),
        *("born_on_first_of_january", "postcode_of_many", "on_another_line", "founded_by_another_line"),
    }
)
"""Facts that make it less likely that row and person are one."""


def sentence_of(rule: str) -> str:
    """Return what a rule says; the name itself for a rule of an older version that is no longer in the table."""
    return SENTENCES.get(rule, rule)
