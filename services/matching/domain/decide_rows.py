"""Decide the rows of a batch, each in its turn: first by number alone, then the rest."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from uuid import UUID

from services.matching.domain.blocking import BlockingKeys
from services.matching.domain.decision import (
    NOBODY,
    Beside,
    Create,
    Decision,
    Link,
    Review,
    decide,
    linked_by_identifier,
)
from services.matching.domain.lines import Lines
from services.matching.domain.people import Description
from services.matching.domain.people_in_batch import PeopleInBatch


def settle_by_identifier(rows: Sequence[Description], batch: PeopleInBatch, lines: Lines) -> dict[int, Decision]:
    """Link, by position, the rows whose numbers are enough; each adds to its person."""
    settled: dict[int, Decision] = {}
    if batch.empty:
        return settled
    links = {
        position: link
        for position, row in enumerate(rows)
        if (link := linked_by_identifier(row, batch.holders(row))) is not None
    }
    for position, link in lines.admitted(links).items():
        batch.merge(link.person_id, rows[position])
        settled[position] = link
    return settled


class RowsApart:
    """The rows that no known person and no other row is like: each founds somebody, whatever becomes of the others.

    Most of a roll. They are left out while the others are settled, once or again, and found their people together.
    """

    def __init__(self, rows: Mapping[int, BlockingKeys], batch: PeopleInBatch) -> None:
        """Take all rows that are to be settled, and those who are known."""
        numbers = Counter(chain.from_iterable([one.row.identifiers for one in rows.values()]))
        looked_for = Counter(chain.from_iterable([one.lookup_keys for one in rows.values()]))
        kept = chain.from_iterable([one.keys for one in rows.values()])
        numbers_taken, keys_taken = batch.numbers_and_keys_among(numbers.keys(), looked_for.keys())
        numbers_taken.update([number for number, times in numbers.items() if times > 1])
        keys_taken.update({key for key, times in looked_for.items() if times > 1}.intersection(kept))
        self._rows = rows
        self._looked_for = looked_for.keys()
        self.positions = {
            position
            for position, (row, _, lookup_keys) in rows.items()
            if keys_taken.isdisjoint(lookup_keys)
            and numbers_taken.isdisjoint(row.identifiers)
            and (row.identifiers or row.born_on)
        }

    def somebody_has(self, keys: Iterable[int], by: BlockingKeys) -> None:
        """Note that somebody is found under these keys too, by the row: whoever looks there is no longer apart.

        Only a new pair of what the person had and what the row adds can be news: the row's own keys were looked at.
        """
        pairs = self._looked_for & set(keys).difference(by.keys)
        if pairs:
            self.positions -= {one for one in self.positions if not pairs.isdisjoint(self._rows[one].lookup_keys)}

    def create(
        self, settled: Mapping[int, Decision], batch: PeopleInBatch, new_ids: Iterator[UUID]
    ) -> dict[int, Decision]:
        """Return the decisions on the rows that were left out when the others were settled."""
        rows = [(position, one) for position, one in self._rows.items() if position not in settled]
        return {
            position: Create(NOBODY.rule, NOBODY.evidence, person_id)
            for position, person_id in batch.create_apart(rows, new_ids)
        }


def settle_rest(
    rows: Mapping[int, BlockingKeys], batch: PeopleInBatch, lines: Lines, new_ids: Iterator[UUID]
) -> dict[int, Decision]:
    """Decide the other rows one after another, so that two rows of one newcomer make one person.

    The plain way: `settle_crowd`, then `RowsApart.create`, come to the same.
    """
    return {position: _settle(position, rows[position], batch, lines, new_ids) for position in _in_turn(rows, batch)}


def settle_crowd(
    rows: Mapping[int, BlockingKeys], apart: RowsApart, batch: PeopleInBatch, lines: Lines, new_ids: Iterator[UUID]
) -> dict[int, Decision]:
    """Decide the rows that are not apart, as `settle_rest` would."""
    settled: dict[int, Decision] = {}
    for position in _in_turn(rows, batch, apart.positions):
        if position not in apart.positions:
            settled[position] = _settle(position, rows[position], batch, lines, new_ids, apart)
    return settled


def who_may_be_meant(
    decisions: Mapping[int, Decision], rows: Mapping[int, BlockingKeys], batch: PeopleInBatch
) -> Iterator[tuple[int, UUID]]:
    """Yield by position those of the batch of whom other lines of the return might tell otherwise."""
    for position, decision in decisions.items():
        match decision:
            case Create(evidence=0):  # most of a roll
                continue
            case Create():
                meant = batch.like(rows[position])
            case Review(candidates=candidates):
                meant = [one.person_id for one in candidates]
            case Link(person_id=person_id):
                meant = [person_id]
        for person_id in meant:
            if batch.knows(person_id):
                yield position, person_id


def _in_turn(rows: Mapping[int, BlockingKeys], batch: PeopleInBatch, apart: Collection[int] = ()) -> Iterable[int]:
    """Return the positions, the surest first, so that the order of lines in a file matters little.

    Who is somebody known in all comes before whoever is only like them, and numbers before names alone.
    """
    sure = _sure(rows, batch, apart)
    bare = [position for position, one in rows.items() if not one.row.identifiers]
    if not sure and (not bare or len(bare) == len(rows)):  # nearly always
        return rows
    last = frozenset(bare) - sure
    return [
        *sorted(sure),
        *[position for position in rows if position not in sure and position not in last],
        *sorted(last),
    ]


def _sure(rows: Mapping[int, BlockingKeys], batch: PeopleInBatch, apart: Collection[int]) -> frozenset[int]:
    """Return the rows that are somebody known in all, where another row may be about them too."""
    if batch.empty:
        return frozenset()
    people = {position: found for position, one in rows.items() if position not in apart and (found := batch.like(one))}
    times = Counter(chain.from_iterable(people.values()))
    often = {person_id for person_id, count in times.items() if count > 1}
    sure = set()
    for position, found in people.items():
        if not often.isdisjoint(found):
            decision = decide(rows[position].row, batch.people(found))
            if isinstance(decision, Link) and decision.in_all:
                sure.add(position)
    return frozenset(sure)


def _beside(position: int, people: Iterable[UUID], batch: PeopleInBatch, lines: Lines) -> Beside:
    return {one: lines.facts(position, one, batch.founder(one)) for one in people}


def _settle(
    position: int,
    blocked: BlockingKeys,
    batch: PeopleInBatch,
    lines: Lines,
    new_ids: Iterator[UUID],
    apart: RowsApart | None = None,
) -> Decision:
    row, found = blocked.row, batch.like(blocked)
    decision = decide(row, batch.people(found), _beside(position, found, batch, lines)) if found else decide(row, ())
    match decision:
        case Link(person_id=person_id):
            keys = batch.merge(person_id, row)
            if keys and apart is not None:
                apart.somebody_has(keys, blocked)
            lines.claim(position, person_id)
            return decision
        case Create():
            person_id = next(new_ids)
            batch.create(blocked, person_id, position)
            return Create(decision.rule, decision.evidence, person_id)
        case Review():
            return decision
