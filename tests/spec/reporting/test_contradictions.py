"""The rules between returns by example; the examples stand in `contradiction_examples.py`."""

from datetime import date
from itertools import permutations

import pytest

from services.reporting.domain.cohort import person_of
from services.reporting.domain.contradictions import rules
from services.reporting.domain.contradictions.finding import Beside, Contradiction, contradictions_of, turns_on
from services.reporting.domain.contradictions.rules import RULES, in_force
from services.reporting.domain.status import status_on
from shared.vocabulary.issues import CATALOGUE
from tests.spec.reporting.contradiction_examples import EXAMPLES, SCHOOL, ContradictionExample
from tests.support.claims import TODAY, enrolment, leaver, on_roll, school


def found(
    example: ContradictionExample, disproved: frozenset[Contradiction] = frozenset()
) -> tuple[Contradiction, ...]:
    claims = example.claims
    about = Beside(example.as_at, example.listing, disproved)
    cohort = person_of(claims).birth_cohort
    return contradictions_of(claims, cohort, status_on(claims, example.as_at, school), about)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_what_contradicts_each_other(example: ContradictionExample) -> None:
    assert found(example) == tuple(Contradiction(*one) for one in example.found)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_in_any_order_it_is_the_same(example: ContradictionExample) -> None:
    answers = {found(example._replace(claims=order)) for order in permutations(example.claims)}
    assert answers == {found(example)}


def test_each_rule_has_its_examples() -> None:
    shown = {code for example in EXAMPLES for code, _ in example.found}
    assert shown == {rule.code for rule in RULES}


def test_rules_are_of_the_catalogue_and_in_the_order_of_their_codes() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(codes)
    assert all(CATALOGUE[code].in_use and CATALOGUE[code].stage == "person" for code in codes)


def test_a_rule_finds_nothing_before_it_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    later = tuple(
        rules.RuleBetweenReturns(
            one.issue, one.holds, one.ends, one.involved, one.source, one.certainty, effective_from=date(2026, 10, 6)
        )
        for one in RULES
    )
    monkeypatch.setattr(rules, "RULES", later)
    in_force.cache_clear()
    try:
        assert {found(example) for example in EXAMPLES if example.as_at == TODAY} == {()}
        assert in_force(date(2026, 10, 6)) == rules.CODES
    finally:
        in_force.cache_clear()


def test_what_other_rows_disprove_is_not_found() -> None:
    silent = next(example for example in EXAMPLES if example.found == (("P003", (SCHOOL,)),))
    assert found(silent, disproved=frozenset({Contradiction("P003", (SCHOOL,))})) == ()


def test_what_time_alone_ends_is_looked_at_on_the_first_day_of_the_next_academic_year() -> None:
    two, silent = Contradiction("P001", ("1", "2")), Contradiction("P003", ("1",))
    assert turns_on((two,), TODAY, None) is None
    assert turns_on((two, silent), TODAY, None) == date(2027, 9, 1)
    assert turns_on((silent,), TODAY, date(2026, 11, 1)) == date(2026, 11, 1)


def test_nothing_contradicts_anything_about_whom_nobody_tracks() -> None:
    claims = (on_roll(left_on=date(2026, 9, 28)), enrolment(date(2026, 10, 2)), leaver())
    status = status_on(claims, TODAY, school)
    assert contradictions_of(claims, 2009, status, Beside(TODAY, frozenset({SCHOOL}))) == ()
