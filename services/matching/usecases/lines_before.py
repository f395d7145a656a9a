"""The lines of returns that were linked with earlier parts, or with other parts meanwhile."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from services.matching.domain.lines import EarlierLine, PersonInReturn, Return
from services.matching.domain.people import VARIANTS_MAX, Person
from services.matching.usecases.ports import Judgement, Links


class EarlierBlock(NamedTuple):
    """Rows of one return that were linked before, with another part."""

    id: UUID
    of: Return
    born: tuple[date, date] | None
    """First and last birth date of its rows; None: not every row has one."""


class EarlierBlocks:
    """Blocks by return and birth date: which of them may hold a line about somebody.

    Rows of a long file travel by birth date: few may. Whoever a line is about has its birth date from then on. So a
    block without any of a person's birth dates holds no line about them, if they were read after the block was there.
    """

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


class LinesBefore:
    """Reads them: nearly every return is one part, and then there are none.

    What is listed before people are read is searched by their birth dates; what is listed later is searched whole.
    """

    def __init__(self, links: Links, returns: Mapping[Judgement, Return]) -> None:
        """Take the judgements whose rows are matched together, and the number of each."""
        self._links = links
        self._returns = returns
        self.forget()

    def forget(self) -> None:
        """Forget what was listed: all people are going to be read anew."""
        self._listed: dict[UUID, EarlierBlock] = {}
        self._by_birth_date: EarlierBlocks | None = None
        self._later = EarlierBlocks(())
        self._asked: set[PersonInReturn] = set()
        self._current = False

    def look_again(self) -> None:
        """Take into account what other units have linked since: a lock may have been waited for."""
        self._current = False

    async def are_there(self) -> bool:
        """Return whether there are any, about whomever. Ask this before people are read."""
        if not self._current:
            self._note(await self._blocks(self._returns))
            self._current = True
        return bool(self._listed)

    async def about(
        self, targets: Collection[PersonInReturn], person_of: Callable[[UUID], Person]
    ) -> Sequence[EarlierLine]:
        """Return the earlier lines about these people, about each once in a return."""
        if not targets or not await self.are_there():
            return ()
        new = set(targets) - self._asked
        self._asked |= new
        found = {target: self._perhaps_about(target, person_of) for target in new}
        return await self._lines({target: blocks for target, blocks in found.items() if blocks})

    async def more_came(self, judgements: Collection[Judgement]) -> bool:
        """Return whether other units have linked lines of these judgements since it was decided."""
        blocks = [block for block in await self._blocks(judgements) if block.id not in self._listed]
        self._listed |= {block.id: block for block in blocks}
        self._later = EarlierBlocks(blocks)
        return bool(blocks)

    async def come_meanwhile(self, targets: Iterable[PersonInReturn]) -> Sequence[EarlierLine]:
        """Return the lines about these people of what `more_came` found."""
        return await self._lines({target: self._later.of(target[0]) for target in targets})

    def number_of(self, judgement: Judgement) -> Return:
        """Return the number of a judgement's return."""
        return self._returns[judgement]

    def returns_in_part(self) -> set[Return]:
        """Return the numbers of those of which there are earlier lines."""
        return {block.of for block in self._listed.values()}

    async def _blocks(self, judgements: Collection[Judgement]) -> list[EarlierBlock]:
        found = await self._links.blocks(judgements)
        return [EarlierBlock(block.id, self._returns[block.judgement], block.born) for block in found]

    def _note(self, blocks: Collection[EarlierBlock]) -> None:
        if self._by_birth_date is None:
            self._by_birth_date = EarlierBlocks(blocks)
        elif len(blocks) > len(self._listed):
            self._later = EarlierBlocks([*self._later, *(block for block in blocks if block.id not in self._listed)])
            self._asked.clear()
        self._listed = {block.id: block for block in blocks}

    def _perhaps_about(self, target: PersonInReturn, person_of: Callable[[UUID], Person]) -> Collection[EarlierBlock]:
        number, person_id = target
        found = self._by_birth_date.about(number, person_of(person_id)) if self._by_birth_date else ()
        later = self._later.of(number)
        return (*found, *later) if later else found

    async def _lines(self, blocks_about: Mapping[PersonInReturn, Collection[EarlierBlock]]) -> Sequence[EarlierLine]:
        blocks = {block.id for found in blocks_about.values() for block in found}
        if not blocks:
            return ()
        people = {person_id for (_, person_id), found in blocks_about.items() if found}
        lines = [
            EarlierLine(self._listed[line.block_id].of, line.person_id, line.keys, line.created)
            for line in await self._links.lines(blocks, people)
        ]
        return [line for line in lines if (line.of, line.person_id) in blocks_about]
