"""Who is at somebody: taken, given back, put off, done, and each of these undone. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

Act = Literal["take", "give back", "note", "done", "undo"]
ACTS: Final[tuple[Act, ...]] = ("take", "give back", "note", "done", "undo")
DONE_FOR: Final = timedelta(days=28)
"""How long somebody stays done unless a next date is given: the cycle of the monthly return (proposed)."""
TAKEN_FOR: Final = timedelta(days=7)
"""After so many days without another word somebody is free again, so that nobody is forgotten (proposed)."""

Availability = Literal["free", "taken", "later", "done"]
AVAILABILITIES: Final[tuple[Availability, ...]] = ("free", "taken", "later", "done")


@dataclass(frozen=True, slots=True)
class WorkState:
    """How the work on somebody stands, after the last word about it."""

    entry_id: int = 0
    """Which word was the last; 0: there is none."""
    taken_by: str | None = None
    taken_on: date | None = None
    next_on: date | None = None
    """Not before this day."""
    done: bool = False
    note: str | None = None
    act: Act | None = None
    account: str | None = None
    """Who spoke last."""

    def on(self, today: date) -> Availability:
        """Return how it stands on a day: what was put off, or taken long ago, is free again."""
        put_off = self.next_on is not None and today < self.next_on
        if self.done and put_off:
            return "done"
        if self.taken_by is not None and self.taken_on is not None and today < self.taken_on + TAKEN_FOR:
            return "taken"
        return "later" if put_off else "free"


UNTOUCHED: Final = WorkState()


def after(
    state: WorkState, act: Act, account: str, today: date, *, next_on: date | None, note: str | None
) -> WorkState:
    """Return how it stands after an act that is no undoing."""
    after_it = replace(state, act=act, account=account, note=note or state.note)
    if act == "take":
        return replace(after_it, taken_by=account, taken_on=today, done=False, next_on=None)
    if act == "give back":
        return replace(after_it, taken_by=None, taken_on=None)
    if act == "done":
        return replace(after_it, taken_by=None, taken_on=None, done=True, next_on=next_on or today + DONE_FOR)
    return replace(after_it, next_on=next_on, done=False)


def may(state: WorkState, act: Act, account: str, today: date) -> bool:
    """Tell whether an account may do this now: whoever else has taken somebody, has them until it is given back."""
    if act == "undo":
        return state.entry_id > 0 and state.act != "undo" and state.account == account
    return state.on(today) != "taken" or state.taken_by == account
