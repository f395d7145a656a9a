"""The facts that a row and a person share, or that speak against them; each named by what it states.

One line a fact. Evidence is a set of facts packed into one number, in which each fact has its own bit. It is stored
with every link, so the numbers of the bits are permanent: add at the end, never reuse.
"""

from typing import Final, NamedTuple

Evidence = int


class Fact(NamedTuple):
    """What can hold between a row and a person."""

    name: str
    """Permanent."""
    words: str
    """The fact for the manual and the review page."""
    against: bool
    """Whether it makes it less likely that row and person are one."""


FACTS: Final[dict[Evidence, Fact]] = {}
"""Every fact by its bit, in the order of the bits."""


def _fact(number: int, name: str, words: str, *, against: bool = False) -> Evidence:
    if number != len(FACTS):
        raise ValueError(f"{name} is not the next fact")
    FACTS[1 << number] = Fact(name, words, against)
    return 1 << number


# What the numbers say.
SAME_UPN: Final = _fact(0, "same_upn", "same UPN")
SAME_FORMER_UPN: Final = _fact(1, "same_former_upn", "the former UPN is theirs")
SAME_ULN: Final = _fact(2, "same_uln", "same ULN")
SAME_AUTHORITY_REF: Final = _fact(3, "same_authority_ref", "same authority number")
SAME_TEMPORARY_UPN: Final = _fact(4, "same_temporary_upn", "same temporary UPN")
DIFFERENT_UPN: Final = _fact(5, "different_upn", "different UPN", against=True)
DIFFERENT_ULN: Final = _fact(6, "different_uln", "different ULN", against=True)
DIFFERENT_AUTHORITY_REF: Final = _fact(7, "different_authority_ref", "different authority number", against=True)
# What the birth date says.
SAME_BORN_ON: Final = _fact(8, "same_born_on", "same date of birth")
BORN_ON_DAY_MONTH_SWAPPED: Final = _fact(9, "born_on_day_month_swapped", "day and month of birth swapped")
BORN_ON_ONE_DIGIT_WRONG: Final = _fact(10, "born_on_one_digit_wrong", "date of birth differs in one digit")
DIFFERENT_BORN_ON: Final = _fact(11, "different_born_on", "different date of birth", against=True)
# What the names say.
SAME_SURNAME: Final = _fact(12, "same_surname", "same surname")
SHARED_PART_OF_SURNAME: Final = _fact(13, "shared_part_of_surname", "part of the surname is shared")
SIMILAR_SURNAME: Final = _fact(14, "similar_surname", "similar surname")
DIFFERENT_SURNAME: Final = _fact(15, "different_surname", "different surname", against=True)
SAME_FORENAME: Final = _fact(16, "same_forename", "same forename")
NICKNAME_OF_FORENAME: Final = _fact(17, "nickname_of_forename", "short form of the forename")
SHARED_PART_OF_FORENAME: Final = _fact(18, "shared_part_of_forename", "one of the forenames")
SIMILAR_FORENAME: Final = _fact(19, "similar_forename", "similar forename")
DIFFERENT_FORENAME: Final = _fact(20, "different_forename", "different forename", against=True)
SWAPPED_NAMES: Final = _fact(21, "swapped_names", "forename and surname swapped")
# What postcode and sex say.
SAME_POSTCODE: Final = _fact(22, "same_postcode", "same postcode")
DIFFERENT_POSTCODE: Final = _fact(23, "different_postcode", "different postcode", against=True)
SAME_SEX: Final = _fact(24, "same_sex", "same sex")
DIFFERENT_SEX: Final = _fact(25, "different_sex", "different sex", against=True)
# What weighs little, and what other people and other lines say.
BORN_ON_FIRST_OF_JANUARY: Final = _fact(
    26,
    "born_on_first_of_january",
    "born on 1 January, which is often written where the date is not known",
    against=True,
)
POSTCODE_OF_MANY: Final = _fact(
    27, "postcode_of_many", "several people of that birth date live at that postcode", against=True
)
ON_ANOTHER_LINE: Final = _fact(28, "on_another_line", "the same return has another line about them", against=True)
FOUNDED_BY_ANOTHER_LINE: Final = _fact(
    29, "founded_by_another_line", "known only since another line of the same return", against=True
)


def facts_in(evidence: Evidence) -> tuple[Fact, ...]:
    """Return the facts that the evidence holds, in their permanent order."""
    return tuple([fact for bit, fact in FACTS.items() if evidence & bit])
