"""The thread of a contradiction: how it stands, and what may be done next."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Act = Literal["message", "settled", "reopened", "undone"]
"""Something written; settled, with the reason; opened again, with the reason; a settlement taken back."""
ThreadState = Literal["open", "again", "settled", "closed"]
"""open: the returns contradict each other. again: it was settled, and since then they say something new. settled: the
authority knows why, and they still say the same. closed: the returns no longer contradict each other."""

OPEN: Final[frozenset[ThreadState]] = frozenset({"open", "again"})
"""States in which somebody has something to do."""
MAY_FOLLOW: Final[Mapping[Act, frozenset[ThreadState]]] = MappingProxyType(
    {
        "message": frozenset({"open", "again", "settled", "closed"}),
        "settled": OPEN,
        "reopened": frozenset({"settled"}),
        "undone": frozenset({"settled"}),
    }
)
"""In which states of the thread each may be done."""
DECIDING: Final[frozenset[Act]] = frozenset({"settled", "reopened", "undone"})
"""What the authority alone does: an establishment ends a contradiction by correcting its return."""


class Situation(NamedTuple):
    """How a thread stands."""

    state: ThreadState
    facts: str
    """What its establishments' returns say about where the learner was since when, as they count now."""
    opened_at: datetime
    """Since when the returns contradict each other without a break."""
    last_note_id: int
    """The note that was written last; 0: none."""
    settlement_id: int | None
    """The settlement that was made last and was not taken back; None: there is none, or it was opened again."""

    @property
    def seen(self) -> str:
        """Return what a form carries to tell whether the thread still stands as it was shown."""
        parts = (self.state, self.facts, self.opened_at.isoformat(), str(self.last_note_id))
        return sha256("\n".join(parts).encode()).hexdigest()[:32]
