"""Every rule of the row, by example."""

from datetime import date

import pytest

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.context import Context
from services.validation.domain.rules import people
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.issues import ENTRIES, issue_named
from tests.spec.validation.college_examples import COLLEGE_EXAMPLES
from tests.spec.validation.contact_examples import CONTACT_EXAMPLES
from tests.spec.validation.examples import EXAMPLES as OTHER_EXAMPLES
from tests.spec.validation.examples import Example
from tests.spec.validation.movement_examples import MOVEMENT_EXAMPLES
from tests.spec.validation.offer_examples import OFFER_EXAMPLES
from tests.spec.validation.rows import answer

EXAMPLES = [*OTHER_EXAMPLES, *MOVEMENT_EXAMPLES, *COLLEGE_EXAMPLES, *OFFER_EXAMPLES, *CONTACT_EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.collection}-{example.changed}")
def test_what_is_said_of_a_row(example: Example) -> None:
    found = answer(example.collection, example.changed, context=example.context, marks=example.marks)
    assert found.said == example.says
    assert found.refused == example.refused


def test_every_complaint_about_rows_has_an_example() -> None:
    shown = {name for example in EXAMPLES for name in example.says}
    assert {entry.name for entry in ENTRIES if entry.stage == "row" and not entry.retired} - shown == set()


@pytest.mark.parametrize("code", COLLECTIONS)
def test_every_mandatory_column_says_when_it_is_blank(code: str) -> None:
    rules = COLLECTION_RULES[code]
    assert COLLECTIONS[code].mandatory <= set(rules.blanks) | rules.blanks_by_rule


@pytest.mark.parametrize("code", COLLECTIONS)
def test_every_rule_is_in_the_catalogue_and_reads_known_columns(code: str) -> None:
    for rule in COLLECTION_RULES[code].rules:
        entry = issue_named(rule.issue_name)
        assert entry.stage == "row"
        assert set(rule.reads) <= set(COLLECTIONS[code].column_ids)


@pytest.mark.parametrize("code", COLLECTIONS)
def test_without_what_is_essential_there_is_no_record(code: str) -> None:
    assert {issue_named(name).severity for name in COLLECTION_RULES[code].essential} == {"error"}


def test_an_error_refuses_and_everything_else_does_not() -> None:
    for example in EXAMPLES:
        graves = {issue_named(name).severity for name in example.says}
        not_answered = example.refused and not graves and bool(COLLECTION_RULES[example.collection].answered_in)
        assert example.refused == ("error" in graves or not_answered)


@pytest.mark.parametrize(
    ("column", "refused"), [("P1", False), ("P5", True), ("L2", False), ("L9", True), ("C1", False)]
)
def test_a12_a_formula_never_computed_is_said_instead_of_the_word_that_its_cell_is_missing(
    column: str, refused: bool
) -> None:
    found = answer("S_ENR", {column: None}, marks=[("formula_not_computed", column)])
    assert found.said == {"formula_not_computed"}
    assert found.refused is refused


def test_the_year_group_of_a_late_return_is_that_of_its_month() -> None:
    """Somebody in Year 11 until the end of August is no year ahead because the return came in September."""
    late = Context("S_LEAVE", "8860001", "2026-08", date(2026, 9, 3))
    born_in = people.school_year_of_birth(date(2010, 1, 15))
    assert not people.year_group_off_by_one(late, born_in, "11")
    assert people.year_group_off_by_one(late, born_in, "12")
