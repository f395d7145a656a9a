"""Match the records of parts: find their people, create those nobody knows, set the doubtful ones for review."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Final
from uuid import UUID

from services.matching.domain.blocking import BlockingKeys, blocking_keys, bucket_of
from services.matching.domain.decide_rows import RowsApart, settle_by_identifier, settle_crowd, who_may_be_meant
from services.matching.domain.decision import Decision, Link
from services.matching.domain.lines import Lines, PersonInReturn, Return
from services.matching.domain.people import Identifier, Person
from services.matching.domain.people_in_batch import PeopleInBatch
from services.matching.usecases.lines_before import LinesBefore
from services.matching.usecases.ports import Counts, Ids, Judgement, MatchingTables, People
from services.matching.usecases.publish_matched import publish_matched
from services.matching.usecases.translate import (
    claims_matched,
    counts_of,
    descriptions_of,
    judgement_of,
    line_keys_of,
    linked,
    waiting_rows,
)
from shared.contracts.validation import RecordsAccepted
from shared.errors import Transient
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin, UnitOfWork

ROWS_TOGETHER_MAX: Final = 4_000
"""Rows that are matched together, at most: every statement then serves several small returns."""

ATTEMPTS_MAX: Final = 5
"""How often a batch is decided again after another writer was faster with one of its people."""

MOSTLY_UNKNOWN: Final = 0.5
"""From this share of rows that no number finds, creating is likelier than finding: the locks are taken at once."""

Rest = Mapping[int, BlockingKeys]
Matched = tuple[RecordsAccepted, Sequence[Decision]]
"""A part, and the decision on each of its records in their order."""


class MatchRecords:
    """Handle a batch of RecordsAccepted."""

    def __init__(self, begin: Begin[MatchingTables], ids: Ids, *, measures: Measures = UNMEASURED) -> None:
        self._begin = begin
        self._ids = ids
        self._measures = measures

    async def __call__(self, events: Sequence[RecordsAccepted]) -> None:
        """Match parts and publish whom their records are about. Raises Transient; handled again, it changes nothing."""
        for _ in range(ATTEMPTS_MAX):
            with suppress(_AnotherPartCameFirst):
                return await self._attempt(events)
        raise Transient("other parts of a return kept coming first")

    async def _attempt(self, events: Sequence[RecordsAccepted]) -> None:
        async with self._begin(self, events) as work:
            new = work.new(events)
            if new:
                with self._measures.stage("match", sum(len(event.records) for event in new)):
                    await self._handle(work, new)

    async def _handle(self, work: UnitOfWork[MatchingTables], events: Sequence[RecordsAccepted]) -> None:
        parts = _Parts(events)
        before = LinesBefore(work.tables.links, parts.returns)
        found, lines = await self._match(work.tables.people, parts, before)
        decisions = iter(found)
        matched = [(event, list(islice(decisions, len(event.records)))) for event in events]
        await _keep_decisions(work, matched)
        shared = await _count(work, matched, self._measures)
        if shared:
            await _look_at_what_came_meanwhile(matched, shared, lines, before)

    async def _match(self, people: People, parts: "_Parts", before: LinesBefore) -> tuple[Sequence[Decision], Lines]:
        attempt = Attempt(people, parts, self._ids, before)
        for _ in range(ATTEMPTS_MAX):
            decisions = await attempt.decide()
            if await people.keep(attempt.batch.changes()):
                return decisions, attempt.lines
        raise Transient("the people of a part kept changing")


class _AnotherPartCameFirst(Exception):  # noqa: N818
    """Another unit has meanwhile linked a line of one of the returns to somebody whom this one links another to."""


class _Parts:
    """Parts that are matched together, as if they were one."""

    def __init__(self, events: Sequence[RecordsAccepted]) -> None:
        people = [event.records.person for event in events]
        self.rows = list(chain.from_iterable(map(descriptions_of, people)))
        self.returns = {judgement: number for number, judgement in enumerate(dict.fromkeys(map(judgement_of, events)))}
        self.of: list[int] = []
        """The number of each row's return."""
        for event in events:
            self.of += [self.returns[judgement_of(event)]] * len(event.records)
        self._keys_of = line_keys_of(people)

    def holders_by_return(
        self, positions: Iterable[int], holders: Mapping[Identifier, UUID], returns: Collection[Return]
    ) -> set[PersonInReturn]:
        """Return in which of these returns the rows' numbers are whose."""
        if len(self.returns) == 1:
            return {(number, person_id) for number in returns for person_id in set(holders.values())}
        found: dict[Return, set[Identifier]] = {number: set() for number in returns}
        for position in positions:
            if self.of[position] in found:
                found[self.of[position]].update(self.rows[position].identifiers)
        return {
            (number, person_id)
            for number, identifiers in found.items()
            for person_id in {holders[one] for one in identifiers if one in holders}
        }

    def lines(self) -> Lines:
        """Return the rows as lines of their returns, nothing known of any yet."""
        return Lines(self.of, self._keys_of)


