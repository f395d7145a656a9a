"""The monthly cycle: every state and step, what each asks for, and what is kept when a month is opened again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from services.reporting.domain.months.month import (
    NEXT,
    STEPS,
    WORDS_MAX,
    AskedStep,
    By,
    Month,
    Refusal,
    State,
    Step,
    act_of,
    after,
    month_of,
    months_to_list,
    refusal_of,
    rests_on,
)

END = date(2026, 10, 31)
BY = By("reviewer", datetime(2026, 11, 3, 9, tzinfo=UTC))
ALLOWED = {
    "open": {"check"},
    "checked": {"check", "close", "reopen"},
    "closed": {"send", "reopen"},
    "sent": {"accept", "reject", "reopen"},
    "accepted": {"reopen"},
    "rejected": {"reopen"},
}


def refused(
    month: Month,
    step: Step,
    *,
    version: int = 4,
    today: date = END,
    is_made: bool = True,
    errors: Mapping[int, int] | None = None,
    reason: str = "",
    reference: str = "",
) -> Refusal | None:
    """Return why a step is refused."""
    return refusal_of(month, AskedStep(step, version, reason, reference), today, is_made=is_made, errors=errors)


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("step", get_args(Step))
def test_each_step_begins_where_the_cycle_says_and_nowhere_else(state: State, step: Step) -> None:
    answer = refused(Month(END, 4, state), step, reason="why", reference="123")
    assert answer == (None if step in ALLOWED[state] else "not from here")
    following = NEXT[state]
    assert following is None or following in ALLOWED[state]


@pytest.mark.parametrize(
    ("step", "state", "given", "wanted"),
    [
        ("reopen", "closed", {}, "reason wanted"),
        ("reject", "sent", {"reference": "1"}, "reason wanted"),
        ("reject", "sent", {"reason": "schema"}, "reference wanted"),
        ("accept", "sent", {}, "reference wanted"),
        ("accept", "sent", {"reference": "1" * (WORDS_MAX + 1)}, "too long"),
        ("close", "checked", {"errors": {1: 1, 2: 5}}, "reason wanted"),
        ("close", "checked", {"errors": {1: 1}, "reason": "DfE knows"}, None),
        ("close", "checked", {"errors": {1: 0, 2: 5}}, None),
        ("close", "checked", {"is_made": False}, "being made"),
        ("close", "checked", {"today": date(2026, 10, 30)}, "too early"),
        ("check", "open", {"today": date(2026, 10, 1)}, None),
        ("check", "open", {"today": date(2026, 9, 30)}, "too early"),
        ("send", "closed", {"version": 3}, "changed meanwhile"),
    ],
)
def test_what_a_step_asks_for(step: Step, state: State, given: dict[str, object], wanted: Refusal | None) -> None:
    assert refused(Month(END, 4, state), step, **given) == wanted  # type: ignore[arg-type]


def walk(*steps: tuple[Step, int | None]) -> Month:
    """Return how a month stands after these steps, each with the snapshot that it has made."""
    month = Month(END)
    acts = []
    for step, snapshot_id in steps:
        acts.append(act_of(month, AskedStep(step, month.version, "why", "123"), snapshot_id, {1: 0, 3: 7}, BY))
        month = after(month, acts[-1])
    assert month == month_of(END, acts)
    assert [act.errors for act in acts if act.errors] == [{"1": 0, "3": 7}] * month.edition
    return month


def test_a_month_opened_again_keeps_what_it_was_closed_with_and_closing_anew_makes_another_edition() -> None:
    once = walk(("check", 1), ("close", 2), ("send", None), ("reject", None), ("reopen", None))
    assert once == Month(END, 5, "open", 1, None, 2)
    assert rests_on(walk(("check", 1)), "close") == 1
    again = walk(
        ("check", 1), ("close", 2), ("send", None), ("reopen", None), ("check", 3), ("close", 4), ("send", None)
    )
    assert again == Month(END, 7, "sent", 2, 3, 4)
    assert rests_on(again, "accept") is None


def test_the_list_has_the_present_month_those_of_a_year_before_and_whatever_was_worked_on() -> None:
    days = months_to_list(date(2026, 3, 5), [date(2020, 2, 29)])
    assert days[:3] == [date(2026, 3, 31), date(2026, 2, 28), date(2026, 1, 31)]
    assert days[12:] == [date(2025, 3, 31), date(2020, 2, 29)]
    assert set(STEPS) == set(get_args(Step))
