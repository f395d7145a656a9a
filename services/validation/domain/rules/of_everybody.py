"""Rules about people that most collections have in common, by group."""

from operator import itemgetter
from typing import Final

from services.validation.domain.rules import people
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col

NAMED: Final = (Rule(people.surname_missing, (col.SURNAME,)), Rule(people.forename_missing, (col.FORENAME,)))
BORN: Final = (
    Rule(people.born_in_the_future, (col.BIRTH_DATE,)),
    Rule(people.birth_date_implausible, (col.BIRTH_DATE,)),
)
RECOGNISED: Final = (Rule(people.nothing_to_recognise_by, (col.BIRTH_DATE, col.UPN, col.ULN)),)
PUPIL_NUMBER: Final = (
    Rule(people.upn_unknown_authority, (col.UPN,), first_as=itemgetter(slice(1, 4))),
    Rule(people.upn_allocated_in_the_future, (col.UPN,), first_as=itemgetter(slice(8, 10))),
    Rule(people.upn_test_number, (col.UPN,), first_as=itemgetter(4)),
)
IN_YEAR_GROUP: Final = (
    Rule(people.year_group_contradicts_age, (col.BIRTH_DATE, col.YEAR_GROUP), first_as=people.school_year_of_birth),
    Rule(people.year_group_off_by_one, (col.BIRTH_DATE, col.YEAR_GROUP), first_as=people.school_year_of_birth),
)

PERSON_BLANKS: Final = {
    col.BIRTH_DATE: "birth_date_missing",
    col.SEX: "sex_missing",
    col.YEAR_GROUP: "year_group_missing",
    col.POSTCODE: "postcode_missing",
}
"""What a blank cell is called, in columns about people."""
ESSENTIAL_NAMES: Final = frozenset({"surname_missing", "forename_missing", "nothing_to_recognise_by"})
