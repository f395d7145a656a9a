"""Whether the seeded silence was found, how soon, and what was taken for one that is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from cli.addresses import NotUpError
from cli.http_session import HttpSession
from deploy.demo.year.calendar import MONTHS_OF_MOVES, STOPS, Stop
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.silence import SILENT, SILENT_FROM, keeps_silent

_NIL_RETURNS: Final = 3
_LEAVERS_OF_PEERS: Final = 4
AlertName = tuple[str, str, str]
"""Kind, establishment, and the month since when."""


@dataclass(slots=True)
class Silences:
    """What the page of unusual leavers said, stop by stop."""

    lives: Sequence[Life]
    peers: frozenset[str]
    """Numbers of the other schools."""
    found_on: date | None = None
    """The due date after which the silent school stood on the page for the first time."""
    evidence: str = ""
    false: dict[AlertName, date] = field(default_factory=dict)
    """Every other alert, by the due date on which it was first seen."""
    returns: int = 0
    """How many monthly returns of leavers were looked at in the end."""

    def look(self, session: HttpSession, reporting: str, stop: Stop) -> None:
        """Read the page's alerts after the files of a due date."""
        answer = session.get(f"{reporting}/api/quality/leavers")
        if answer.status != 200:
            raise NotUpError(f"The alerts of unusual leavers answered {answer.status}.")
        read: Any = answer.json()
        self.returns = read["returns"]
        for alert in read["alerts"]:
            if (alert["establishment"], alert["kind"]) == (SILENT, "silent"):
                self._found(alert, stop)
            else:
                name = (alert["kind"], alert["establishment"], alert["since"])
                self.false.setdefault(name, stop.on)

    @property
    def plain_on(self) -> date | None:
        """The due date by which it can be told: three nil returns, while the others had four leavers on average.

        None: the county is too small, or the year too short.
        """
        unsaid = [stop.on for stop in STOPS if stop.month in MONTHS_OF_MOVES and keeps_silent(SILENT, stop.month)]
        for number, on in enumerate(unsaid, 1):
            left = sum(SILENT_FROM <= day <= on for place, day in self._leavings() if place in self.peers)
            if number >= _NIL_RETURNS and left >= _LEAVERS_OF_PEERS * len(self.peers):
                return on
        return None

    @property
    def holds(self) -> bool:
        """Whether it was found within one cycle of the due date by which it can be told."""
        if self.plain_on is None:
            return True
        cycles = [stop.on for stop in STOPS if stop.on > self.plain_on and stop.month is not None]
        return self.found_on is not None and self.found_on <= min(cycles, default=self.plain_on)

    def lines(self) -> Iterator[str]:
        """Yield what is printed of it."""
        left = sum(place == SILENT and keeps_silent(SILENT, day.replace(day=1)) for place, day in self._leavings())
        yield f"Silence: {SILENT} names no leaver from {SILENT_FROM:%B %Y} on, of {left} who left it."
        plain = (
            f"It can be told on {self.plain_on:%d %b %Y}" if self.plain_on else "It cannot be told in so small a county"
        )
        found = f"found on {self.found_on:%d %b %Y}: {self.evidence}" if self.found_on else "NOT found"
        yield f"    {plain}; {found}."
        yield f"    {len(self.false)} false alarms in {self.returns} monthly returns of leavers."
        for (kind, establishment, since), first_seen in self.false.items():
            yield f"    {kind}: {establishment} since {since}, first seen on {first_seen:%d %b %Y}"

    def _found(self, alert: Any, stop: Stop) -> None:
        if self.found_on is None:
            self.found_on = stop.on
            returns, peers, expected = alert["returns"], alert["peers"], alert["expected"]
            self.evidence = f"{returns} nil returns, {peers} peers average {expected} leavers in that time"

    def _leavings(self) -> Iterator[tuple[str | None, date]]:
        """Yield where everybody was who left, and their last day there."""
        for life in self.lives:
            for place, left_on in life.left_on.items():
                yield life.spells[place].place, left_on
