"""Which submission counts for a return: accepted, held, undone, superseded; shields."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.reporting.domain.returns.generations import Decision, Generation
from services.reporting.domain.returns.hold import HOLD_POLICIES, Comparison, hold_rule, policy_for
from shared.vocabulary.collections import COLLECTIONS
from tests.support.folding import Built, Folded, fold
from tests.support.overlay_model import Line, Shield

PEOPLE = [UUID(int=number) for number in range(1, 101)]


def built(
    day: int,
    people: list[UUID],
    *,
    shields: list[Shield] | None = None,
    decision: Decision | None = None,
    complete: bool = True,
    judgement: int = 1,
) -> Built:
    number = day * 10 + judgement
    lines = [Line(person, number, at, frozenset({person.int})) for at, person in enumerate(people)]
    generation = Generation(
        number, UUID(int=1000 + day), judgement, datetime(2026, 10, day, tzinfo=UTC), complete, decision
    )
    return Built(generation, frozenset(lines), tuple(shields or ()))


def states(settlement: Folded) -> list[str]:
    return [judged.state for judged in settlement.judged]


def people_of(settlement: Folded) -> set[UUID]:
    return {line.person_id for line in settlement.effective or ()}


def test_the_first_submission_counts() -> None:
    result = fold([built(1, PEOPLE[:5])])
    assert states(result) == ["accepted"]
    assert people_of(result) == set(PEOPLE[:5])


def test_a_later_submission_stands_for_the_whole_return() -> None:
    result = fold([built(1, PEOPLE[:5]), built(2, PEOPLE[2:7])])
    assert states(result) == ["accepted", "accepted"]
    assert people_of(result) == set(PEOPLE[2:7])


def test_received_later_counts_though_it_was_complete_earlier() -> None:
    late_parts = built(1, PEOPLE[:5], complete=False)
    assert people_of(fold([late_parts, built(2, PEOPLE[2:7])])) == set(PEOPLE[2:7])
    assert people_of(fold([built(1, PEOPLE[:5]), built(2, PEOPLE[2:7])])) == set(PEOPLE[2:7])


@pytest.mark.parametrize(
    ("before", "listed", "removed", "rule"),
    [
        (100, 91, 9, None),
        (100, 90, 10, "removes_many"),
        (200, 181, 19, None),
        (200, 180, 20, "removes_many"),
        (12, 3, 9, None),
        (12, 2, 10, "removes_many"),
        (5, 0, 5, "empty_return"),
        (0, 0, 0, None),
        (60_000, 54_001, 5_999, None),
        (60_000, 54_000, 6_000, "removes_many"),
    ],
)
def test_hold(before: int, listed: int, removed: int, rule: str | None) -> None:
    comparison = Comparison(before=before, listed=listed, added=0, removed=removed, shielded=0)
    assert hold_rule(comparison, policy_for(date(2026, 10, 5), "S_ENR")) == rule


@pytest.mark.parametrize(
    ("before", "listed", "removed", "rule"),
    [(1, 1, 1, "removes_many"), (2, 1, 1, "removes_many"), (3, 2, 1, None), (8, 1, 8, "removes_many"), (8, 8, 0, None)],
)
def test_a_months_leavers_who_are_half_of_them_missing_wait(
    before: int, listed: int, removed: int, rule: str | None
) -> None:
    comparison = Comparison(before=before, listed=listed, added=0, removed=removed, shielded=0)
    assert hold_rule(comparison, policy_for(date(2026, 10, 5), "S_LEAVE")) == rule


def test_what_removes_many_waits_and_the_earlier_one_still_counts() -> None:
    result = fold([built(1, PEOPLE[:40]), built(2, PEOPLE[20:40])])
    assert states(result) == ["accepted", "held"]
    assert people_of(result) == set(PEOPLE[:40])


def test_an_approved_one_counts_however_many_it_removes() -> None:
    result = fold([built(1, PEOPLE[:40]), built(2, PEOPLE[20:40], decision="approve")])
    assert states(result) == ["accepted", "accepted"]
    assert people_of(result) == set(PEOPLE[20:40])


def test_after_a_held_one_a_later_one_is_compared_with_what_still_counts() -> None:
    result = fold([built(1, PEOPLE[:40]), built(2, PEOPLE[20:40]), built(3, PEOPLE[:41])])
    assert states(result) == ["accepted", "passed over", "accepted"]
    assert people_of(result) == set(PEOPLE[:41])


def test_a_held_one_still_waits_when_what_came_after_it_is_held_or_undone() -> None:
    later = [built(3, PEOPLE[22:40]), built(4, PEOPLE[:41], decision="undo")]
    assert states(fold([built(1, PEOPLE[:40]), built(2, PEOPLE[20:40]), *later])) == [
        *("accepted", "held", "held", "undone"),
    ]


def test_undoing_leaves_what_counted_before() -> None:
    first = built(1, PEOPLE[:40])
    undone = fold([first, built(2, PEOPLE[1:41], decision="undo")])
    assert states(undone) == ["accepted", "undone"]
    assert undone.effective == fold([first]).effective


def test_a_submission_judged_again_counts_with_its_newest_judgement() -> None:
    result = fold([built(1, PEOPLE[:5]), built(1, PEOPLE[:4], judgement=2)])
    assert states(result) == ["superseded", "accepted"]
    assert people_of(result) == set(PEOPLE[:4])


def _refused(people: list[UUID]) -> list[Shield]:
    return [Shield(keys=frozenset({person.int})) for person in people]


def test_what_is_refused_when_a_file_is_judged_again_is_not_kept_by_its_own_earlier_judgement() -> None:
    again = built(2, PEOPLE[5:40], shields=_refused(PEOPLE[:5]), judgement=2)
    result = fold([built(2, PEOPLE[:40]), again])
    assert states(result) == ["superseded", "accepted"]
    assert people_of(result) == set(PEOPLE[5:40])
    kept = fold([built(1, PEOPLE[:3]), built(2, PEOPLE[:40]), again])
    assert people_of(kept) == set(PEOPLE[:3]) | set(PEOPLE[5:40])
    assert {line.generation_id for line in kept.effective or () if line.person_id in PEOPLE[:3]} == {11}


def test_a_judgement_that_takes_many_out_is_held_and_the_one_before_it_counts() -> None:
    first, many = built(2, PEOPLE[:40]), _refused(PEOPLE[:12])
    again = built(2, PEOPLE[12:40], shields=many, judgement=2)
    result = fold([first, again])
    assert states(result) == ["accepted", "held"]
    assert result.judged[1].hold == "removes_many"
    assert result.judged[1].overlay is not None
    assert result.judged[1].overlay.comparison == Comparison(before=40, listed=28, added=0, removed=12, shielded=0)
    assert people_of(result) == set(PEOPLE[:40])

    approved = fold([first, built(2, PEOPLE[12:40], shields=many, judgement=2, decision="approve")])
    assert states(approved) == ["superseded", "accepted"]
    assert people_of(approved) == set(PEOPLE[12:40])
    undone = fold([first, built(2, PEOPLE[12:40], shields=many, judgement=2, decision="undo")])
    assert states(undone) == ["superseded", "undone"]
    assert undone.effective is None

    third = fold([first, again, built(2, PEOPLE[:39], judgement=3)])
    assert states(third) == ["superseded", "superseded", "accepted"]
    later = fold([first, again, built(3, PEOPLE[:40])])
    assert states(later) == ["accepted", "passed over", "accepted"]


def test_what_was_approved_before_does_not_approve_what_the_next_judgement_takes_out() -> None:
    before, first = built(1, PEOPLE[:60]), built(2, PEOPLE[:40], decision="approve")
    result = fold([before, first, built(2, PEOPLE[12:40], judgement=2)])
    assert states(result) == ["accepted", "accepted", "held"]
    assert people_of(result) == set(PEOPLE[:40])


def test_what_was_decided_about_a_file_holds_when_it_is_judged_again() -> None:
    first = built(1, PEOPLE[:40])
    undone = fold([first, built(2, PEOPLE[1:41], decision="undo"), built(2, PEOPLE[1:41], judgement=2)])
    assert states(undone) == ["accepted", "superseded", "undone"]
    assert undone.effective == fold([first]).effective

    approved = fold([first, built(2, PEOPLE[:5], decision="approve"), built(2, PEOPLE[:5], judgement=2)])
    assert states(approved) == ["accepted", "superseded", "accepted"]


def test_the_last_word_about_a_file_counts_whichever_judgement_it_was_said_of() -> None:
    first = built(1, PEOPLE[:40])
    again = built(2, PEOPLE[1:41], judgement=2, decision="approve")
    assert states(fold([first, built(2, PEOPLE[1:41], decision="undo"), again])) == [
        "accepted",
        "superseded",
        "accepted",
    ]


def test_an_approval_that_is_withdrawn_is_withdrawn_whichever_judgement_was_approved() -> None:
    first = built(1, PEOPLE[:40])
    approved = built(2, PEOPLE[20:40], decision="approve")
    again = [approved, built(2, PEOPLE[20:40], judgement=2)]
    assert people_of(fold([first, *again])) == set(PEOPLE[20:40])
    withdrawn = fold([first, approved, built(2, PEOPLE[20:40], judgement=2, decision="withdraw")])
    assert withdrawn.effective == fold([first]).effective
    assert states(withdrawn)[-1] == "held"


def test_a_judgement_in_the_making_does_not_yet_supersede() -> None:
    result = fold([built(1, PEOPLE[:5]), built(1, PEOPLE[:4], judgement=2, complete=False)])
    assert states(result) == ["accepted", "building"]
    assert people_of(result) == set(PEOPLE[:5])


def test_whoever_a_refused_row_may_be_keeps_the_earlier_claim() -> None:
    refused = Shield(keys=frozenset({PEOPLE[0].int}))
    result = fold([built(1, PEOPLE[:5]), built(2, PEOPLE[1:5], shields=[refused])])
    assert people_of(result) == set(PEOPLE[:5])
    assert {line.generation_id for line in result.effective or () if line.person_id == PEOPLE[0]} == {11}
    overlay = result.judged[1].overlay
    assert overlay is not None
    assert overlay.comparison == Comparison(before=5, listed=4, added=0, removed=0, shielded=1)


def test_a_row_that_waits_for_a_decision_shields_its_candidates() -> None:
    waiting = Shield(candidates=frozenset({PEOPLE[0], PEOPLE[9]}))
    result = fold([built(1, PEOPLE[:5]), built(2, PEOPLE[1:5], shields=[waiting])])
    assert people_of(result) == set(PEOPLE[:5])


def test_an_earlier_claim_is_carried_on_as_long_as_its_row_is_not_settled() -> None:
    refused = Shield(keys=frozenset({PEOPLE[0].int}))
    generations = [built(1, PEOPLE[:5])] + [built(day, PEOPLE[1:5], shields=[refused]) for day in (2, 3, 4)]
    assert people_of(fold(generations)) == set(PEOPLE[:5])
    assert people_of(fold([*generations, built(5, PEOPLE[1:5])])) == set(PEOPLE[1:5])


def test_shielded_people_do_not_make_a_return_wait() -> None:
    refused = [Shield(keys=frozenset({person.int})) for person in PEOPLE[:30]]
    result = fold([built(1, PEOPLE[:40]), built(2, PEOPLE[30:40], shields=refused)])
    assert states(result) == ["accepted", "accepted"]


def test_every_policy_names_its_source_and_there_is_one_for_each_day() -> None:
    assert all(policy.source for policy in HOLD_POLICIES)
    for day in (date(2020, 1, 1), date(2026, 10, 5), date(2040, 1, 1)):
        for collection in COLLECTIONS:
            assert policy_for(day, collection).removed_min > 0
