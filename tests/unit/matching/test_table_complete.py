"""The table decides everything that can be seen, reaches every line, and never joins people on too little."""

from collections.abc import Iterator
from itertools import product

import pytest

from services.matching.domain import facts
from services.matching.domain.comparisons import compare
from services.matching.domain.decision import ROW_RULES, SENTENCES
from services.matching.domain.facts import FACTS, Evidence
from services.matching.domain.pair_rule import RuleOutcome
from services.matching.domain.rules import OTHER_IDENTIFIER, RULES, SAME_IDENTIFIER, rule_for
from tests.support.builders import a_upn
from tests.support.matching_rows import a_row, somebody

TWO_UPNS = facts.SAME_FORMER_UPN | facts.SAME_UPN
"""Only ever from two numbers: the same one in both columns is one."""
UPN = (0, facts.SAME_UPN, facts.DIFFERENT_UPN, facts.SAME_FORMER_UPN, TWO_UPNS)
ULN = (0, facts.SAME_ULN, facts.DIFFERENT_ULN)
AUTHORITY_REF = (0, facts.SAME_AUTHORITY_REF, facts.DIFFERENT_AUTHORITY_REF)
TEMPORARY = (0, facts.SAME_TEMPORARY_UPN)
BIRTH = (
    0,
    facts.SAME_BORN_ON,
    facts.SAME_BORN_ON | facts.BORN_ON_FIRST_OF_JANUARY,
    facts.BORN_ON_DAY_MONTH_SWAPPED,
    facts.BORN_ON_ONE_DIGIT_WRONG,
    facts.DIFFERENT_BORN_ON,
)
SURNAME = (0, facts.SAME_SURNAME, facts.SHARED_PART_OF_SURNAME, facts.SIMILAR_SURNAME, facts.DIFFERENT_SURNAME)
FORENAME = (
    0,
    facts.SAME_FORENAME,
    facts.NICKNAME_OF_FORENAME,
    facts.SHARED_PART_OF_FORENAME,
    facts.SIMILAR_FORENAME,
    facts.DIFFERENT_FORENAME,
)
NAMES = (*(surname | forename for surname, forename in product(SURNAME, FORENAME)), facts.SWAPPED_NAMES)
POSTCODE = (0, facts.SAME_POSTCODE, facts.SAME_POSTCODE | facts.POSTCODE_OF_MANY, facts.DIFFERENT_POSTCODE)
LINES = (0, facts.ON_ANOTHER_LINE, facts.ON_ANOTHER_LINE | facts.FOUNDED_BY_ANOTHER_LINE)
SEX = (0, facts.SAME_SEX, facts.DIFFERENT_SEX)

AGREEING = (
    facts.SAME_BORN_ON
    | facts.SAME_SURNAME
    | facts.SHARED_PART_OF_SURNAME
    | facts.SIMILAR_SURNAME
    | facts.SAME_FORENAME
    | facts.NICKNAME_OF_FORENAME
    | facts.SHARED_PART_OF_FORENAME
    | facts.SIMILAR_FORENAME
    | facts.SWAPPED_NAMES
)


def every_sight() -> Iterator[tuple[Evidence, int]]:
    """Yield every set of facts that can be seen between a row and a person, with the position of the rule for it."""
    persons = [sum(parts) for parts in product(BIRTH, NAMES, POSTCODE, SEX, LINES)]
    for numbers in map(sum, product(UPN, ULN, AUTHORITY_REF, TEMPORARY)):
        for person in persons:
            yield numbers | person, rule_for.__wrapped__(numbers | person)


@pytest.fixture(scope="module")
def sights() -> list[tuple[Evidence, int]]:
    return list(every_sight())


Sights = list[tuple[Evidence, int]]


def verdicts(sights: Sights) -> Iterator[tuple[Evidence, RuleOutcome]]:
    return ((evidence, RULES[position].verdict) for evidence, position in sights)


def test_every_sight_is_decided_and_every_rule_decides_something(sights: Sights) -> None:
    assert {position for _, position in sights} == set(range(len(RULES)))


def test_nobody_is_linked_on_a_number_alone_or_on_likeness_against_a_number(sights: Sights) -> None:
    for evidence, verdict in verdicts(sights):
        if verdict is RuleOutcome.LINK:
            assert evidence & AGREEING
            assert not evidence & OTHER_IDENTIFIER or evidence & SAME_IDENTIFIER


