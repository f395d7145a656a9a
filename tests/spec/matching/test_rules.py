"""The decision table by example: what a row says of somebody known, and what follows."""

from datetime import date
from typing import Any

import pytest

from services.matching.domain.blocking import blocking_keys
from services.matching.domain.decision import Create, Link, Review, decide, judge
from services.matching.domain.facts import (
    FOUNDED_BY_ANOTHER_LINE,
    ON_ANOTHER_LINE,
    POSTCODE_OF_MANY,
    SAME_BORN_ON,
    SAME_FORENAME,
    SAME_SURNAME,
    Evidence,
)
from services.matching.domain.pair_rule import RuleOutcome
from services.matching.domain.people import UPN, merged, new_person_from
from services.matching.domain.rules import RULES
from tests.support.builders import a_uln, a_upn
from tests.support.matching_rows import a_row, person_id, somebody

NO_NUMBERS: dict[str, Any] = {"upn": None, "upn_kind": None, "uln": None}
"""A row without UPN and ULN."""
DOUBLE = {"surname": "Kempton-Quirke"}
OTHER_UPN: dict[str, Any] = {"upn": a_upn(2), "uln": None}
TEMPORARY: dict[str, Any] = {"upn": "T88600002601A", "upn_kind": "temporary", "uln": None}
TEMPORARY_BEFORE: dict[str, Any] = {"upn": a_upn(2), "former_upn": "T88600002601A", "uln": None}
"""Permanent by now; the number in P2 was a temporary one."""
OTHER_DAY = date(2010, 5, 30)
OTHER_NAME: dict[str, Any] = {"surname": "Quirke", "forename": "Imogen"}
NEXT_DAY = date(2010, 2, 15)
SAMANTHA: dict[str, Any] = {"forename": "Samantha", "sex": "F"}
BROTHER: dict[str, Any] = {"forename": "Sam", "sex": "M", "uln": None}
"""Of Samantha, with her UPN."""
MOVED: dict[str, Any] = {"postcode": "CT1 1AA"}
NEW_YEAR: dict[str, Any] = {"born_on": date(2010, 1, 1)}
"""What is written where nobody knows the birth date."""
FOUNDED = ON_ANOTHER_LINE | FOUNDED_BY_ANOTHER_LINE

