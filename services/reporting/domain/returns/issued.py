"""Lists of young people that the authority sent out: which returns they ask for, and how many names are answered.

A return that answers such a list (`Collection.answers_list`) is asked of the schools that have somebody on it. While no
list has gone out it is asked of every school, as any other return.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.returns.obligations import Arrival
from services.reporting.domain.returns.owed import Owed
from shared.vocabulary.collections.collection import Deadline


class AskedReturn(NamedTuple):
    """A return of one school that asks about people on a list."""

    establishment: str
    collection: str
    period: str


class NamesAnswered(NamedTuple):
    """How many names of a school stand on a list, and how many of them have an answer that counts."""

    listed: int
    answered: int


@dataclass(frozen=True, slots=True)
class IssuedLists:
    """The lists that went out and were not taken back."""

    out: frozenset[tuple[str, str]] = frozenset()
    """Collection and period of each."""
    names: Mapping[AskedReturn, NamesAnswered] = field(default_factory=dict)
    """Of each school that has somebody on one."""
    went_out: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """On which day each really went out, whatever the calendar says."""

    def asks(self, owed: Owed) -> bool:
        """Return whether a return is asked for: of a list that is out, only where somebody stands on it."""
        return (owed.collection, owed.period) not in self.out or AskedReturn(*owed[:3]) in self.names

    def asked(self, owed: Mapping[Owed, Deadline]) -> Mapping[Owed, Deadline]:
        """Return what of this is asked for."""
        return {key: deadline for key, deadline in owed.items() if self.asks(key)} if self.out else owed

    def not_asked(self, owed: Mapping[Owed, Deadline]) -> Mapping[Owed, Deadline]:
        """Return what of this is not asked for, because nobody of the school stands on the list."""
        return {key: deadline for key, deadline in owed.items() if not self.asks(key)} if self.out else {}

    def with_names(self, arrivals: Iterable[Arrival]) -> Sequence[Arrival]:
        """Return the same arrivals; those for a list with how many names it has, and how many have an answer."""
        return [self._with_names(one) for one in arrivals] if self.out else list(arrivals)

    def _with_names(self, one: Arrival) -> Arrival:
        if one.period is None or (one.collection, one.period) not in self.out:
            return one
        of = self.names.get(AskedReturn(one.establishment, one.collection, one.period))
        return one if of is None else replace(one, listed=of.listed, answered=of.answered)


NOTHING_ISSUED: Final = IssuedLists()
