"""Publish the current status of everybody again, from the ledger: after Kafka's disk was lost, or for a new consumer.

The ids and versions are those of before, so that whoever has handled them passes over them. They go through the outbox
as every status does, with the people's rows locked meanwhile: no older version can arrive behind a newer one.
A topic that is published no more is emptied.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.translate import PUBLIC, STREAMS, StatusStream, publish_versions
from shared.contracts.topics import Topic
from shared.errors import Transient
from shared.observability.logs import get_logger
from shared.outbox.unit_of_work import Begin, UnitOfWork

BATCH: Final = 1_000
_TRIES: Final = 5
_FIRST: Final = UUID(int=0)

log = get_logger("reporting")


@dataclass(frozen=True, slots=True)
class Republished:
    """What was published again."""

    statuses: int = 0
    forgotten: int = 0
    """People out of scope: what an old disk may still hold of them is taken back."""

    def plus(self, more: "Republished") -> "Republished":
        return Republished(self.statuses + more.statuses, self.forgotten + more.forgotten)


class RepublishStatuses:
    """Publish everybody's current status again, in the order of their ids."""

    def __init__(
        self, begin: Begin[ReportingTables], streams: Collection[StatusStream] = (PUBLIC,), *, batch: int = BATCH
    ) -> None:
        self._begin = begin
        self._streams = streams
        self._emptied = [stream.topic for stream in STREAMS if stream not in streams]
        self._batch = batch

    async def __call__(self) -> Republished:
        """Return how much was published. Raises Transient when the world stays unwell; once more, it does no harm."""
        done, after = Republished(), _FIRST
        while True:
            last, more = await self._with_retries(after)
            if last is None:
                return done
            done, after = done.plus(more), last

    async def _with_retries(self, after: UUID) -> tuple[UUID | None, Republished]:
        for _ in range(_TRIES - 1):
            try:
                return await self._publish_next(after)
            except Transient:
                continue  # whoever computed the same people just now has gone first
        return await self._publish_next(after)

    async def _publish_next(self, after: UUID) -> tuple[UUID | None, Republished]:
        async with self._begin(self) as work:
            last, rows = await work.tables.people.hold_next(after, self._batch)
            current = [row for row in rows if row.answer.group != "out of scope"]
            publish_versions(work, current, self._streams)
            gone = [row.person_id for row in rows if row.answer.group == "out of scope"]
            self._take_back(work, [stream.topic for stream in self._streams], gone)
            self._take_back(work, self._emptied, [row.person_id for row in rows])
            return last, Republished(len(current), len(gone))

    def _take_back(self, work: UnitOfWork[ReportingTables], topics: Collection[Topic], people: Sequence[UUID]) -> None:
        for topic in topics:
            for person_id in people:
                work.publish_tombstone(topic, str(person_id))


class FilledByUs(Protocol):
    """A topic that nobody but its publisher can fill again."""

    async def was_made_anew(self) -> bool:
        """Say whether it lost what it held; it stays so until `was_filled`. Raises Transient."""
        ...

    async def was_filled(self) -> None:
        """Record that everything was published again. Raises Transient."""
        ...


class RepublishWhenLost:
    """Give topics of statuses back from the ledger when one was made anew; nobody has to notice, or to ask."""

    def __init__(self, topics: Sequence[FilledByUs], republish: RepublishStatuses) -> None:
        self._topics = topics
        self._republish = republish

    async def __call__(self) -> Republished | None:
        """Return what was published again; None when nothing was lost. Raises Transient."""
        if not [topic for topic in self._topics if await topic.was_made_anew()]:
            return None
        done = await self._republish()
        for topic in self._topics:
            await topic.was_filled()
        if done != Republished():
            log.warning("a topic of statuses was made anew: everybody's is published again", people=done.statuses)
        return done
