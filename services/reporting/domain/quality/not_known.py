"""Because of whose return somebody is not known, and whether that return could tell (docs/decisions/0044).

Everybody of the not-known figure stands with one establishment and one cause, or with nobody; so the parts add up.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

FoundCause = Literal["held", "waiting", "refused", "lapsed", "gap", "unlisted", "does not know"]
"""What is stored shows it: see `CAUSES`."""
Cause = Literal["held", "waiting", "refused", "missing", "lapsed", "gap", "unlisted", "does not know"]


@dataclass(frozen=True, slots=True)
class CauseRule:
    """A cause, in words, and whether the establishment's own return would end it."""

    cause: Cause
    words: str
    would_be_known: bool


CAUSES: Final[tuple[CauseRule, ...]] = (
    CauseRule("held", "In one of its returns that waits for a decision", would_be_known=True),
    CauseRule("waiting", "May be in one of its rows that waits for a person to decide", would_be_known=True),
    CauseRule("refused", "Seems to stand in one of its rows that could not be used", would_be_known=True),
    CauseRule("missing", "A return is missing that would say whether they are there", would_be_known=True),
    CauseRule("lapsed", "Was there, which has lapsed: no newer return says so again", would_be_known=True),
    CauseRule("gap", "Left there, and the return does not say where to", would_be_known=True),
    CauseRule("unlisted", "Is on its roll by the county roll, and its returns do not name them", would_be_known=False),
    CauseRule("does not know", "Left there, and it says that it does not know where to", would_be_known=False),
)
"""The first that holds counts, but for `missing`: where a return is missing, it takes in `lapsed` and `unlisted`."""
FOUND_CAUSES: Final[tuple[FoundCause, ...]] = get_args(FoundCause)
_ENDED_BY_A_RETURN: Final[frozenset[FoundCause]] = frozenset({"lapsed", "unlisted"})
_WOULD_BE_KNOWN: Final = frozenset(one.cause for one in CAUSES if one.would_be_known)


@dataclass(frozen=True, slots=True)
class NotKnownThere:
    """How many young people of the headline figure are not known because of one establishment's returns."""

    by_cause: Mapping[Cause, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.by_cause.values())

    @property
    def would_be_known(self) -> int:
        """How many a return of the establishment would make known: it would say whether they are there, or where to."""
        return sum(people for cause, people in self.by_cause.items() if cause in _WOULD_BE_KNOWN)


def not_known_there(found: Mapping[FoundCause, int], missing: Collection[str]) -> NotKnownThere:
    """Return the causes of one establishment.

    `found`: people by what is stored. `missing`: codes of the collections that tell what people do and of which a
    return of this school year is late; empty: none is.
    """
    causes: dict[Cause, int] = {}
    for cause, people in found.items():
        by = "missing" if missing and cause in _ENDED_BY_A_RETURN else cause
        if people:
            causes[by] = causes.get(by, 0) + people
    return NotKnownThere(causes)