# Known: Zara Kempton, born 14 February 2010, girl, ME14 1XX, UPN 1, ULN 1 (or as `known` says).
# rule, what the row says otherwise, what is known otherwise
EXAMPLES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("two_identifiers_and_birth_date", {}, {}),
    ("two_identifiers_and_birth_date", OTHER_NAME, {}),
    ("two_identifiers_and_forename", {"born_on": OTHER_DAY}, {}),
    ("two_identifiers_and_forename", {"born_on": None, "surname": "Quirke"}, {}),
    ("identifier_perhaps_of_the_other_twin", BROTHER, SAMANTHA),
    ("identifier_perhaps_of_the_other_twin", BROTHER | {"uln": a_uln(2)}, SAMANTHA),
    ("identifier_perhaps_of_the_other_twin", BROTHER | {"born_on": None}, SAMANTHA),
    ("identifier_perhaps_of_the_other_twin", BROTHER | {"forename": "Samanta", "born_on": NEXT_DAY}, SAMANTHA),
    ("identifier_birth_date_and_forename", BROTHER | {"forename": "Samantha"}, SAMANTHA),
    ("identifier_birth_date_and_forename", BROTHER | {"sex": None}, SAMANTHA),
    ("one_identifier_and_all_else", {"uln": a_uln(2)}, {}),
    ("one_identifier_and_all_else", {"upn": a_upn(2), "forename": "Zarah"}, {}),
    ("identifiers_in_conflict", {"uln": a_uln(2), "surname": "Quirke"}, {}),
    ("identifiers_in_conflict", {"uln": a_uln(2), "born_on": OTHER_DAY}, {}),
    ("identifier_birth_date_and_forename", {"uln": None}, {}),
    ("identifier_birth_date_and_forename", {"upn": None}, {}),
    ("identifier_birth_date_and_forename", {"uln": None, "surname": "Quirke"}, {}),
    ("identifier_birth_date_and_forename", {"uln": None, "surname": "Zara", "forename": "Kempton"}, {}),
    ("identifier_birth_date_and_forename", {"uln": None, "surname": "Zara", "forename": "Kempton"}, DOUBLE),
    ("identifier_birth_date_and_forename", {"uln": None, "forename": "Tom"}, {"forename": "Thomas"}),
    ("identifier_birth_date_and_forename", {"upn": a_upn(3), "former_upn": a_upn(1), "uln": None}, {}),
    ("identifier_and_full_name", {"uln": None, "born_on": OTHER_DAY}, {}),
    ("identifier_and_full_name", {"uln": None, "born_on": None}, {}),
    ("identifier_and_full_name", {"uln": None, "born_on": OTHER_DAY, "surname": "Kempton-Quirke"}, {}),
    (
        "identifier_similar_name_and_near_birth_date",
        {"uln": None, "born_on": date(2010, 2, 15), "forename": "Zarra"},
        {},
    ),
    ("identifier_perhaps_of_a_twin", {"uln": None, "forename": "Imogen"}, {}),
    ("identifier_perhaps_of_a_twin", {"uln": None, "forename": "Imogen", "former_upn": a_upn(1)}, {}),
    ("two_identifiers_and_birth_date", OTHER_NAME | {"uln": None, "former_upn": a_upn(3)}, {"former_upn": a_upn(3)}),
    ("identifier_perhaps_of_another", {"uln": None, **OTHER_NAME}, {}),
    ("identifier_perhaps_of_another", {"uln": None, "born_on": OTHER_DAY, "surname": "Quirke"}, {}),
    ("identifier_perhaps_of_another", {"uln": None, "born_on": OTHER_DAY, "forename": "Imogen"}, {}),
    ("two_other_identifiers", {"upn": a_upn(2), "uln": a_uln(2)}, {}),
    ("perhaps_a_changed_identifier", OTHER_UPN, {}),
    ("perhaps_a_changed_identifier", {"upn": None, "uln": a_uln(2), "forename": "Tom"}, {"forename": "Thomas"}),
    ("perhaps_a_changed_identifier", OTHER_UPN | {"surname": "Quirke"}, {}),
    ("perhaps_a_changed_identifier", OTHER_UPN | {"forename": "Zarra"}, {}),
    ("perhaps_a_changed_identifier", OTHER_UPN | NEW_YEAR | {"surname": "Quirke"}, NEW_YEAR),
    ("another_identifier", OTHER_UPN | MOVED, {}),
    ("another_identifier", {"upn": None, "uln": a_uln(2)} | MOVED, {}),
    ("two_other_identifiers", OTHER_UPN | {"authority_ref": "K2"}, {"authority_ref": "K1"}),
    ("another_identifier", NO_NUMBERS | {"authority_ref": "K2"}, {"authority_ref": "K1"}),
    ("another_identifier", OTHER_UPN | {"forename": "Imogen"}, {}),
    ("temporary_upn_birth_date_and_forename", TEMPORARY | MOVED | {"surname": "Kemton"}, TEMPORARY),
    ("temporary_upn_birth_date_and_forename", TEMPORARY_BEFORE | MOVED | {"surname": "Kempton-Quirke"}, TEMPORARY),
    ("temporary_upn_and_another_surname", TEMPORARY | MOVED | {"surname": "Quirke"}, TEMPORARY),
    ("temporary_upn_and_another_surname", TEMPORARY_BEFORE | MOVED | {"surname": "Quirke"}, TEMPORARY),
    ("temporary_upn_and_name", TEMPORARY | MOVED | {"born_on": None}, TEMPORARY),
    ("temporary_upn_and_name", TEMPORARY_BEFORE | MOVED | {"born_on": None}, TEMPORARY),
    ("name_and_birth_date", NO_NUMBERS, {}),
    ("name_and_birth_date", NO_NUMBERS | MOVED, {}),
    ("name_and_birth_date", {}, NO_NUMBERS),
    ("name_and_birth_date", NO_NUMBERS | {"surname": "KEMPTON", "forename": "Zára"}, {}),
    ("name_and_birth_date", NO_NUMBERS | {"forename": "Zara Louise"}, {"middle_names": "Louise"}),
    ("name_and_birth_date", NO_NUMBERS | NEW_YEAR, NEW_YEAR),
    ("name_and_first_of_january", NO_NUMBERS | NEW_YEAR | MOVED, NEW_YEAR),
    ("name_and_first_of_january", NO_NUMBERS | NEW_YEAR | {"postcode": None}, NEW_YEAR),
    ("name_and_birth_date_other_sex", NO_NUMBERS | {"sex": "M"}, {}),
    ("swapped_names_and_birth_date", NO_NUMBERS | MOVED | {"surname": "Zara", "forename": "Kempton"}, {}),
    ("somebody_else", NO_NUMBERS | MOVED | {"surname": "Zara", "forename": "Kempton"}, DOUBLE),
    ("birth_date_postcode_and_another_surname", NO_NUMBERS | {"surname": "Quirke"}, {}),
    ("birth_date_postcode_and_another_surname", NO_NUMBERS | NEW_YEAR | {"surname": "Quirke"}, NEW_YEAR),
    ("birth_date_postcode_and_forename", NO_NUMBERS | {"surname": "Kemton"}, {}),
    ("birth_date_postcode_and_forename", NO_NUMBERS | {"forename": "Tom"}, {"forename": "Thomas"}),
    ("birth_date_and_alike_name_at_postcode", NO_NUMBERS | {"forename": "Zarra"}, {}),
    ("birth_date_and_alike_name_at_postcode", NO_NUMBERS | NEW_YEAR | {"surname": "Kemton"}, NEW_YEAR),
    ("birth_date_and_alike_name", NO_NUMBERS | NEW_YEAR | MOVED | {"surname": "Zara", "forename": "Kempton"}, NEW_YEAR),
    ("birth_date_and_alike_name", NO_NUMBERS | MOVED | {"forename": "Tom"}, {"forename": "Thomas"}),
    ("birth_date_and_alike_name", NO_NUMBERS | {"postcode": None, "surname": "Kempton-Quirke"}, {}),
    ("swapped_birth_date_name_and_postcode", NO_NUMBERS | {"born_on": date(2010, 3, 2)}, {"born_on": date(2010, 2, 3)}),
    ("near_birth_date_and_name", NO_NUMBERS | {"born_on": date(2010, 2, 15)}, {}),
    ("near_birth_date_and_name", NO_NUMBERS | MOVED | {"born_on": date(2010, 3, 2)}, {"born_on": date(2010, 2, 3)}),
    ("name_and_postcode_without_birth_date", NO_NUMBERS, {"born_on": None}),
    ("a_twin", NO_NUMBERS | {"forename": "Imogen"}, {}),
    ("a_twin", NO_NUMBERS | {"forename": "Jayden", "sex": "M"}, {"forename": "Aidan", "sex": "M"}),
    ("somebody_else", NO_NUMBERS | OTHER_NAME | MOVED, {}),
    ("somebody_else", NO_NUMBERS | MOVED | {"forename": "Imogen"}, {}),
    ("somebody_else", NO_NUMBERS | {"born_on": OTHER_DAY}, {}),
]

