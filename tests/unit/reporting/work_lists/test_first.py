"""Whom to call first: points, limits of tries, and an order that does not depend on the order of what comes in."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain.work_lists.first import (
    REASONS,
    RESTS,
    TRIES_MAX,
    CallFacts,
    Day,
    best_first,
    priority_of,
    rests_on,
)

ON = date(2026, 10, 5)
DAY = Day(ON, 0)
PLAIN = CallFacts(UUID(int=1), "not known", ON, None, date(2005, 1, 1), False, False, False, ON - timedelta(days=1), 0)


def _points(**facts: Any) -> dict[str, int]:
    return {one.words: one.points for one in priority_of(PLAIN._replace(**facts), DAY).why}


def test_every_reason_is_reached_by_an_example() -> None:
    everything = PLAIN._replace(
        since=ON - timedelta(days=200),
        due_on=ON + timedelta(days=3),
        born_on=date(2010, 1, 1),
        has_plan=True,
        vulnerable=True,
        unmet=True,
        at_risk=True,
        contacted_on=ON - timedelta(days=60),
        tries=1,
        next_on=ON,
    )
    found = priority_of(everything, Day(ON, 20)).why
    never = priority_of(everything._replace(contacted_on=None), Day(ON, 20)).why
    words = {one.words for one in (*found, *never)}
    for reason in REASONS:
        assert any(one.startswith(reason.words.partition("{n}")[0]) for one in words if reason.words[0] != "{") or any(
            one.endswith(reason.words.partition("{n}")[2]) for one in words
        ), reason.code


@pytest.mark.parametrize(("days", "points"), [(0, 5), (27, 5), (28, 15), (55, 15), (56, 20), (111, 20), (112, 30)])
def test_the_longer_the_more(days: int, points: int) -> None:
    assert _points(since=ON - timedelta(days=days)) == {f"{days} days not known or NEET": points}


def test_tries_lower_and_at_last_another_channel_is_next() -> None:
    points = [priority_of(PLAIN._replace(tries=tries), DAY).points for tries in range(4)]
    assert points == sorted(points, reverse=True)
    assert rests_on(PLAIN._replace(tries=TRIES_MAX - 1), ON) is None
    assert rests_on(PLAIN._replace(tries=TRIES_MAX), ON) == "tries"


def test_nobody_is_called_twice_a_day_nor_before_the_day_that_was_agreed_nor_by_two() -> None:
    assert rests_on(PLAIN._replace(contacted_on=ON), ON) == "today"
    assert rests_on(PLAIN._replace(next_on=ON + timedelta(days=1)), ON) == "later"
    assert rests_on(PLAIN._replace(taken=True), ON) == "taken"
    assert set(RESTS) == {"taken", "today", "tries", "later"}


def test_the_order_is_the_same_however_people_come() -> None:
    random = Random(17)
    people = [
        PLAIN._replace(
            person_id=UUID(int=number),
            since=ON - timedelta(days=random.choice((0, 30, 120))),
            tries=random.choice((0, 0, 1, 3)),
            vulnerable=random.random() < 0.2,
        )
        for number in range(1, 300)
    ]
    expected = [one.person_id for one in best_first(people, DAY)]
    for _ in range(20):
        random.shuffle(people)
        assert [one.person_id for one in best_first(people, DAY)] == expected
    rests = [rests_on(one, ON) is not None for one in best_first(people, DAY)]
    assert rests == sorted(rests)


def test_whom_nothing_holds_back_stands_by_points() -> None:
    old = PLAIN._replace(person_id=UUID(int=9), since=ON - timedelta(days=120))
    rests = PLAIN._replace(person_id=UUID(int=2), since=ON - timedelta(days=500), tries=3)
    assert [one.person_id.int for one in best_first([PLAIN, rests, old], DAY)] == [9, 1, 2]
