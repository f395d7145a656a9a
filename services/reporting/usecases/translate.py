"""From the domain's values to the contract's events, and on which topics a status is published."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.status import Answer, StatusGroup
from shared.contracts.events import EncodedEvent, derived_text
from shared.contracts.reporting import StatusChanged, StatusChangedInFull
from shared.contracts.topics import Topic
from shared.outbox.unit_of_work import UnitOfWork
from shared.vocabulary.activities import public_code
from shared.vocabulary.london import london_day

S = TypeVar("S", bound=StatusChanged)

_NOBODY: Final = UUID(int=0)
_ANY_DAY: Final = date(2026, 1, 1)
_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


def status_changed(person: PersonStatus) -> StatusChanged:
    """Return the event about a new version: ids, group and code; a sensitive code as its group alone."""
    code = person.answer.code
    return _event(StatusChanged, person, public_code(code) if code else None)


def status_changed_in_full(person: PersonStatus) -> StatusChangedInFull:
    """Return the event about the same version for those who may see sensitive codes."""
    return _event(StatusChangedInFull, person, person.answer.code)


def _event(kind: type[S], person: PersonStatus, code: str | None) -> S:
    answer = person.answer
    return kind(
        person_id=person.person_id,
        version=person.version,
        group=answer.group,
        code=code,
        lapsed=answer.lapsed,
        effective_on=holds_from(person),
        neet_since=answer.neet_since,
        known_at=person.known_at,
    )


def holds_from(person: PersonStatus) -> date:
    """Return the day from which a version holds: where no claim gives one, the day on which it became known."""
    return person.answer.effective_on or london_day(person.known_at)


# The fast twins: writing the event as JSON takes ten times as long as all else about it, and thousands of people share
# what stands behind the version, but for the instant. Law: each is its event as the contract encodes it
# (tests/unit/reporting).


def encoded_status_changed(person: PersonStatus) -> EncodedEvent:
    """Return the public event encoded."""
    answer = person.answer
    shared = _public_json(answer.group, answer.code, answer.lapsed, holds_from(person), answer.neet_since)
    return _encoded(StatusChanged, person, shared)


def encoded_status_changed_in_full(person: PersonStatus) -> EncodedEvent:
    """Return the event with its code in full encoded."""
    answer = person.answer
    shared = _json_in_full(answer.group, answer.code, answer.lapsed, holds_from(person), answer.neet_since)
    return _encoded(StatusChangedInFull, person, shared)


def _encoded(kind: type[StatusChanged], person: PersonStatus, shared: str) -> EncodedEvent:
    person_id = str(person.person_id)
    return EncodedEvent(
        kind,
        derived_text(person_id, person.version, kind.TYPE),
        person_id,
        f'{{"person_id":"{person_id}","version":{person.version},{shared}{_json_of_instant(person.known_at)}'.encode(),
    )


@lru_cache(maxsize=4096)
def _public_json(
    group: StatusGroup, code: str | None, lapsed: bool, effective_on: date, neet_since: date | None
) -> str:
    """Return the JSON of a public event from behind its version to the instant at its end."""
    return _json_of(status_changed(_somebody(Answer(group, code, lapsed, effective_on, None, None, "", neet_since))))[0]


@lru_cache(maxsize=4096)
def _json_in_full(
    group: StatusGroup, code: str | None, lapsed: bool, effective_on: date, neet_since: date | None
) -> str:
    """Return the same of the event with its code in full."""
    answer = Answer(group, code, lapsed, effective_on, None, None, "", neet_since)
    return _json_of(status_changed_in_full(_somebody(answer)))[0]


@lru_cache(maxsize=64)
def _json_of_instant(known_at: datetime) -> str:
    """Return the JSON of an event from its instant to the end."""
    answer = Answer("not known", None, False, _ANY_DAY, None, None, "")
    return _json_of(status_changed(_somebody(answer, known_at)))[1]


def _somebody(answer: Answer, known_at: datetime = _ANY_TIME) -> PersonStatus:
    return PersonStatus(_NOBODY, 1, known_at, answer, None, None, Who(), Details())


def _json_of(event: StatusChanged) -> tuple[str, str]:
    """Return the JSON of a first version from behind its version, parted at its instant."""
    _, _, shared = event.model_dump_json().partition('"version":1,')
    before, name, instant = shared.partition('"known_at":')
    return before + name, instant


class StatusStream(NamedTuple):
    """One topic on which the versions of everybody's status are published."""

    topic: Topic
    encode: Callable[[PersonStatus], EncodedEvent]


PUBLIC: Final = StatusStream(StatusChanged.TOPIC, encoded_status_changed)
IN_FULL: Final = StatusStream(StatusChangedInFull.TOPIC, encoded_status_changed_in_full)
STREAMS: Final = (PUBLIC, IN_FULL)
"""All there are. The public one is always published."""


def streams_of(*, in_full: bool) -> tuple[StatusStream, ...]:
    """Return the streams of a deployment: with codes in full or without."""
    return STREAMS if in_full else (PUBLIC,)


def publish_versions(
    work: UnitOfWork[Any], people: Collection[PersonStatus], streams: Collection[StatusStream]
) -> None:
    """Publish these versions on each stream; of whoever is out of scope nothing stays on a compacted topic."""
    gone = [str(person.person_id) for person in people if person.answer.group == "out of scope"]
    for stream in streams:
        work.publish_encoded(map(stream.encode, people))
        for person_id in gone:
            work.publish_tombstone(stream.topic, person_id)
