"""Which blocks of earlier parts may hold a line about somebody. Rows of a long file travel by birth date: few may.

Whoever a line is about has its birth date from then on. So a block without any of a person's birth dates holds no line
about them, if they were read after the block was there.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from services.matching.domain.lines import Return
from services.matching.domain.people import VARIANTS_MAX, Person


class EarlierBlock(NamedTuple):
    """Rows of one return that were linked before, with another part."""

    id: UUID
    of: Return
    born: tuple[date, date] | None
    """First and last birth date of its rows; None: not every row has one."""


class EarlierBlocks:
    """Blocks by return and birth date."""

    def __init__(self, blocks: Iterable[EarlierBlock]) -> None:
        by_return: dict[Return, list[EarlierBlock]] = defaultdict(list)
        for block in blocks:
            by_return[block.of].append(block)
        self._by_return = {number: _ByBirthDate(found) for number, found in by_return.items()}

    def __iter__(self) -> Iterator[EarlierBlock]:
        return (block for found in self._by_return.values() for block in found.all)

    def of(self, number: Return) -> Sequence[EarlierBlock]:
        """Return all blocks of a return."""
        found = self._by_return.get(number)
        return found.all if found else ()

    def about(self, number: Return, person: Person) -> Sequence[EarlierBlock]:
        """Return the blocks of a return that may hold a line about the person."""
        found = self._by_return.get(number)
        if found is None:
            return ()
        # Of so many birth dates, one may have been forgotten.
        return found.all if len(person.birth_dates) >= VARIANTS_MAX else found.with_any_of(person.birth_dates)


class _ByBirthDate:
    """The blocks of one return, in the order of their first birth dates."""

    def __init__(self, blocks: Sequence[EarlierBlock]) -> None:
        dated = sorted([(*block.born, block) for block in blocks if block.born])
        self.all = blocks
        self._undated = [block for block in blocks if not block.born]
        self._dated = dated
        self._firsts = [first for first, _, _ in dated]
        self._last_so_far = list(accumulate([last for _, last, _ in dated], max))

    def with_any_of(self, birth_dates: Iterable[date]) -> Sequence[EarlierBlock]:
        found = self._undated
        for day in birth_dates:
            begun = bisect_right(self._firsts, day)
            if begun and self._last_so_far[begun - 1] >= day:
                found = found + [block for _, last, block in self._dated[:begun] if last >= day]
        return found
