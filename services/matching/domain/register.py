"""The people whom the rows of one part may be about: found in the index, taught and joined by the rows themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.matching.domain.blocking import Sought, keys_of_person
from services.matching.domain.decision import Create, Decision, Link, Review, decide, linked_by_identifier
from services.matching.domain.people import Description, Identifier, Person, founded_by, learned, teaches


@dataclass(frozen=True, slots=True)
class Changes:
    """What the index must write for a part, in an order that all writers share, so that none waits in a circle."""

    created: tuple[Person, ...]
    changed: tuple[Person, ...]
    identifiers: tuple[tuple[Identifier, UUID], ...]
    keys: tuple[tuple[int, UUID], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    decision: Decision
    person_id: UUID | None
    """Whom the row found or founded; None while it waits for a decision."""


class Register:
    """People by number and by key, growing row by row; nothing in it is shared with another part."""

    def __init__(self) -> None:
        self._people: dict[UUID, Person] = {}
        self._by_identifier: dict[Identifier, set[UUID]] = {}
        self._by_key: dict[int, set[UUID]] = {}
        self._before: dict[UUID, Person] = {}
        self._newcomers: set[UUID] = set()
        self._keys: dict[UUID, set[int]] = {}

    def add(
        self,
        people: Iterable[Person],
        holders: Mapping[Identifier, UUID],
        lookalikes: Iterable[tuple[int, UUID]] = (),
    ) -> None:
        """Add what the index knows. Somebody already here stays as the rows have taught them."""
        for person in people:
            self._people.setdefault(person.id, person)
        for identifier, person_id in holders.items():
            self._by_identifier.setdefault(identifier, set()).add(person_id)
        for key, person_id in lookalikes:
            self._by_key.setdefault(key, set()).add(person_id)

    def copy(self) -> "Register":
        """Return a register that can grow without changing this one."""
        twin = Register()
        twin._people = dict(self._people)
        twin._by_identifier = {key: set(ids) for key, ids in self._by_identifier.items()}
        twin._by_key = {key: set(ids) for key, ids in self._by_key.items()}
        twin._before = dict(self._before)
        twin._newcomers = set(self._newcomers)
        twin._keys = dict(self._keys)
        return twin

    def knows(self, person_id: UUID) -> bool:
        """Return whether the person is here."""
        return person_id in self._people

    def holders(self, row: Description) -> list[Person]:
        """Return the people to whom the row's numbers belong."""
        found: set[UUID] = set()
        for identifier in row.identifiers:
            found.update(self._by_identifier.get(identifier, ()))
        return [self._people[person_id] for person_id in found]

    def everybody_like(self, sought: Sought) -> list[Person]:
        """Return all people whom the row may be about, by number or by likeness."""
        found: set[UUID] = set()
        for identifier in sought.row.identifiers:
            found.update(self._by_identifier.get(identifier, ()))
        for key in sought.keys:
            found.update(self._by_key.get(key, ()))
        return [self._people[person_id] for person_id in found]

    def teach(self, person_id: UUID, row: Description) -> None:
        """Add to a person what a row about them says."""
        person = self._people[person_id]
        if teaches(row, person):
            self._before.setdefault(person_id, person)
            self._enter(learned(person, row))

    def create(self, row: Description, person_id: UUID) -> None:
        """Add the new person whom the row founds."""
        self._newcomers.add(person_id)
        self._enter(founded_by(row, person_id))

    def _enter(self, person: Person) -> None:
        self._people[person.id] = person
        for identifier in person.identifiers:
            self._by_identifier.setdefault(identifier, set()).add(person.id)
        keys = self._keys[person.id] = keys_of_person(person)
        for key in keys:
            self._by_key.setdefault(key, set()).add(person.id)

    @property
    def created(self) -> bool:
        """Whether a row has founded somebody."""
        return bool(self._newcomers)

    def changes(self) -> Changes:
        """Return what the rows have added to what the index knows."""
        identifiers: list[tuple[Identifier, UUID]] = []
        keys: list[tuple[int, UUID]] = []
        changed: list[Person] = []
        for person_id in self._newcomers:
            person = self._people[person_id]
            identifiers.extend((identifier, person_id) for identifier in set(person.identifiers))
            keys.extend((key, person_id) for key in self._keys[person_id])
        for person_id in self._before.keys() - self._newcomers:
            before, person = self._before[person_id], self._people[person_id]
            changed.append(person)
            identifiers.extend((new, person_id) for new in set(person.identifiers) - set(before.identifiers))
            keys.extend((new, person_id) for new in self._keys[person_id] - keys_of_person(before))
        return Changes(
            created=tuple(self._people[person_id] for person_id in sorted(self._newcomers)),
            changed=tuple(sorted(changed, key=lambda person: person.id)),
            identifiers=tuple(sorted(identifiers)),
            keys=tuple(sorted(keys)),
        )


def settle_by_identifier(rows: Sequence[Description], register: Register) -> dict[int, Outcome]:
    """Link, by position, the rows whose numbers are enough; each teaches its person at once."""
    settled: dict[int, Outcome] = {}
    for position, row in enumerate(rows):
        link = linked_by_identifier(row, register.holders(row))
        if link:
            register.teach(link.person_id, row)
            settled[position] = Outcome(link, link.person_id)
    return settled


def settle_rest(rows: Mapping[int, Sought], register: Register, new_ids: Iterator[UUID]) -> dict[int, Outcome]:
    """Decide the other rows one after another, so that two rows of one newcomer make one person."""
    return {position: _settle(row, register, new_ids) for position, row in rows.items()}


def _settle(sought: Sought, register: Register, new_ids: Iterator[UUID]) -> Outcome:
    row = sought.row
    decision = decide(row, register.everybody_like(sought))
    match decision:
        case Link(person_id=person_id):
            register.teach(person_id, row)
            return Outcome(decision, person_id)
        case Create():
            person_id = next(new_ids)
            register.create(row, person_id)
            return Outcome(decision, person_id)
        case Review():
            return Outcome(decision, None)
