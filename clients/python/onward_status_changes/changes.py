"""What messages change in what is held already: repeats change nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from onward_status_changes.message import Status, StatusMessage


@dataclass(frozen=True, slots=True)
class Change:
    """One person's status before and after. `before` None: not held until now; `after` None: forget them."""

    person_id: UUID
    before: Status | None
    after: Status | None


@dataclass(slots=True)
class Folded:
    """What a run of messages comes to."""

    changes: list[Change] = field(default_factory=list)
    """Each change, in the order of the messages."""
    kept: dict[UUID, Status] = field(default_factory=dict)
    """The status of everybody whom the messages name and who is to be held afterwards, changed or not."""
    gone: set[UUID] = field(default_factory=set)
    """Who was held and is to be forgotten."""


def fold(messages: Iterable[StatusMessage], held: Mapping[UUID, Status]) -> Folded:
    """Return what the messages change, taken in order. `held`: what is known of those they name."""
    folded, now = Folded(), dict(held)
    named: set[UUID] = set()
    for person_id, status in messages:
        named.add(person_id)
        before = now.get(person_id)
        if status is None:
            now.pop(person_id, None)
        elif before is None or status.version > before.version:
            now[person_id] = status
        after = now.get(person_id)
        if after is not before:
            folded.changes.append(Change(person_id, before, after))
    folded.kept = {person_id: now[person_id] for person_id in named if person_id in now}
    folded.gone = {person_id for person_id in named if person_id in held and person_id not in now}
    return folded
