"""The difference of a what-if adds up, whatever the people."""

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.measures import CohortCounts
from services.reporting.domain.what_if.difference import AlikeInBoth, Side, difference_of

SIDES = st.none() | st.builds(
    Side,
    st.sampled_from(["E07000110", "E07000105", None]),
    st.sampled_from(["headline", "headline", "not on roll", "younger", "out of scope"]),
    st.sampled_from(["education", "employment", "neet", "not known", "other"]),
    st.sampled_from(["210", "310", None]),
    st.booleans(),
)
GROUPS = st.lists(st.builds(AlikeInBoth, SIDES, SIDES, st.integers(1, 50)), max_size=30)


def counted(sides: list[tuple[Side | None, int]]) -> CohortCounts:
    return sum((side.counts for side, people in sides if side is not None for _ in range(people)), CohortCounts())


@given(GROUPS)
def test_the_rows_make_the_total_of_both_snapshots(groups: list[AlikeInBoth]) -> None:
    found = difference_of(groups)
    assert found.total.before == counted([(one.before, one.people) for one in groups])
    assert found.total.after == counted([(one.after, one.people) for one in groups])


@given(GROUPS)
def test_whoever_goes_and_comes_makes_the_change(groups: list[AlikeInBoth]) -> None:
    found = difference_of(groups)
    assert found.people == sum(one.people for one in groups if one.changes)
    stay = [one for one in groups if one.before == one.after]
    others = [one for one in groups if one.before != one.after]
    kept = counted([(one.before, one.people) for one in stay])
    assert found.total.before == kept + counted([(one.before, one.people) for one in others])
    assert found.total.after == kept + counted([(one.after, one.people) for one in others])
