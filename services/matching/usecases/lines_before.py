"""The lines of returns that were linked with earlier parts, or with other parts meanwhile."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from uuid import UUID

from services.matching.domain.earlier_blocks import EarlierBlock, EarlierBlocks
from services.matching.domain.lines import EarlierLine, PersonInReturn, Return
from services.matching.domain.people import Person
from services.matching.usecases.ports import Judgement, Links


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
