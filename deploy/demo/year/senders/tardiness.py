"""Who sends a return late, or never: a few of each collection, the same for the same seed.

A late return goes out at the next stop of the year with the rows that it would have had; one that is missing is never
sent, so that nobody can know what it would have said.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Tardiness = Literal["late", "missing"]

MOVES: Final = frozenset({"S_JOIN", "S_LEAVE", "S_JL", "C_JL", "C_JOIN", "C_LEAVE"})
"""Collections of which chance alone picks some: they are owed each month. Of all others one sender is late on each
occasion, and another forgets it."""
_NEVER_LATE: Final = frozenset({"TEP_DEST"})
"""By the next stop trackers have reached some of those on the list themselves: what is known of them, and how long it
stays current, would no longer follow from what was sent in order."""
_LATE: Final = 0.06
_MISSING: Final = 0.03
_HOW: Final[tuple[Tardiness, Tardiness]] = ("late", "missing")


@dataclass(frozen=True, slots=True)
class TardySenders:
    """The senders who may be late, or forget a return."""

    seed: int = 0
    schools: Sequence[str] = ()
    colleges: Sequence[str] = ()

    def find(self, collection: str, establishment: str, occasion: str) -> Tardiness | None:
        """Return how a sender fares with a return on an occasion, the day on which it is due; None: it is in time."""
        senders = next((group for group in (self.schools, self.colleges) if establishment in group), ())
        if collection in MOVES:
            drawn = self._chance("moves", establishment, occasion).random() if senders else 1.0
            return "late" if drawn < _LATE else "missing" if drawn < _LATE + _MISSING else None
        chosen = self._chance(collection, occasion).sample(senders, min(len(_HOW), len(senders)))
        found = next((how for who, how in zip(chosen, _HOW, strict=False) if who == establishment), None)
        return None if found == "late" and collection in _NEVER_LATE else found

    def _chance(self, *of: str) -> random.Random:
        return random.Random(" ".join((str(self.seed), *of)))  # noqa: S311 (the same for the same seed)
