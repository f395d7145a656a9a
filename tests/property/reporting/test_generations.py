"""Laws of the fold: the order of processing never matters, undoing restores, nobody vanishes."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.returns.generations import Decision, Generation
from tests.support.folding import Built, fold
from tests.support.overlay_model import Line, Shield, overlay

PEOPLE = st.integers(1, 30).map(lambda number: UUID(int=number))
SHIELDS = st.builds(
    Shield,
    st.frozensets(st.integers(1, 30), max_size=3),
    st.frozensets(PEOPLE, max_size=2),
)
DECISIONS: st.SearchStrategy[Decision | None] = st.sampled_from([None, None, None, "approve", "undo", "withdraw"])


@st.composite
def returns(draw: st.DrawFn) -> list[Built]:
    """Up to six submissions of one return, some judged twice, some not complete."""
    builts = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        received_at = datetime(2026, 10, draw(st.integers(1, 4)), tzinfo=UTC)
        for judgement in range(1, draw(st.integers(1, 2)) + 1):
            generation_id = number * 10 + judgement
            people = draw(st.lists(PEOPLE, max_size=25, unique=True))
            lines = [Line(person, generation_id, at, frozenset({person.int})) for at, person in enumerate(people)]
            generation = Generation(
                generation_id, UUID(int=number), judgement, received_at, draw(st.booleans()), draw(DECISIONS)
            )
            builts.append(Built(generation, frozenset(lines), tuple(draw(st.lists(SHIELDS, max_size=3)))))
    return builts


@given(returns(), st.randoms(use_true_random=False))
def test_the_order_of_processing_does_not_matter(builts: list[Built], chance: Random) -> None:
    shuffled = list(builts)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(builts)


@given(returns(), st.data())
def test_completing_in_any_order_ends_the_same(builts: list[Built], data: st.DataObject) -> None:
    """Refolding after each completion goes through different states, and ends in the one of completing all at once."""
    waiting = [built for built in builts if not built.generation.complete]
    order = data.draw(st.permutations(waiting))
    now = list(builts)
    for built in order:
        now[now.index(built)] = _completed(built)
        fold(now)
    assert fold(now) == fold([_completed(built) for built in builts])


@given(returns())
def test_undoing_a_submission_is_as_if_it_had_never_been_received(builts: list[Built]) -> None:
    last = max(builts, key=lambda built: built.generation.order)
    same_file = [built for built in builts if built.generation.submission_id == last.generation.submission_id]
    others = [built for built in builts if built not in same_file]
    undone = fold([*others, *(_decided(built, "undo") for built in same_file)])
    assert undone.effective == fold(others).effective if others else undone.effective is None


@given(returns())
def test_an_approval_taken_back_is_as_if_nothing_had_been_decided(builts: list[Built]) -> None:
    undecided = fold([_decided(built, None) for built in builts])
    taken_back = fold([_decided(built, "withdraw") for built in builts])
    assert taken_back.effective == undecided.effective
    assert [each.state for each in taken_back.judged] == [each.state for each in undecided.judged]


@given(st.lists(PEOPLE, unique=True), st.lists(PEOPLE, unique=True), st.lists(SHIELDS, max_size=4))
def test_an_overlay_accounts_for_everybody(before: list[UUID], listed: list[UUID], shields: list[Shield]) -> None:
    base = [Line(person, 1, at, frozenset({person.int})) for at, person in enumerate(before)]
    lines = [Line(person, 2, at) for at, person in enumerate(listed)]
    edition, comparison = overlay(lines, shields, base)
    kept = len({*before} & {*listed})
    assert comparison.before == kept + comparison.removed + comparison.shielded
    assert comparison.listed == kept + comparison.added
    assert len({line.person_id for line in edition}) == comparison.listed + comparison.shielded
    assert {line for line in edition if line.generation_id == 2} == set(lines)


@given(st.lists(PEOPLE, unique=True), st.lists(PEOPLE, unique=True))
def test_a_file_that_adds_takes_nobody_out(before: list[UUID], listed: list[UUID]) -> None:
    base = [Line(person, 1, at) for at, person in enumerate(before)]
    edition, comparison = overlay([Line(person, 2, at) for at, person in enumerate(listed)], [], base, adds=True)
    assert {line.person_id for line in edition} == {*before, *listed}
    assert comparison.removed == 0


def _completed(built: Built) -> Built:
    return replace(built, generation=replace(built.generation, complete=True))


def _decided(built: Built, decision: Decision | None) -> Built:
    return replace(built, generation=replace(built.generation, decision=decision))
