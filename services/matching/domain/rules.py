"""The table: what must hold between a row and a person for the row to be theirs, perhaps theirs, or not theirs."""

from functools import lru_cache
from typing import Final

from services.matching.domain.facts import (
    BORN_ON_DAY_MONTH_SWAPPED,
    BORN_ON_FIRST_OF_JANUARY,
    BORN_ON_ONE_DIGIT_WRONG,
    DIFFERENT_AUTHORITY_REF,
    DIFFERENT_BORN_ON,
    DIFFERENT_SEX,
    DIFFERENT_SURNAME,
    DIFFERENT_ULN,
    DIFFERENT_UPN,
    FOUNDED_BY_ANOTHER_LINE,
    NICKNAME_OF_FORENAME,
    ON_ANOTHER_LINE,
    POSTCODE_OF_MANY,
    SAME_AUTHORITY_REF,
    SAME_BORN_ON,
    SAME_FORENAME,
    SAME_FORMER_UPN,
    SAME_POSTCODE,
    SAME_SURNAME,
    SAME_TEMPORARY_UPN,
    SAME_ULN,
    SAME_UPN,
    SHARED_PART_OF_FORENAME,
    SHARED_PART_OF_SURNAME,
    SIMILAR_FORENAME,
    SIMILAR_SURNAME,
    SWAPPED_NAMES,
    Evidence,
)
from services.matching.domain.pair_rule import PairRule, RuleOutcome

SAME_IDENTIFIER: Final = SAME_UPN | SAME_FORMER_UPN | SAME_ULN | SAME_AUTHORITY_REF
OTHER_IDENTIFIER: Final = DIFFERENT_UPN | DIFFERENT_ULN | DIFFERENT_AUTHORITY_REF
_SURNAME_ALIKE: Final = SAME_SURNAME | SHARED_PART_OF_SURNAME | SIMILAR_SURNAME
_SURNAME: Final = _SURNAME_ALIKE | SWAPPED_NAMES
_FORENAME: Final = SAME_FORENAME | NICKNAME_OF_FORENAME | SHARED_PART_OF_FORENAME | SIMILAR_FORENAME | SWAPPED_NAMES
_FORENAME_ALIKE: Final = NICKNAME_OF_FORENAME | SHARED_PART_OF_FORENAME | SIMILAR_FORENAME
_FORENAME_SURE: Final = SAME_FORENAME | NICKNAME_OF_FORENAME | SHARED_PART_OF_FORENAME
_NEARLY_BORN_ON: Final = BORN_ON_DAY_MONTH_SWAPPED | BORN_ON_ONE_DIGIT_WRONG
_ANY_BORN_ON: Final = SAME_BORN_ON | _NEARLY_BORN_ON | DIFFERENT_BORN_ON
_WEIGHS_LITTLE: Final = BORN_ON_FIRST_OF_JANUARY | POSTCODE_OF_MANY
"""In a hostel many share a birth date that nobody knew, and the postcode."""

EVIDENCE_KEPT: Final = 20_000
"""Few sets of facts are frequent."""

A_TWIN: Final = "a_twin"
IDENTIFIER_ON_ANOTHER_LINE: Final = "identifier_on_another_line"
BESIDE_THEM: Final = "beside_them_in_the_return"