# The same, with what else is known: other lines of the row's return, other people at the postcode.
SURROUNDED: list[tuple[str, dict[str, Any], dict[str, Any], Evidence]] = [
    ("identifier_on_another_line", {"uln": None, "forename": "Zarah"}, {}, ON_ANOTHER_LINE),
    ("identifier_on_another_line", {"uln": None}, {"forename": "Zarah"}, FOUNDED),
    ("perhaps_listed_twice", OTHER_UPN, {}, FOUNDED),
    (
        "perhaps_listed_twice",
        NO_NUMBERS | {"forename": "Zara Louise"},
        NO_NUMBERS | {"middle_names": "Louise"},
        FOUNDED,
    ),
    ("beside_them_in_the_return", NO_NUMBERS | {"surname": "Quirke"}, {}, FOUNDED),
    ("beside_them_in_the_return", NO_NUMBERS | {"forename": "Dan"}, {"forename": "Danyal"}, FOUNDED),
    ("beside_them_in_the_return", OTHER_UPN | {"surname": "Quirke"}, {}, FOUNDED),
    ("beside_them_in_the_return", OTHER_UPN | {"forename": "Zarah"}, {}, FOUNDED),
    ("alike_on_another_line", NO_NUMBERS | {"forename": "Tom"}, {"forename": "Thomas"}, ON_ANOTHER_LINE),
    ("alike_on_another_line", NO_NUMBERS, {}, ON_ANOTHER_LINE),
    ("perhaps_a_changed_identifier", OTHER_UPN | {"surname": "Quirke"}, {}, POSTCODE_OF_MANY),
    ("somebody_else", NO_NUMBERS | {"surname": "Quirke"}, {}, POSTCODE_OF_MANY),
    ("birth_date_and_alike_name_at_postcode", NO_NUMBERS | {"surname": "Kemton"}, {}, POSTCODE_OF_MANY),
    ("name_and_birth_date", NO_NUMBERS, {}, POSTCODE_OF_MANY),
    (
        "near_birth_date_and_name",
        NO_NUMBERS | {"born_on": date(2010, 3, 2)},
        {"born_on": date(2010, 2, 3)},
        POSTCODE_OF_MANY,
    ),
]


