"""Erase whom an order names: rows, and what consumers of the public topics keep."""

from typing import Final

from services.reporting.usecases.ports import ReportingTables
from shared.concurrency.one_by_one import until_none_is_left
from shared.contracts.topics import TOPICS
from shared.outbox.unit_of_work import Begin

COMPACTED: Final = tuple(topic for topic in TOPICS if topic.owner == "reporting" and topic.cleanup == "compact")
"""Topics that keep the newest record of each person until they are told to forget it."""


class ErasePeople:
    """Carry out every order that is open, each in one transaction; carried out again, it finds nothing."""

    def __init__(self, begin: Begin[ReportingTables]) -> None:
        self._begin = begin

    async def __call__(self) -> int:
        """Return how many orders were carried out. Raises Transient."""
        return await until_none_is_left(self._next)

    async def _next(self) -> bool:
        async with self._begin(self) as work:
            order = await work.tables.erasures.take()
            if order is None:
                return False
            removed = await work.tables.erasures.erase(order)
            for topic in COMPACTED:
                for person_id in order.people:
                    work.publish_tombstone(topic, str(person_id))
            await work.tables.erasures.done(order, removed)
            return True