RULES: Final = (
    # Of two lines of one return that are two learners, one at most is a person's.
    PairRule(
        IDENTIFIER_ON_ANOTHER_LINE,
        RuleOutcome.REVIEW,
        "A number agrees, but another line of the same return, of another learner, is theirs.",
        each=(ON_ANOTHER_LINE, SAME_IDENTIFIER),
    ),
    # One number may be mistyped, copied from the line above or another pupil's: something else must agree with it.
    PairRule(
        "two_identifiers_and_birth_date",
        RuleOutcome.LINK,
        "Two numbers and the birth date agree.",
        each=(SAME_BORN_ON,),
        two_of=SAME_IDENTIFIER,
    ),
    PairRule(
        "two_identifiers_and_forename",
        RuleOutcome.LINK,
        "Two numbers and the forename agree.",
        each=(_FORENAME,),
        two_of=SAME_IDENTIFIER,
    ),
    PairRule(
        "identifier_perhaps_of_the_other_twin",
        RuleOutcome.REVIEW,
        "A number agrees, but the sex differs and the forename is only alike: perhaps a brother's or sister's number.",
        each=(SAME_IDENTIFIER, DIFFERENT_SEX, _FORENAME_ALIKE),
    ),
    PairRule(
        "one_identifier_and_all_else",
        RuleOutcome.LINK,
        "One number differs, but another number, the birth date and both names agree.",
        each=(SAME_IDENTIFIER, OTHER_IDENTIFIER, SAME_BORN_ON, _SURNAME, _FORENAME),
    ),
    PairRule(
        "identifiers_in_conflict",
        RuleOutcome.REVIEW,
        "One number is this person's and another is not, and birth date and names do not all agree.",
        each=(SAME_IDENTIFIER, OTHER_IDENTIFIER),
    ),
    PairRule(
        "identifier_birth_date_and_forename",
        RuleOutcome.LINK,
        "A number, the birth date and the forename agree.",
        each=(SAME_IDENTIFIER, SAME_BORN_ON, _FORENAME),
    ),
    PairRule(
        "identifier_and_full_name",
        RuleOutcome.LINK,
        "A number and both names agree, whatever the birth date says.",
        each=(SAME_IDENTIFIER, _SURNAME, _FORENAME_SURE | SWAPPED_NAMES),
    ),
    PairRule(
        "identifier_similar_name_and_near_birth_date",
        RuleOutcome.LINK,
        "A number agrees; the forename and the birth date are one slip away.",
        each=(SAME_IDENTIFIER, _SURNAME, SIMILAR_FORENAME, _NEARLY_BORN_ON),
    ),
    PairRule(
        "identifier_perhaps_of_a_twin",
        RuleOutcome.REVIEW,
        "A number, the birth date and the surname agree, but the forename is another: perhaps a twin's number.",
        each=(SAME_IDENTIFIER, SAME_BORN_ON, _SURNAME),
    ),
    PairRule(
        "identifier_perhaps_of_another",
        RuleOutcome.REVIEW,
        "A number agrees, but too little else: perhaps another person's number.",
        each=(SAME_IDENTIFIER,),
    ),
    # No number agrees. A number that differs outweighs any likeness.
    PairRule(
        "two_other_identifiers",
        RuleOutcome.CREATE,
        "Two numbers differ: another person, however alike.",
        two_of=OTHER_IDENTIFIER,
    ),
    PairRule(
        "perhaps_listed_twice",
        RuleOutcome.REVIEW,
        "Another line of the same return has the birth date, the postcode and both names: perhaps one learner twice.",
        each=(FOUNDED_BY_ANOTHER_LINE, SAME_BORN_ON, SAME_POSTCODE, SAME_SURNAME, SAME_FORENAME),
        none=DIFFERENT_SEX,
    ),
    PairRule(
        BESIDE_THEM,
        RuleOutcome.CREATE,
        "Known only since another line of the same return, and no number agrees: the return itself lists two people.",
        each=(FOUNDED_BY_ANOTHER_LINE,),
    ),
    PairRule(
        "perhaps_a_changed_identifier",
        RuleOutcome.REVIEW,
        "Birth date, postcode and forename agree, but a number differs: perhaps it was changed.",
        each=(SAME_BORN_ON, SAME_POSTCODE, _FORENAME, OTHER_IDENTIFIER),
        none=DIFFERENT_AUTHORITY_REF | DIFFERENT_SEX,
    ),
    PairRule(
        "another_identifier",
        RuleOutcome.CREATE,
        "A number differs: another person, also with the same name and birth date.",
        each=(OTHER_IDENTIFIER,),
    ),
    # No number speaks for or against: both names must then agree in part at least, or a person decides.
    PairRule(
        "alike_on_another_line",
        RuleOutcome.REVIEW,
        "Birth date and names agree or nearly, but another line of the same return, of another learner, is theirs.",
        each=(ON_ANOTHER_LINE, SAME_BORN_ON, _SURNAME, _FORENAME),
    ),
    PairRule(
        "temporary_upn_birth_date_and_forename",
        RuleOutcome.LINK,
        "The temporary UPN, the birth date and the forename agree, and the surname is alike.",
        each=(SAME_TEMPORARY_UPN, SAME_BORN_ON, _SURNAME, _FORENAME_SURE | SWAPPED_NAMES),
        none=DIFFERENT_SEX,
    ),
    PairRule(
        "temporary_upn_and_another_surname",
        RuleOutcome.REVIEW,
        "The temporary UPN, the birth date and the forename agree, but the surname is another: perhaps it was changed.",
        each=(SAME_TEMPORARY_UPN, SAME_BORN_ON, _FORENAME_SURE),
        none=DIFFERENT_SEX,
    ),
    PairRule(
        "name_and_first_of_january",
        RuleOutcome.REVIEW,
        "Both names agree, but the birth date is 1 January, often written for an unknown one, and no postcode agrees.",
        each=(SAME_SURNAME, SAME_FORENAME, BORN_ON_FIRST_OF_JANUARY),
        none=SAME_POSTCODE,
    ),
    PairRule(
        "name_and_birth_date",
        RuleOutcome.LINK,
        "Both names and the birth date agree, and nothing contradicts.",
        each=(SAME_BORN_ON, SAME_SURNAME, SAME_FORENAME),
        none=DIFFERENT_SEX,
    ),
    PairRule(
        "name_and_birth_date_other_sex",
        RuleOutcome.REVIEW,
        "Both names and the birth date agree, but the sex differs.",
        each=(SAME_BORN_ON, SAME_SURNAME, SAME_FORENAME),
    ),
    PairRule(
        "swapped_names_and_birth_date",
        RuleOutcome.LINK,
        "Forename and surname changed places; the birth date agrees.",
        each=(SAME_BORN_ON, SWAPPED_NAMES),
        none=DIFFERENT_SEX | _WEIGHS_LITTLE,
    ),
    PairRule(
        "birth_date_postcode_and_forename",
        RuleOutcome.LINK,
        "Birth date, postcode and forename (or its short form) agree, and the surname is alike.",
        each=(SAME_BORN_ON, SAME_POSTCODE, _SURNAME_ALIKE, _FORENAME_SURE),
        none=DIFFERENT_SEX | _WEIGHS_LITTLE,
    ),
    PairRule(
        "birth_date_postcode_and_another_surname",
        RuleOutcome.REVIEW,
        "Birth date, postcode and forename (or its short form) agree, but the surname is another: perhaps changed.",
        each=(SAME_BORN_ON, SAME_POSTCODE, DIFFERENT_SURNAME, _FORENAME_SURE),
        none=DIFFERENT_SEX | POSTCODE_OF_MANY,
    ),
    PairRule(
        "birth_date_and_alike_name_at_postcode",
        RuleOutcome.REVIEW,
        "Birth date and postcode agree and the names are alike: the same person, or a twin.",
        each=(SAME_BORN_ON, SAME_POSTCODE, _SURNAME, _FORENAME),
    ),
    PairRule(
        "birth_date_and_alike_name",
        RuleOutcome.REVIEW,
        "The birth date agrees and the names are alike, at another or unknown postcode.",
        each=(SAME_BORN_ON, _SURNAME, _FORENAME),
    ),
    PairRule(
        "swapped_birth_date_name_and_postcode",
        RuleOutcome.LINK,
        "Day and month changed places; both names and the postcode agree.",
        each=(BORN_ON_DAY_MONTH_SWAPPED, SAME_SURNAME, SAME_FORENAME, SAME_POSTCODE),
        none=DIFFERENT_SEX | POSTCODE_OF_MANY | ON_ANOTHER_LINE,
    ),
    PairRule(
        "near_birth_date_and_name",
        RuleOutcome.REVIEW,
        "Both names agree; the birth date is one slip away.",
        each=(_NEARLY_BORN_ON, SAME_SURNAME, SAME_FORENAME),
    ),
    PairRule(
        "temporary_upn_and_name",
        RuleOutcome.REVIEW,
        "The temporary UPN and both names agree, but the birth date differs or is missing.",
        each=(SAME_TEMPORARY_UPN, _SURNAME, _FORENAME),
    ),
    PairRule(
        "name_and_postcode_without_birth_date",
        RuleOutcome.REVIEW,
        "Both names and the postcode agree, and one of the two has no birth date.",
        each=(SAME_SURNAME, SAME_FORENAME, SAME_POSTCODE),
        none=_ANY_BORN_ON,
    ),
    PairRule(
        A_TWIN,
        RuleOutcome.CREATE,
        "Birth date, postcode and surname agree, but the forename is clearly another: a twin.",
        each=(SAME_BORN_ON, SAME_POSTCODE, _SURNAME),
    ),
    PairRule("somebody_else", RuleOutcome.CREATE, "Too little agrees."),
)
"""In order: the first that applies decides. The last always does."""


@lru_cache(maxsize=EVIDENCE_KEPT)
def rule_for(evidence: Evidence) -> int:
    """Return the position in `RULES` of the first rule that applies."""
    return next(position for position, rule in enumerate(RULES) if rule.applies(evidence))