@pytest.mark.parametrize(("rule", "said", "known", "beside"), SURROUNDED)
def test_what_other_rows_and_people_say_weighs(
    rule: str, said: dict[str, Any], known: dict[str, Any], beside: Evidence
) -> None:
    assert judge(a_row(**said), somebody(**known), beside).rule == rule


@pytest.mark.parametrize(("rule", "said", "known"), EXAMPLES)
def test_a_row_and_a_person_are_judged_by_the_rule(rule: str, said: dict[str, Any], known: dict[str, Any]) -> None:
    assert judge(a_row(**said), somebody(**known)).rule == rule


def test_every_rule_has_an_example() -> None:
    assert {rule.name for rule in RULES} == {rule for rule, *_ in (*EXAMPLES, *SURROUNDED)}


def test_rule_names_are_distinct() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(("rule", "said", "known"), EXAMPLES)
def test_with_one_person_known_the_rule_decides_the_row(rule: str, said: dict[str, Any], known: dict[str, Any]) -> None:
    verdict = next(entry.verdict for entry in RULES if entry.name == rule)
    decision = decide(a_row(**said), [somebody(**known)])
    if verdict is RuleOutcome.LINK:
        assert isinstance(decision, Link)
        assert decision.rule == rule
        assert decision.person_id == person_id()
    elif verdict is RuleOutcome.REVIEW:
        assert isinstance(decision, Review)
        assert [candidate.rule for candidate in decision.candidates] == [rule]
    else:
        assert isinstance(decision, Create)
        assert decision.rule in (rule, "nobody_like_them")


