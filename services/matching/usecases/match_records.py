"""Match the records of one part: find their people, create those nobody knows, set the doubtful ones for review."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from services.matching.domain.blocking import Sought, bucket_of, sought
from services.matching.domain.people import Description
from services.matching.domain.register import Outcome, Register, settle_by_identifier, settle_rest
from services.matching.usecases.ports import Ids, Part, People, Work, Works
from services.matching.usecases.translate import (
    claims_matched,
    counts_of,
    description_of,
    part_of,
    said_by,
    submission_matched,
    waiting_rows,
)
from shared.contracts.records import Record
from shared.contracts.validation import RecordsAccepted
from shared.errors import Transient

CONSUMER: Final = "matching.match_records"

ATTEMPTS_MAX: Final = 5
"""How often a part looks again after another writer was faster with one of its people."""

MOSTLY_UNKNOWN: Final = 0.5
"""From this share of rows that no number finds, creating is likelier than finding: the locks are taken at once."""

Rest = Mapping[int, Sought]
Timed = Callable[[int], AbstractContextManager[None]]
"""Times a stage of so many rows, for the bench."""


def _untimed(rows: int) -> AbstractContextManager[None]:
    return nullcontext()


class MatchRecords:
    """Handle RecordsAccepted."""

    def __init__(self, works: Works, ids: Ids, *, timed: Timed = _untimed) -> None:
        self._works = works
        self._ids = ids
        self._timed = timed

    async def __call__(self, event: RecordsAccepted) -> None:
        """Match one part and say whom its records are about. Raises Transient; handled again, it changes nothing."""
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if not work.repeated:
                with self._timed(len(event.records)):
                    await self._handle(work, event)

    async def _handle(self, work: Work, event: RecordsAccepted) -> None:
        outcomes = await self._match(work.people, event)
        await _keep_outcomes(work, part_of(event), event.records, outcomes)
        work.announce(claims_matched(event, outcomes))
        # These two last and in this order: every other part of the submission waits for them until the unit ends.
        if outcomes:
            await work.reviews.note_newest(part_of(event))
        progress = await work.tallies.count_part(event.submission_id, event.judgement, counts_of(outcomes))
        if progress.complete:
            work.announce(submission_matched(event, progress))

    async def _match(self, people: People, event: RecordsAccepted) -> Mapping[int, Outcome]:
        rows = [description_of(record.person) for record in event.records]
        attempt = Attempt(people, rows, self._ids)
        for _ in range(ATTEMPTS_MAX if rows else 0):
            outcomes = await attempt.decide()
            said = {
                outcome.person_id: said_by(event.records[position], outcome.person_id)
                for position, outcome in sorted(outcomes.items())
                if outcome.person_id is not None
            }
            if await people.keep(attempt.register.changes(), list(said.values()), event.received_at):
                return outcomes
        if rows:
            raise Transient("the people of a part kept changing")
        return {}


class Attempt:
    """Decides the rows of one part, again when told so; locks once taken are kept."""

    def __init__(self, people: People, rows: list[Description], ids: Ids) -> None:
        self._people = people
        self._rows = rows
        self._ids = ids
        self._held = False
        self.register = Register()

    async def decide(self) -> Mapping[int, Outcome]:
        """Return the outcome of every row by position; `register` then holds what they taught."""
        known = Register()
        await self._find(known, self._rows)
        settled = settle_by_identifier(self._rows, known)
        rest = {position: sought(row) for position, row in enumerate(self._rows) if position not in settled}
        if not rest:
            self.register = known
            return settled
        if len(rest) >= MOSTLY_UNKNOWN * len(self._rows):
            await self._hold(rest)
        await self._look_around(known, rest)
        others = self._settle(known, rest)
        if self.register.created and not self._held:
            # Somebody may have been faster: with the locks in hand, look again before creating.
            await self._hold(rest)
            await self._find(known, [one.row for one in rest.values()])
            await self._look_around(known, rest)
            others = self._settle(known, rest)
        return settled | others

    def _settle(self, known: Register, rest: Rest) -> dict[int, Outcome]:
        self.register = known if self._held else known.copy()
        return settle_rest(rest, self.register, self._ids)

    async def _hold(self, rest: Rest) -> None:
        if not self._held:
            await self._people.hold({bucket_of(one.row.born_on) for one in rest.values()})
            self._held = True

    async def _find(self, known: Register, rows: Iterable[Description]) -> None:
        identifiers = {identifier for row in rows for identifier in row.identifiers}
        holders = await self._people.find_holders(identifiers) if identifiers else {}
        strangers = {person_id for person_id in holders.values() if not known.knows(person_id)}
        known.add(await self._people.get(strangers) if strangers else (), holders)

    async def _look_around(self, known: Register, rest: Rest) -> None:
        keys = {key for one in rest.values() for key in one.keys | one.swapped}
        lookalikes = await self._people.find_lookalikes(keys) if keys else ()
        strangers = {person_id for _, person_id in lookalikes if not known.knows(person_id)}
        known.add(await self._people.get(strangers) if strangers else (), {}, lookalikes)


async def _keep_outcomes(work: Work, part: Part, records: tuple[Record, ...], outcomes: Mapping[int, Outcome]) -> None:
    by_ordinal = {records[position].ordinal: outcome for position, outcome in outcomes.items()}
    if by_ordinal:
        await work.links.keep(part, by_ordinal)
    waiting = waiting_rows(records, outcomes)
    if waiting:
        await work.reviews.add(part, waiting)
