"""Whom the lines of each return are about: two that validation takes for two learners are never one person unasked."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.matching.domain.decision import Link
from services.matching.domain.facts import FOUNDED_BY_ANOTHER_LINE, ON_ANOTHER_LINE, Evidence
from shared.vocabulary.learners import LINES_COMPARED_MAX, compared, one_learner

LineKeys = tuple[str | None, str | None, str | None]
"""UPN, ULN, and name with birth date, as validation compares the lines of a return."""

Return = int
"""One of the returns whose rows are matched together, by number."""

PersonInReturn = tuple[Return, UUID]
"""Whom a line of a return is about: two of its lines may not both be about one person unasked."""


class EarlierLine(NamedTuple):
    """A line of one of these returns that was linked before, with another part."""

    of: Return
    person_id: UUID
    keys: LineKeys
    founded: bool
    """Nobody knew the person before this line."""


class Lines:
    """The lines of the returns of one batch by whom they are about, growing row by row."""

    def __init__(self, returns: Sequence[Return], keys_of: Callable[[int], LineKeys]) -> None:
        """Take for each row, by position, the number of its return and what gives its keys: asked for few rows."""
        self._returns = returns
        self._keys_of = keys_of
        self._admitted: Mapping[int, Link] = {}
        self._claimed: dict[PersonInReturn, tuple[int, ...]] = {}
        self._earlier: dict[PersonInReturn, list[LineKeys]] = {}
        self._founded_earlier: set[PersonInReturn] = set()

    def copy(self) -> "Lines":
        """Return lines that can grow without changing these."""
        twin = Lines(self._returns, self._keys_of)
        twin._admitted = self._admitted
        twin._claimed = self._claimed.copy()
        twin._earlier = {target: keys.copy() for target, keys in self._earlier.items()}
        twin._founded_earlier = self._founded_earlier.copy()
        return twin

    def add(self, earlier: Iterable[EarlierLine]) -> bool:
        """Add lines of other parts and return whether any is new; the same one again changes nothing."""
        new = False
        for line in earlier:
            target = line.of, line.person_id
            there = self._earlier.setdefault(target, [])
            if line.keys not in there and len(there) < LINES_COMPARED_MAX:
                there.append(line.keys)
                new = True
            if line.founded and target not in self._founded_earlier:
                self._founded_earlier.add(target)
                new = True
        return new

    def claim(self, position: int, person_id: UUID) -> None:
        """Note that the row is about the person."""
        target = self._returns[position], person_id
        self._claims[target] = (*self._claims.get(target, ()), position)

    def facts(self, position: int, person_id: UUID, founder: int | None = None) -> Evidence:
        """Return what the other lines of the row's return say about the row and a person.

        `founder`: position of the row that founded the person, if one of this batch did.
        """
        target = self._returns[position], person_id
        lines = self._claims.get(target, ())
        founded = founder is not None and self._returns[founder] == target[0]
        if founder is not None and founded:
            lines = (founder, *lines)
        if not lines and target not in self._earlier:
            return 0
        mine = self._keys_of(position)
        others = [*self._earlier.get(target, ()), *map(self._keys_of, lines[:LINES_COMPARED_MAX])]
        if one_learner(others, [mine]):
            return 0
        is_another = any(_differ(mine, other) for other in others)
        founded = founded or target in self._founded_earlier
        return ON_ANOTHER_LINE | (FOUNDED_BY_ANOTHER_LINE if is_another and founded else 0)

    def crossed_by(self, line: EarlierLine) -> bool:
        """Return whether rows here are linked to the line's person, though line and rows are two learners."""
        mine = self._claims.get((line.of, line.person_id), ())[:LINES_COMPARED_MAX]
        return bool(mine) and not one_learner([line.keys], list(map(self._keys_of, mine)))

    def admitted(self, links: Mapping[int, Link]) -> Mapping[int, Link]:
        """Note which rows are about whom, and return those: of two lines that are two learners only the surer one.

        Asked once, before all else.
        """
        people = [link.person_id for link in links.values()]
        if not self._earlier and len(set(people)) == len(people):  # nearly always
            self._admitted = links
            return links
        targets = list(zip(map(self._returns.__getitem__, links), people, strict=True))
        often = Counter(targets)
        crowded = {target for target in often if often[target] > 1 or target in self._earlier}
        self._admitted = {
            position: link
            for (position, link), target in zip(links.items(), targets, strict=True)
            if target not in crowded
        }
        return self._surest(links, crowded)

    @property
    def _claims(self) -> dict[PersonInReturn, tuple[int, ...]]:
        """The rows of this batch that are about somebody: put in order only when anybody asks."""
        if self._admitted:
            people = [link.person_id for link in self._admitted.values()]
            targets = zip(map(self._returns.__getitem__, self._admitted), people, strict=True)
            self._claimed.update(zip(targets, zip(self._admitted, strict=True), strict=True))
            self._admitted = {}
        return self._claimed

    def _surest(self, links: Mapping[int, Link], crowded: Collection[PersonInReturn]) -> Mapping[int, Link]:
        doubtful = [
            position for position, link in links.items() if (self._returns[position], link.person_id) in crowded
        ]
        left_out = set()
        for position in sorted(doubtful, key=lambda position: (*links[position].weakness, position)):
            if self.facts(position, links[position].person_id):
                left_out.add(position)
            else:
                self.claim(position, links[position].person_id)
        return {position: link for position, link in links.items() if position not in left_out}


def _differ(mine: LineKeys, other: LineKeys) -> bool:
    agree, differ = compared(mine, other)
    return differ > 0 and agree <= differ
