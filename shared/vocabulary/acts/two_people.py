"""Acts that take two people: one asks, another confirms or turns it down, and until then nothing has changed.

One table for pages and commands. A row says who may ask and who may confirm (names of permissions), from which bound on
it takes two, for how long it can be confirmed, and how it is undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

ActName = Literal["take the roll out", "take many out", "erase"]
Refusal = Literal["same person", "lapsed"]


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """One act, from a bound on, by the word of two."""

    words: str
    """What is asked for, as pages say it."""
    asks: tuple[str, ...]
    confirms: str
    acts: tuple[str, ...]
    """Where it is asked for: routes (service, method, path) and commands."""
    confirmed_at: str
    bound: str
    """From where on it takes two people, in words."""
    lapses_days: int
    """Days for which it can be confirmed. After that it must be asked for again."""
    why: str
    undone: str
    source: str
    collections: frozenset[str] | None = None
    """Of a decision about a return: which collections; None: any."""
    removed_min: int = 0
    """Of such a decision: so many people it must take out at least."""
    effective_from: date = date.min
    effective_until: date | None = None

    def takes_out(self, collection: str, removed: int, on: date) -> bool:
        """Tell whether it covers a decision by which so many people are no longer listed. `on`: the day of it."""
        return (
            (self.collections is None or collection in self.collections)
            and removed >= self.removed_min
            and self.effective_from <= on
            and (self.effective_until is None or on <= self.effective_until)
        )


_DECIDING: Final = (
    "reporting POST /submissions/{submission_id}/decide/{decision}",
    "reporting POST /submissions/{submission_id}/own/{decision}",
)
_SECOND: Final = "reporting POST /submissions/{submission_id}/second"

TWO_PEOPLE: Final[Mapping[ActName, TwoPeople]] = MappingProxyType(
    {
        "take the roll out": TwoPeople(
            words="Take many people out of the county roll",
            asks=("DECIDE_RETURNS", "CONFIRM_OWN"),
            confirms="DECIDE_RETURNS",
            acts=_DECIDING,
            confirmed_at=_SECOND,
            bound="as many as a roll is held for",
            lapses_days=14,
            why="without the roll nobody is counted at all",
            undone="by the opposite decision about the file, as long as it is kept",
            source="proposed; to be agreed with Management Information",
            collections=frozenset({"ROLL"}),
        ),
        "take many out": TwoPeople(
            words="Take very many people out of a return",
            asks=("DECIDE_RETURNS", "CONFIRM_OWN"),
            confirms="DECIDE_RETURNS",
            acts=_DECIDING,
            confirmed_at=_SECOND,
            bound="500 people, where the return would be held",
            lapses_days=14,
            why="so many change the county’s figures, and their statuses go out to whoever subscribes",
            undone="by the opposite decision about the file, as long as it is kept",
            source="proposed: more than any school has in three year groups; to be agreed",
            removed_min=500,
        ),
        "erase": TwoPeople(
            words="Erase young people or originals",
            asks=("ERASE_PEOPLE",),
            confirms="ERASE_PEOPLE",
            acts=("./onward erase ask", "./onward retention --ask"),
            confirmed_at="./onward erase answer",
            bound="one person or one original",
            lapses_days=30,
            why="it cannot be taken back",
            undone="never",
            source="proposed; the authority confirms who may",
        ),
    }
)
"""In the order in which they are asked: the first row that covers a decision names it."""

LAPSED: Final = "nobody: it lapsed"
"""Who turned down what nobody answered in time, as it is kept."""


def refusal_of(act: ActName, *, same_person: bool, asked_at: datetime, at: datetime) -> Refusal | None:
    """Return why somebody may not confirm what was asked for; None: they may. Turning down is never refused.

    `same_person`: by the id of the account, whatever it is called today, whichever role it has, for whomever it acts.
    """
    if same_person:
        return "same person"
    return "lapsed" if at > lapses_at(act, asked_at) else None


def lapses_at(act: ActName, asked_at: datetime) -> datetime:
    """Return until when it can be confirmed."""
    return asked_at + timedelta(days=TWO_PEOPLE[act].lapses_days)


def act_of_decision(collection: str, removed: int, on: date) -> ActName | None:
    """Return the act that a decision is which takes so many people out of a return; None: one person is enough."""
    return next(
        (
            name
            for name, row in TWO_PEOPLE.items()
            if row.confirmed_at == _SECOND and row.takes_out(collection, removed, on)
        ),
        None,
    )