class TestRowsAndSeveralPeople:
    """Nobody is mixed up with somebody else for want of a second look."""

    def test_the_upn_of_one_and_the_uln_of_another_wait_for_a_person(self) -> None:
        one, other = somebody("one", uln=None), somebody("other", **OTHER_NAME, upn=a_upn(2), uln=a_uln(2))
        decision = decide(a_row(uln=a_uln(2)), [one, other])
        assert isinstance(decision, Review)
        assert decision.rule == "identifiers_of_two_people"
        assert {candidate.person_id for candidate in decision.candidates} == {one.id, other.id}

    @pytest.mark.parametrize(
        ("row", "linked"), [({}, True), (OTHER_NAME | {"born_on": OTHER_DAY}, False)], ids=["sure", "unsure"]
    )
    def test_whoever_has_another_line_of_the_return_does_not_keep_a_sure_row_from_its_person(
        self, row: dict[str, Any], linked: bool
    ) -> None:
        one, other = somebody("one", uln=None), somebody("other", **OTHER_NAME, upn=a_upn(2), uln=a_uln(2))
        decision = decide(a_row(uln=a_uln(2), **row), [other, one], {other.id: ON_ANOTHER_LINE})
        assert isinstance(decision, Link) == linked
        if isinstance(decision, Link):
            assert decision.person_id == one.id
        both = {one.id: ON_ANOTHER_LINE, other.id: ON_ANOTHER_LINE}
        assert isinstance(decide(a_row(uln=a_uln(2), **row), [other, one], both), Review)

    def test_a_number_that_agrees_outweighs_somebody_of_the_same_name_and_birth_date(self) -> None:
        one, other = somebody("one"), somebody("other", **NO_NUMBERS)
        decision = decide(a_row(uln=None), [other, one])
        assert isinstance(decision, Link)
        assert decision.person_id == one.id

    def test_two_people_of_the_same_name_and_birth_date_leave_a_row_without_number_in_doubt(self) -> None:
        people = [somebody("one"), somebody("other", upn=a_upn(2), uln=a_uln(2), **MOVED)]
        decision = decide(a_row(**NO_NUMBERS), people)
        assert isinstance(decision, Review)
        assert decision.rule == "several_people_fit"
        assert len(decision.candidates) == 2

    def test_two_people_of_the_same_name_and_birth_date_are_told_apart_by_upn(self) -> None:
        people = [somebody("one"), somebody("other", upn=a_upn(2), uln=a_uln(2), **MOVED)]
        decision = decide(a_row(uln=None, upn=a_upn(2)), people)
        assert isinstance(decision, Link)
        assert decision.person_id == person_id("other")

    def test_a_third_upn_of_the_same_name_and_birth_date_is_a_third_person(self) -> None:
        people = [somebody("one", **MOVED), somebody("other", upn=a_upn(2), uln=a_uln(2), **MOVED)]
        assert isinstance(decide(a_row(upn=a_upn(3), uln=None), people), Create)

    def test_twins_known_both_are_told_apart_by_forename(self) -> None:
        twins = [somebody("zara"), somebody("imogen", forename="Imogen", upn=a_upn(2), uln=a_uln(2))]
        decision = decide(a_row(**NO_NUMBERS, forename="Imogen"), twins)
        assert isinstance(decision, Link)
        assert decision.person_id == person_id("imogen")

    @pytest.mark.parametrize(("named", "other"), [("Jayden", "Hayden"), ("Hayden", "Jayden"), ("Dan", "Danyal")])
    def test_b14_a_row_that_is_one_of_known_twins_in_all_is_linked_to_them(self, named: str, other: str) -> None:
        twins = [somebody("one", forename=named), somebody("two", forename=other, upn=a_upn(2), uln=a_uln(2))]
        for said in (NO_NUMBERS, NO_NUMBERS | {"postcode": None}, NO_NUMBERS | {"sex": None}):
            decision = decide(a_row(**said, forename=named), twins)
            assert isinstance(decision, Link)
            assert decision.person_id == person_id("one")
            alike = SAME_BORN_ON | SAME_SURNAME | SAME_FORENAME
            assert decision.evidence & alike == alike

    def test_b14_whoever_moved_does_not_agree_in_all(self) -> None:
        twins = [somebody("one", forename="Jayden", **MOVED), somebody("two", forename="Hayden", upn=a_upn(2))]
        decision = decide(a_row(**NO_NUMBERS, forename="Jayden"), twins)
        assert isinstance(decision, Review)
        assert decision.rule == "several_people_fit"

    def test_a_twins_upn_on_a_row_of_the_other_twin_waits_with_both_named(self) -> None:
        twins = [somebody("zara"), somebody("imogen", forename="Imogen", upn=a_upn(2), uln=a_uln(2))]
        decision = decide(a_row(forename="Imogen", uln=None), twins)
        assert isinstance(decision, Review)
        assert {candidate.person_id for candidate in decision.candidates} == {person_id("zara"), person_id("imogen")}

    def test_a_twins_upn_written_twice_is_one_number(self) -> None:
        decision = decide(a_row(forename="Imogen", uln=None, former_upn=a_upn(1)), [somebody("zara")])
        assert isinstance(decision, Review)
        assert decision.rule == "identifier_perhaps_of_a_twin"

    def test_a_temporary_upn_in_the_former_column_is_remembered_and_looked_up_as_temporary(self) -> None:
        row = a_row(**TEMPORARY_BEFORE)
        assert row.identifiers == (UPN + a_upn(2),)
        assert new_person_from(row, person_id()).temporary_upns == (TEMPORARY["upn"],)
        assert merged(somebody(), row).temporary_upns == (TEMPORARY["upn"],)
        assert set(blocking_keys(row).keys) & set(blocking_keys(a_row(**TEMPORARY | {"born_on": None})).keys)

    def test_two_children_given_one_temporary_upn_by_two_schools_stay_two(self) -> None:
        earlier = somebody("imogen", **OTHER_NAME | TEMPORARY_BEFORE | MOVED | {"born_on": OTHER_DAY, "upn": None})
        assert isinstance(decide(a_row(**TEMPORARY_BEFORE), [earlier]), Create)

    def test_without_number_and_birth_date_nobody_is_found_or_founded(self) -> None:
        decision = decide(a_row(**NO_NUMBERS, born_on=None), [])
        assert isinstance(decision, Review)
        assert decision.rule == "too_little_to_tell"
        assert decision.candidates == ()

    def test_a_temporary_upn_is_not_a_number_that_founds_somebody(self) -> None:
        decision = decide(a_row(**TEMPORARY, born_on=None), [])
        assert isinstance(decision, Review)
        assert decision.rule == "too_little_to_tell"

    def test_nobody_known_means_somebody_new(self) -> None:
        assert decide(a_row(), []) == Create("nobody_like_them", 0)