def test_without_a_number_nobody_is_linked_without_agreeing_on_birth_date_and_forename(sights: Sights) -> None:
    forename = facts.SAME_FORENAME | facts.NICKNAME_OF_FORENAME | facts.SHARED_PART_OF_FORENAME | facts.SWAPPED_NAMES
    for evidence, verdict in verdicts(sights):
        if verdict is RuleOutcome.LINK and not evidence & SAME_IDENTIFIER:
            assert evidence & (facts.SAME_BORN_ON | facts.BORN_ON_DAY_MONTH_SWAPPED)
            assert evidence & forename
            assert not evidence & facts.DIFFERENT_SEX


def test_one_number_links_nobody_of_the_other_sex_by_a_forename_that_is_only_alike(sights: Sights) -> None:
    alike = facts.NICKNAME_OF_FORENAME | facts.SHARED_PART_OF_FORENAME | facts.SIMILAR_FORENAME
    for evidence, verdict in verdicts(sights):
        one_number = (evidence & SAME_IDENTIFIER).bit_count() == 1
        if one_number and evidence & facts.DIFFERENT_SEX and evidence & alike:
            assert verdict is RuleOutcome.REVIEW


def test_a_number_that_agrees_never_leads_to_somebody_new(sights: Sights) -> None:
    assert all(
        verdict is not RuleOutcome.CREATE for evidence, verdict in verdicts(sights) if evidence & SAME_IDENTIFIER
    )


def test_b1_without_a_number_nobody_is_linked_whose_surname_is_another(sights: Sights) -> None:
    alike = facts.SAME_SURNAME | facts.SHARED_PART_OF_SURNAME | facts.SIMILAR_SURNAME | facts.SWAPPED_NAMES
    for evidence, verdict in verdicts(sights):
        if verdict is RuleOutcome.LINK and not evidence & SAME_IDENTIFIER:
            assert evidence & alike


def test_b1_nobody_is_linked_to_whom_another_line_of_the_return_is_about(sights: Sights) -> None:
    linked = {evidence for evidence, verdict in verdicts(sights) if verdict is RuleOutcome.LINK}
    assert not any(evidence & facts.ON_ANOTHER_LINE for evidence in linked)


def test_b1_a_birth_date_and_postcode_that_many_share_link_nobody_without_both_names(sights: Sights) -> None:
    shared = facts.BORN_ON_FIRST_OF_JANUARY | facts.POSTCODE_OF_MANY
    for evidence, verdict in verdicts(sights):
        weak = evidence & shared and not evidence & (SAME_IDENTIFIER | facts.SAME_TEMPORARY_UPN)
        if weak and verdict is RuleOutcome.LINK:
            assert evidence & facts.SAME_SURNAME
            assert evidence & facts.SAME_FORENAME


def test_one_upn_in_both_columns_is_seen_as_one_number() -> None:
    both_columns = a_row(former_upn=a_upn(1), uln=None)
    assert compare(both_columns, somebody()) == compare(a_row(uln=None), somebody())
    two_numbers = somebody(former_upn=a_upn(3))
    assert compare(a_row(former_upn=a_upn(3)), two_numbers) & TWO_UPNS == TWO_UPNS


def test_every_rule_has_words() -> None:
    assert set(SENTENCES) == {rule.name for rule in RULES} | set(ROW_RULES)


def test_every_fact_has_words_of_its_own_and_is_named_as_its_constant_is() -> None:
    assert len({fact.words for fact in FACTS.values()}) == len(FACTS)
    assert all(getattr(facts, fact.name.upper()) == bit for bit, fact in FACTS.items())


def test_what_speaks_against_is_what_differs_and_what_others_make_doubtful() -> None:
    against = {fact.name for fact in FACTS.values() if fact.against}
    assert {name for name in against if not name.startswith("different_")} == {
        "born_on_first_of_january",
        "postcode_of_many",
        "on_another_line",
        "founded_by_another_line",
    }
    assert against >= {fact.name for fact in FACTS.values() if fact.name.startswith("different_")}


def test_facts_keep_their_permanent_places() -> None:
    assert list(FACTS) == [1 << number for number in range(len(FACTS))]
    names = [fact.name for fact in FACTS.values()]
    assert names[:6] == [
        "same_upn",
        "same_former_upn",
        "same_uln",
        "same_authority_ref",
        "same_temporary_upn",
        "different_upn",
    ]
    assert names[20:26] == [
        "different_forename",
        "swapped_names",
        "same_postcode",
        "different_postcode",
        "same_sex",
        "different_sex",
    ]
    assert names[26:] == [
        "born_on_first_of_january",
        "postcode_of_many",
        "on_another_line",
        "founded_by_another_line",
    ]