class Attempt:
    """Decides the rows of one batch, again each time it is asked; locks once taken are kept."""

    def __init__(self, people: People, parts: _Parts, ids: Ids, before: LinesBefore) -> None:
        self._people = people
        self._parts = parts
        self._rows = parts.rows
        self._ids = ids
        self._before = before
        self._locked: frozenset[int] | None = None
        self.batch = PeopleInBatch()
        self.lines = parts.lines()

    async def decide(self) -> Sequence[Decision]:
        """Return the decision on every row in their order; `batch` then holds what they add."""
        known, lines = PeopleInBatch(), self._parts.lines()
        self._before.forget()
        await self._find(known, lines, range(len(self._rows)))
        settled = settle_by_identifier(self._rows, known, lines)
        rest = {position: blocking_keys(row) for position, row in enumerate(self._rows) if position not in settled}
        self.batch, self.lines = known, lines
        if rest:
            settled |= await self._decide_rest(known, lines, rest)
        return [settled[position] for position in range(len(self._rows))]

    async def _decide_rest(self, known: PeopleInBatch, lines: Lines, rest: Rest) -> Mapping[int, Decision]:
        if len(rest) >= MOSTLY_UNKNOWN * len(self._rows):
            await self._lock(rest)
        await self._look_around(known, rest)
        others = await self._settle(known, lines, rest)
        if self.batch.created and await self._lock(rest):
            # Somebody may have been faster: with the locks in hand, look again before creating.
            found_more = await self._find(known, lines, rest.keys())
            found_more |= await self._look_around(known, rest)
            if found_more or await self._before.are_there():
                others = await self._settle(known, lines, rest)
        return others

    async def _settle(self, known: PeopleInBatch, lines: Lines, rest: Rest) -> dict[int, Decision]:
        """Decide the rows; those apart once only, when the others are settled."""
        apart = RowsApart(rest, known)
        others = await self._settle_crowd(known, lines, rest, apart)
        return others | apart.create(others, self.batch, self._ids)

    async def _settle_crowd(
        self, known: PeopleInBatch, lines: Lines, rest: Rest, apart: RowsApart
    ) -> dict[int, Decision]:
        """Decide the rows, and again where earlier lines are about those of whom they seem to be: they are few."""
        if self._locked is not None and (known.empty or not await self._before.are_there()):
            self.batch, self.lines = known, lines
            return settle_crowd(rest, apart, known, lines, self._ids)
        while True:
            self.batch, self.lines = known.copy(), lines.copy()
            others = settle_crowd(rest, apart, self.batch, self.lines, self._ids)
            if known.empty or not await self._before.are_there():
                return others
            meant = {(self._parts.of[position], one) for position, one in who_may_be_meant(others, rest, known)}
            if not lines.add(await self._before.about(meant, known.person)):
                return others

    async def _lock(self, rest: Rest) -> bool:
        """Take the locks that creating needs; False where they are held. Raises Transient where others are."""
        buckets = frozenset(map(bucket_of, {one.row.born_on for one in rest.values()}))
        if self._locked is None:
            await self._people.lock_buckets(buckets)
            self._locked = buckets
            self._before.look_again()
            return True
        if not buckets <= self._locked:
            # Taken now, they would be out of order, and two batches could wait for each other: begin anew.
            raise Transient("other rows than before need locks")
        return False

    async def _find(self, known: PeopleInBatch, lines: Lines, positions: Collection[int]) -> bool:
        """Find the holders of the rows' numbers, and earlier lines about them; return whether any holder is new."""
        identifiers = set(chain.from_iterable([self._rows[position].identifiers for position in positions]))
        holders = await self._people.find_holders(identifiers) if identifiers else {}
        new = await self._add(known, holders, ())
        if holders and await self._before.are_there():
            meant = self._parts.holders_by_return(positions, holders, self._before.returns_in_part())
            lines.add(await self._before.about(meant, known.person))
        return new

    async def _look_around(self, known: PeopleInBatch, rest: Rest) -> bool:
        """Find who is like the rows; return whether anybody is new."""
        keys = set(chain.from_iterable([one.lookup_keys for one in rest.values()]))
        lookalikes = await self._people.find_lookalikes(keys) if keys else ()
        return await self._add(known, {}, lookalikes)

    async def _add(
        self, known: PeopleInBatch, holders: Mapping[Identifier, UUID], lookalikes: Sequence[tuple[int, UUID]]
    ) -> bool:
        if known.knows_all(holders, lookalikes):
            return False
        people = await self._get(known, holders.values() if holders else [person_id for _, person_id in lookalikes])
        known.add(people, holders, lookalikes)
        return True

    async def _get(self, known: PeopleInBatch, people: Iterable[UUID]) -> Sequence[Person]:
        """Return those who are not known yet. Which lines are there must be asked before they are read."""
        strangers = known.unknown(people)
        if not strangers:
            return ()
        await self._before.are_there()
        return await self._people.get(strangers)


