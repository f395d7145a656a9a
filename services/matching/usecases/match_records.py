"""Match the records of parts: find their people, create those nobody knows, set the doubtful ones for review."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from typing import Final
from uuid import UUID

from services.matching.domain.blocking import Sought, bucket_of, sought
from services.matching.domain.people import Description, Identifier
from services.matching.domain.register import Outcome, Register, settle_by_identifier, settle_rest
from services.matching.usecases.ports import Counts, Ids, Judgement, Linked, People, Work, Works
from services.matching.usecases.translate import (
    claims_matched,
    counts_of,
    descriptions_of,
    linked,
    part_of,
    submission_matched,
    waiting_rows,
)
from shared.contracts.validation import RecordsAccepted
from shared.errors import Transient

CONSUMER: Final = "matching.match_records"

ROWS_TOGETHER_MAX: Final = 1_000
"""Parts are matched together up to so many rows: every statement then serves several small returns."""

ATTEMPTS_MAX: Final = 5
"""How often a run looks again after another writer was faster with one of its people."""

Rest = Mapping[int, Sought]
Matched = tuple[RecordsAccepted, Sequence[Outcome]]
"""A part, and the outcome of each of its records in their order."""
Timed = Callable[[int], AbstractContextManager[None]]
"""Times a stage of so many rows, for the bench."""


def _untimed(rows: int) -> AbstractContextManager[None]:
    return nullcontext()


class MatchRecords:
    """Handle a run of RecordsAccepted."""

    def __init__(self, works: Works, ids: Ids, *, timed: Timed = _untimed) -> None:
        self._works = works
        self._ids = ids
        self._timed = timed

    async def __call__(self, *events: RecordsAccepted) -> None:
        """Match parts and say whom their records are about. Raises Transient; handled again, it changes nothing."""
        by_id = {event.event_id: event for event in events}
        async with self._works.begin(CONSUMER, *by_id) as work:
            new = [event for event_id, event in by_id.items() if work.is_new(event_id)]
            if new:
                with self._timed(sum(len(event.records) for event in new)):
                    await self._handle(work, new)

    async def _handle(self, work: Work, events: Sequence[RecordsAccepted]) -> None:
        rows = list(chain.from_iterable(descriptions_of(event.records.person) for event in events))
        attempt = Attempt(work.people, rows, self._ids)
        for _ in range(ATTEMPTS_MAX):
            outcomes = iter(await attempt.decide())
            matched = [(event, list(islice(outcomes, len(event.records)))) for event in events]
            # All that can be made ready is: from here on others may have to wait for us.
            links = [linked(event, found) for event, found in matched]
            changes = attempt.register.changes()
            if await attempt.confirm() and await work.people.keep(changes):
                break
        else:
            raise Transient("the people of a part kept changing")
        await _keep_outcomes(work, matched, links)
        await _count(work, matched)


class Attempt:
    """Decides the rows of one run, again when told so; locks once taken are kept."""

    def __init__(self, people: People, rows: Sequence[Description], ids: Ids) -> None:
        self._people = people
        self._rows = rows
        self._ids = ids
        self._held = False
        self._known = Register()
        self._rest: Rest = {}
        self.register = Register()

    async def decide(self) -> Sequence[Outcome]:
        """Return the outcome of every row in their order; `register` then holds what they taught."""
        self._known = known = Register()
        await self._find(known)
        settled = settle_by_identifier(self._rows, known)
        self._rest = {position: sought(row) for position, row in enumerate(self._rows) if position not in settled}
        if self._rest:
            await self._look_around(known)
        self.register = known if self._held or not self._rest else known.copy()
        settled |= settle_rest(self._rest, self.register, self._ids)
        return [settled[position] for position in range(len(self._rows))]

    async def confirm(self) -> bool:
        """Take the locks if somebody is to be created; False when another was faster, and the run must decide again."""
        if self._held or not self.register.created:
            return True
        await self._people.hold({bucket_of(one.row.born_on) for one in self._rest.values()})
        self._held = True
        holders = await self._holders(one.row for one in self._rest.values())
        return not self._known.lacks(holders, await self._lookalikes())

    async def _find(self, known: Register) -> None:
        holders = await self._holders(self._rows)
        strangers = set(holders.values())
        known.add(await self._people.get(strangers) if strangers else (), holders)

    async def _look_around(self, known: Register) -> None:
        lookalikes = await self._lookalikes()
        strangers = {person_id for _, person_id in lookalikes if not known.knows(person_id)}
        known.add(await self._people.get(strangers) if strangers else (), {}, lookalikes)

    async def _holders(self, rows: Iterable[Description]) -> Mapping[Identifier, UUID]:
        identifiers = {identifier for row in rows for identifier in row.identifiers}
        return await self._people.find_holders(identifiers) if identifiers else {}

    async def _lookalikes(self) -> Sequence[tuple[int, UUID]]:
        keys = {key for one in self._rest.values() for key in one.places}
        return await self._people.find_lookalikes(keys) if keys else ()


async def _keep_outcomes(work: Work, matched: Sequence[Matched], links: Sequence[Linked]) -> None:
    await work.links.keep(links)
    waiting = [row for event, outcomes in matched for row in waiting_rows(event, outcomes)]
    if waiting:
        await work.reviews.add(waiting)
    for (event, outcomes), found in zip(matched, links, strict=True):
        work.announce(claims_matched(event, outcomes, found))


async def _count(work: Work, matched: Iterable[Matched]) -> None:
    # These two last and in this order: every other part of the submissions waits for them until the unit ends.
    heard = [part_of(event) for event, outcomes in matched if outcomes]
    if heard:
        await work.reviews.note_newest(heard)
    done: dict[Judgement, Counts] = defaultdict(Counts)
    last: dict[Judgement, RecordsAccepted] = {}
    for event, outcomes in matched:
        done[event.submission_id, event.judgement] += counts_of(outcomes)
        last[event.submission_id, event.judgement] = event
    for judgement, progress in (await work.tallies.count(done)).items():
        if progress.complete:
            work.announce(submission_matched(last[judgement], progress))
