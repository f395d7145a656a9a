"""The people whom the rows of one batch may be about: found in the index, changed and joined by the rows themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from services.matching.domain.blocking import LOOKALIKES_MAX, BlockingKeys, keys_of_person
from services.matching.domain.people import Description, Identifier, Person, adds_to, merged, new_person_from

K = TypeVar("K")

_News = tuple[UUID, Sequence[Identifier], Collection[int]]
"""A person, and the numbers and keys under which they are found from now on."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the index must write for a batch, in an order that all writers share, so that none waits in a circle."""

    created: tuple[Person, ...]
    changed: tuple[Person, ...]
    identifiers: tuple[tuple[Identifier, UUID], ...]
    keys: tuple[tuple[int, UUID], ...]

    def __bool__(self) -> bool:
        return bool(self.created or self.changed)


class PeopleInBatch:
    """People by number and by key, growing row by row; nothing in it is shared with another batch."""

    def __init__(self) -> None:
        self._people: dict[UUID, Person] = {}
        self._by_identifier: dict[Identifier, tuple[UUID, ...]] = {}
        self._by_key: dict[int, tuple[UUID, ...]] = {}
        self._newcomers: dict[UUID, int] = {}
        self._merged: set[UUID] = set()
        self._news: list[_News] = []

    def add(
        self,
        people: Iterable[Person],
        holders: Mapping[Identifier, UUID],
        lookalikes: Iterable[tuple[int, UUID]] = (),
    ) -> None:
        """Add what the index knows. Somebody already here stays as the rows have changed them."""
        for person in people:
            self._people.setdefault(person.id, person)
        # One tuple for all that one person alone holds: then one look tells that several numbers are theirs.
        alone = {person_id: (person_id,) for person_id in self._people}
        by_identifier, by_key = self._by_identifier, self._by_key
        for identifier, person_id in holders.items():
            if by_identifier.setdefault(identifier, alone[person_id]) is not alone[person_id]:
                _put(by_identifier, (identifier,), person_id)
        for key, person_id in lookalikes:
            if by_key.setdefault(key, alone[person_id]) is not alone[person_id]:
                _put(by_key, (key,), person_id)

    def copy(self) -> "PeopleInBatch":
        """Return a copy that can grow without changing this one."""
        twin = PeopleInBatch()
        twin._people = self._people.copy()
        twin._by_identifier = self._by_identifier.copy()
        twin._by_key = self._by_key.copy()
        twin._newcomers = self._newcomers.copy()
        twin._merged = self._merged.copy()
        twin._news = self._news.copy()
        return twin

    def person(self, person_id: UUID) -> Person:
        """Return somebody who is here, as the rows have changed them."""
        return self._people[person_id]

    def knows(self, person_id: UUID) -> bool:
        """Return whether the person is here."""
        return person_id in self._people

    def unknown(self, people: Iterable[UUID]) -> set[UUID]:
        """Return those of these people who are not here."""
        return set(people).difference(self._people)

    def knows_all(self, holders: Mapping[Identifier, UUID], lookalikes: Iterable[tuple[int, UUID]]) -> bool:
        """Return whether all that the index found is here, under these numbers and keys."""
        by_identifier, by_key = self._by_identifier, self._by_key
        return all(person_id in by_identifier.get(one, ()) for one, person_id in holders.items()) and all(
            person_id in by_key.get(key, ()) for key, person_id in lookalikes
        )

    def holders(self, row: Description) -> Sequence[Person]:
        """Return the people to whom the row's numbers belong."""
        found: tuple[UUID, ...] = ()
        for one in row.identifiers:
            theirs = self._by_identifier.get(one)
            if theirs is not None and theirs is not found:
                found = (*found, *theirs) if found else theirs
        if len(found) == 1:  # nearly always
            return (self._people[found[0]],)
        return [self._people[person_id] for person_id in dict.fromkeys(found)]

    def like(self, blocked: BlockingKeys) -> Collection[UUID]:
        """Return all people whom the row may be about, by number or by likeness."""
        row, _, lookup_keys = blocked
        by_identifier, by_key = self._by_identifier, self._by_key
        if by_identifier.keys().isdisjoint(row.identifiers) and by_key.keys().isdisjoint(lookup_keys):
            return ()
        found = [by_identifier[one] for one in row.identifiers if one in by_identifier]
        found += [by_key[key] for key in lookup_keys if key in by_key]
        return set().union(*found)

    def people(self, ids: Iterable[UUID]) -> list[Person]:
        """Return these people, as the rows have changed them."""
        return [self._people[person_id] for person_id in ids]

    def merge(self, person_id: UUID, row: Description) -> Collection[int]:
        """Add to a person what a row about them adds; return the keys under which they are found from now on too."""
        before = self._people[person_id]
        if not adds_to(row, before):
            return ()
        after = merged(before, row)
        self._merged.add(person_id)
        keys = _new_keys(before, after)
        self._enter(after, _new_identifiers(row, before, after), keys)
        return keys

    def founder(self, person_id: UUID) -> int | None:
        """Return the position of the row that founded the person; None for whom the index knew."""
        return self._newcomers.get(person_id)

    def create(self, blocked: BlockingKeys, person_id: UUID, position: int) -> None:
        """Add the new person whom the row at that position founds."""
        self._newcomers[person_id] = position
        self._enter(new_person_from(blocked.row, person_id), blocked.row.identifiers, blocked.keys)

    def create_apart(
        self, rows: Iterable[tuple[int, BlockingKeys]], new_ids: Iterator[UUID]
    ) -> Iterator[tuple[int, UUID]]:
        """Add the new persons of rows that no other row is like, and yield them by position; nobody here finds them."""
        people, newcomers, news = self._people, self._newcomers, self._news
        for (position, (row, keys, _)), person_id in zip(rows, new_ids, strict=False):
            people[person_id] = new_person_from(row, person_id)
            newcomers[person_id] = position
            news.append((person_id, row.identifiers, keys))
            yield position, person_id

    def numbers_and_keys_among(self, identifiers: Set[Identifier], keys: Set[int]) -> tuple[set[Identifier], set[int]]:
        """Return those of these numbers and keys under which anybody is here."""
        return self._by_identifier.keys() & identifiers, self._by_key.keys() & keys

    def _enter(self, person: Person, identifiers: Sequence[Identifier], keys: Collection[int]) -> None:
        person_id, by_identifier = person.id, self._by_identifier
        self._people[person_id] = person
        if not by_identifier.keys().isdisjoint(identifiers):
            # A number that its person has outgrown stays theirs.
            identifiers = [one for one in identifiers if one not in by_identifier]
        alone = (person_id,)
        for one in identifiers:
            by_identifier[one] = alone
        _put(self._by_key, keys, person_id)
        self._news.append((person_id, identifiers, keys))

    @property
    def empty(self) -> bool:
        """Whether nobody is here."""
        return not self._people

    @property
    def created(self) -> bool:
        """Whether a row has founded somebody."""
        return bool(self._newcomers)

    def changes(self) -> Changes:
        """Return what the rows have added to what the index knows."""
        return Changes(
            created=tuple([self._people[person_id] for person_id in self._newcomers]),
            changed=tuple([self._people[person_id] for person_id in sorted(self._merged - self._newcomers.keys())]),
            identifiers=tuple(sorted([(one, person_id) for person_id, new, _ in self._news for one in new])),
            keys=tuple([(key, person_id) for person_id, _, new in self._news for key in new]),
        )


def _put(index: dict[K, tuple[UUID, ...]], keys: Iterable[K], person_id: UUID) -> None:
    alone = (person_id,)
    for key in keys:
        there = index.setdefault(key, alone)
        if there is not alone and person_id not in there and len(there) < LOOKALIKES_MAX:
            index[key] = (*there, person_id)


# Most news is of forenames and of numbers: what `merged` leaves as it is, it leaves as the very same tuple.


def _new_identifiers(row: Description, before: Person, after: Person) -> Sequence[Identifier]:
    if after.upns is before.upns and after.ulns is before.ulns and after.authority_refs is before.authority_refs:
        return ()
    known = before.identifiers
    return [new for new in row.identifiers if new not in known]


def _new_keys(before: Person, after: Person) -> Collection[int]:
    if (
        after.surnames is before.surnames
        and after.birth_dates is before.birth_dates
        and after.postcodes is before.postcodes
        and after.temporary_upns is before.temporary_upns
    ):
        return ()
    return keys_of_person(after) - keys_of_person(before)
