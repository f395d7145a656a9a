"""Match the records of parts: find their people, create those nobody knows, set the doubtful ones for review."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from typing import Final

from services.matching.domain.blocking import Sought, bucket_of, sought
from services.matching.domain.people import Description
from services.matching.domain.register import Outcome, Register, settle_by_identifier, settle_rest
from services.matching.usecases.ports import Counts, Ids, Judgement, People, Work, Works
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

ROWS_TOGETHER_MAX: Final = 2_000
"""Parts are matched together up to so many rows: every statement then serves several small returns."""

ATTEMPTS_MAX: Final = 5
"""How often a run looks again after another writer was faster with one of its people."""

MOSTLY_UNKNOWN: Final = 0.5
"""From this share of rows that no number finds, creating is likelier than finding: the locks are taken at once."""

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
        outcomes = iter(await self._match(work.people, rows))
        matched = [(event, list(islice(outcomes, len(event.records)))) for event in events]
        await _keep_outcomes(work, matched)
        await _count(work, matched)

    async def _match(self, people: People, rows: Sequence[Description]) -> Sequence[Outcome]:
        attempt = Attempt(people, rows, self._ids)
        for _ in range(ATTEMPTS_MAX):
            outcomes = await attempt.decide()
            if await people.keep(attempt.register.changes()):
                return outcomes
        raise Transient("the people of a part kept changing")


class Attempt:
    """Decides the rows of one run, again when told so; locks once taken are kept."""

    def __init__(self, people: People, rows: Sequence[Description], ids: Ids) -> None:
        self._people = people
        self._rows = rows
        self._ids = ids
        self._held: frozenset[int] | None = None
        self.register = Register()

    async def decide(self) -> Sequence[Outcome]:
        """Return the outcome of every row in their order; `register` then holds what they taught."""
        known = Register()
        await self._find(known, self._rows)
        settled = settle_by_identifier(self._rows, known)
        rest = {position: sought(row) for position, row in enumerate(self._rows) if position not in settled}
        self.register = known
        if rest:
            settled |= await self._decide_rest(known, rest)
        return [settled[position] for position in range(len(self._rows))]

    async def _decide_rest(self, known: Register, rest: Rest) -> Mapping[int, Outcome]:
        if len(rest) >= MOSTLY_UNKNOWN * len(self._rows):
            await self._hold(rest)
        await self._look_around(known, rest)
        others = self._settle(known, rest)
        if self.register.created and await self._hold(rest):
            # Somebody may have been faster: with the locks in hand, look again before creating.
            await self._find(known, [one.row for one in rest.values()])
            await self._look_around(known, rest)
            others = self._settle(known, rest)
        return others

    def _settle(self, known: Register, rest: Rest) -> dict[int, Outcome]:
        self.register = known if self._held is not None else known.copy()
        return settle_rest(rest, self.register, self._ids)

    async def _hold(self, rest: Rest) -> bool:
        """Take the locks that creating needs; False where they are held. Raises Transient where others are."""
        buckets = frozenset(bucket_of(one.row.born_on) for one in rest.values())
        if self._held is None:
            await self._people.hold(buckets)
            self._held = buckets
            return True
        if not buckets <= self._held:
            # Taken now, they would be out of order, and two runs could wait for each other: begin anew.
            raise Transient("other rows than before need locks")
        return False

    async def _find(self, known: Register, rows: Iterable[Description]) -> None:
        identifiers = {identifier for row in rows for identifier in row.identifiers}
        holders = await self._people.find_holders(identifiers) if identifiers else {}
        strangers = {person_id for person_id in holders.values() if not known.knows(person_id)}
        known.add(await self._people.get(strangers) if strangers else (), holders)

    async def _look_around(self, known: Register, rest: Rest) -> None:
        keys = {key for one in rest.values() for key in one.places}
        lookalikes = await self._people.find_lookalikes(keys) if keys else ()
        strangers = {person_id for _, person_id in lookalikes if not known.knows(person_id)}
        known.add(await self._people.get(strangers) if strangers else (), {}, lookalikes)


async def _keep_outcomes(work: Work, matched: Sequence[Matched]) -> None:
    links = [linked(event, outcomes) for event, outcomes in matched]
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
