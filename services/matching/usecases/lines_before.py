"""The lines of returns that were linked with earlier parts, or with other parts meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.matching.domain.lines import EarlierLine, Return
from services.matching.usecases.ports import Judgement, Links


class LinesBefore:
    """Reads them: nearly every return is one part, and then there are none."""

    def __init__(self, links: Links, returns: Mapping[Judgement, Return]) -> None:
        """Take the judgements whose rows are matched together, and the number of each."""
        self._links = links
        self._returns = returns
        self._blocks: frozenset[UUID] | None = None
        self._asked_about: set[UUID] = set()

    async def about(self, people: Collection[UUID]) -> Sequence[EarlierLine]:
        """Return the earlier lines of these returns about these people, of each person once."""
        strangers = set(people) - self._asked_about
        if not strangers or not await self.are_there():
            return ()
        self._asked_about |= strangers
        return await self._lines(self._blocks or frozenset(), strangers)

    async def are_there(self) -> bool:
        """Say whether there are any, about whomever."""
        if self._blocks is None:
            self._blocks = frozenset(await self._links.blocks(self._returns))
        return bool(self._blocks)

    def look_again(self) -> None:
        """Take into account what other units have linked since: a lock may have been waited for."""
        self._blocks = None
        self._asked_about = set()

    async def come_meanwhile(
        self, judgements: Collection[Judgement], people: Collection[UUID]
    ) -> Sequence[EarlierLine]:
        """Return the lines about these people that were not there when they were decided."""
        blocks = frozenset(await self._links.blocks(judgements)) if people else frozenset()
        return await self._lines(blocks - (self._blocks or frozenset()), people)

    async def _lines(self, blocks: Collection[UUID], people: Collection[UUID]) -> Sequence[EarlierLine]:
        if not blocks:
            return ()
        found = await self._links.lines(blocks, people)
        return [EarlierLine(self._returns[one.judgement], one.person_id, one.keys, one.created) for one in found]
