"""Who is at somebody: what each word does, when it is over, and who may say it."""

from dataclasses import replace
from datetime import date, timedelta

from services.reporting.domain.work_lists.state import DONE_FOR, TAKEN_FOR, UNTOUCHED, WorkState, after, may

ON = date(2026, 10, 5)
ME, OTHER = "tracker@example.org", "another@example.org"


def _said(state: WorkState, act: str, account: str = ME, next_on: date | None = None) -> WorkState:
    return after(state, act, account, ON, next_on=next_on, note=None)  # type: ignore[arg-type]


def test_whoever_is_taken_is_taken_for_a_week() -> None:
    taken = _said(UNTOUCHED, "take")
    assert taken.on(ON) == "taken"
    assert taken.on(ON + TAKEN_FOR - timedelta(days=1)) == "taken"
    assert taken.on(ON + TAKEN_FOR) == "free"


def test_nobody_else_speaks_about_somebody_who_is_taken() -> None:
    taken = _said(UNTOUCHED, "take")
    assert not any(may(taken, act, OTHER, ON) for act in ("take", "give back", "note", "done"))
    assert all(may(taken, act, ME, ON) for act in ("give back", "note", "done"))
    assert may(taken, "take", OTHER, ON + TAKEN_FOR)


def test_whoever_is_done_comes_back() -> None:
    done = _said(_said(UNTOUCHED, "take"), "done")
    assert done.taken_by is None
    assert done.on(ON) == "done"
    assert done.on(ON + DONE_FOR) == "free"
    assert _said(UNTOUCHED, "done", next_on=ON + timedelta(days=2)).on(ON + timedelta(days=2)) == "free"


def test_a_next_date_puts_off() -> None:
    later = _said(UNTOUCHED, "note", next_on=ON + timedelta(days=3))
    assert later.on(ON) == "later"
    assert later.on(ON + timedelta(days=3)) == "free"
    assert _said(later, "take").on(ON) == "taken"


def test_one_undoes_only_ones_own_last_word() -> None:
    kept = replace(_said(UNTOUCHED, "done"), entry_id=7)
    assert may(kept, "undo", ME, ON)
    assert not may(kept, "undo", OTHER, ON)
    assert not may(UNTOUCHED, "undo", ME, ON)
