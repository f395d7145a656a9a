"""What the first page says of returns: how many are late, and how many are due this week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.reporting.queries.board.board import THIS_WEEK, BoardFilter, BoardQueries, falls_on
from services.reporting.queries.board.lines import BoardLine
from shared.clock import Clock
from shared.concurrency.kept import Kept

KEPT_S: Final = 60.0
"""So long the numbers of the whole county may be old: they are made of all that ever came."""


@dataclass(frozen=True, slots=True)
class Headline:
    """How many lines of the board there are, by the same count as on the board."""

    late: int
    """Without those that are overdue."""
    overdue: int
    due_this_week: int
    """Whether or not it has come."""
    open_this_week: int
    """Of these: how many are still to come."""


class HeadlineQueries:
    """The numbers of today. Those of the whole county are worked out once in a while, those of one sender at once."""

    def __init__(self, board: BoardQueries, clock: Clock, kept_s: float = KEPT_S) -> None:
        self._board = board
        self._clock = clock
        self._kept = Kept(self._of_all, kept_s)

    async def headline(self, own: str | None) -> Headline:
        """Return the numbers of one establishment (None: of all). Raises Transient."""
        today = self._clock.today()
        if own is None:
            return await self._kept.get(today)
        return _headline(await self._board.everything(BoardFilter(own=own)), today)

    async def _of_all(self, today: date) -> Headline:
        return _headline(await self._board.everything(BoardFilter()), today)


def _headline(lines: Sequence[BoardLine], today: date) -> Headline:
    states = Counter(line.state for line in lines)
    this_week = [line for line in lines if line.owed and falls_on(line, THIS_WEEK, today)]
    return Headline(states["late"], states["overdue"], len(this_week), sum(line.open for line in this_week))
