"""Scorecards by hand: shares, trends, medians; and because of whose return people are not known."""

from dataclasses import replace

import pytest

from services.reporting.domain.quality.not_known import CAUSES, NotKnownThere, not_known_there
from services.reporting.domain.quality.scorecards import (
    PEERS_MIN,
    Scorecard,
    Share,
    Timeliness,
    Wanted,
    medians_of,
    wanted_of,
)
from shared.vocabulary.collections import COLLECTIONS
from tests.support.quality_views import BEFORE, FILE


def test_every_mandatory_column_and_group_is_wanted_once() -> None:
    wanted = wanted_of("S_ENR")
    assert Wanted(("C6", "C7", "C10")) in wanted
    assert Wanted(("P3",)) in wanted, "a group of one is a column"
    assert {one.columns[0] for one in wanted if len(one.columns) == 1} == {*COLLECTIONS["S_ENR"].mandatory, "P3"}
    for code in COLLECTIONS:
        columns = [column for one in wanted_of(code) for column in one.columns]
        assert len(columns) == len(set(columns))


def test_a_cell_that_cannot_be_used_is_as_good_as_none() -> None:
    assert FILE.usable(Wanted(("C5",))) == (190, 200)
    assert FILE.usable(Wanted(("L1",))) == (200, 200)
    assert FILE.usable(Wanted(("C6", "C7", "C10"))) == (180, 200)
    assert replace(FILE, absent=frozenset({"L1"})).usable(Wanted(("L1",))) == (0, 200)
    assert replace(FILE, absent=frozenset({"C7"})).usable(Wanted(("C6", "C7", "C10"))) == (180, 200)


def test_of_several_columns_of_which_one_is_wanted_only_a_blank_counts() -> None:
    assert replace(FILE, unusable={"C7": 50}, blank={}).usable(Wanted(("C6", "C7", "C10"))) == (200, 200)


def test_an_address_is_measured_only_where_the_return_asks_for_it() -> None:
    assert FILE.with_address == (186, 200)
    assert replace(FILE, collection="S_JL").with_address.percent is None
    assert replace(FILE, absent=frozenset({"C5"})).with_address == (0, 200)


def test_a_trend_compares_files_of_the_same_collections() -> None:
    card = Scorecard("8860001", "school", files=[FILE, BEFORE, replace(FILE, collection="S_LEAVE", matched=0)])
    assert card.share("linked") == (180, 400)
    assert card.trend("linked") == pytest.approx(10.0), "there are no leavers before"
    assert Scorecard("8860001", "school", files=[FILE]).trend("linked") is None
    assert card.trend("in_time") is None


def test_there_is_no_share_of_nothing() -> None:
    nothing = Scorecard("8860001", "school")
    assert nothing.share("complete") == Share(0, 0)
    assert nothing.share("complete").percent is None
    assert Timeliness().share.percent is None
    assert Timeliness(3, 1, 0).share.percent == 75.0


def test_medians_need_enough_others() -> None:
    cards = [Scorecard(str(n), "school", Timeliness(n, 10 - n)) for n in range(1, PEERS_MIN + 1)]
    assert medians_of(cards)["in_time"] == 30.0
    assert medians_of(cards[1:])["in_time"] is None
    assert medians_of([*cards[1:], Scorecard("9", "school")])["in_time"] is None, "it has no share"


def test_a_missing_return_takes_in_whom_it_would_name() -> None:
    found = not_known_there({"lapsed": 2, "unlisted": 3, "gap": 1, "does not know": 4}, {"S_ENR"})
    assert found.by_cause == {"missing": 5, "gap": 1, "does not know": 4}
    assert (found.people, found.would_be_known) == (10, 6)
    complete = not_known_there({"lapsed": 2, "unlisted": 3, "held": 0}, ())
    assert complete.by_cause == {"lapsed": 2, "unlisted": 3}
    assert (complete.people, complete.would_be_known) == (5, 2)


def test_every_cause_has_words_of_its_own() -> None:
    assert len({one.words for one in CAUSES}) == len({one.cause for one in CAUSES}) == 8
    assert NotKnownThere().people == 0