async def _keep_decisions(work: UnitOfWork[MatchingTables], matched: Sequence[Matched]) -> None:
    links = [linked(event, decisions) for event, decisions in matched]
    await work.tables.links.keep(links)
    waiting = [row for event, decisions in matched for row in waiting_rows(event, decisions)]
    if waiting:
        await work.tables.reviews.add(waiting)
    for (event, decisions), found in zip(matched, links, strict=True):
        work.publish(claims_matched(event, decisions, found))


async def _count(
    work: UnitOfWork[MatchingTables], matched: Iterable[Matched], measures: Measures
) -> Collection[Judgement]:
    """Count the parts, and return the judgements of which other units have counted some."""
    # These two last and in this order: every other part of the submissions waits for them until the unit ends.
    with_rows = [event for event, decisions in matched if decisions]
    if with_rows:
        await work.tables.reviews.note_newest(with_rows)
    done: dict[Judgement, Counts] = defaultdict(Counts)
    last: dict[Judgement, RecordsAccepted] = {}
    for event, decisions in matched:
        done[judgement_of(event)] += counts_of(decisions)
        last[judgement_of(event)] = event
    counted = await work.tables.tallies.count(done)
    for judgement, progress in counted.items():
        if progress.complete:
            publish_matched(work, last[judgement], progress, measures)
    return [judgement for judgement, progress in counted.items() if progress.done.parts > done[judgement].parts]


async def _look_at_what_came_meanwhile(
    matched: Iterable[Matched], judgements: Collection[Judgement], lines: Lines, before: LinesBefore
) -> None:
    """Raise when another unit has since linked a line of another learner to somebody of ours: all is decided anew.

    The tallies are held: whoever counts a part of these judgements after us sees our lines.
    """
    if not await before.more_came(judgements):
        return
    targets = {
        (before.number_of(judgement_of(event)), decision.person_id)
        for event, decisions in matched
        if judgement_of(event) in judgements
        for decision in decisions
        if isinstance(decision, Link)
    }
    if any(map(lines.crossed_by, await before.come_meanwhile(targets))):
        raise _AnotherPartCameFirst
