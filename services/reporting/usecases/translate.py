"""From the domain's values to the contract's events."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.status import Answer, StatusGroup
from shared.contracts.events import EncodedEvent, derived_text
from shared.contracts.reporting import StatusChanged
from shared.vocabulary.activities import public_code
from shared.vocabulary.london import london_day

_NOBODY: Final = UUID(int=0)
_ANY_DAY: Final = date(2026, 1, 1)
_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


def status_changed(person: PersonStatus) -> StatusChanged:
    """Return the event about a new version: ids, group and code; a sensitive code as its group alone."""
    answer = person.answer
    return StatusChanged(
        person_id=person.person_id,
        version=person.version,
        group=answer.group,
        code=public_code(answer.code) if answer.code else None,
        lapsed=answer.lapsed,
        effective_on=holds_from(person),
        neet_since=answer.neet_since,
        known_at=person.known_at,
    )


def holds_from(person: PersonStatus) -> date:
    """Return the day from which a version holds: where no claim gives one, the day on which it became known."""
    return person.answer.effective_on or london_day(person.known_at)


# The fast twin: writing the event as JSON takes ten times as long as all else about it, and thousands of people share
# what stands behind the version, but for the instant. Law: it is `status_changed` as the contract encodes it
# (tests/unit/reporting).


def encoded_status_changed(person: PersonStatus) -> EncodedEvent:
    """Return the same event encoded."""
    person_id, answer = str(person.person_id), person.answer
    shared = _json_before_instant(answer.group, answer.code, answer.lapsed, holds_from(person), answer.neet_since)
    return EncodedEvent(
        StatusChanged,
        derived_text(person_id, person.version, StatusChanged.TYPE),
        person_id,
        f'{{"person_id":"{person_id}","version":{person.version},{shared}{_json_of_instant(person.known_at)}'.encode(),
    )


@lru_cache(maxsize=4096)
def _json_before_instant(
    group: StatusGroup, code: str | None, lapsed: bool, effective_on: date, neet_since: date | None
) -> str:
    """Return the JSON of an event from behind its version to the instant at its end."""
    answer = Answer(group, code, lapsed, effective_on, None, None, "", neet_since)
    return _json_of(PersonStatus(_NOBODY, 1, _ANY_TIME, answer, None, None, Who(), Details()))[0]


@lru_cache(maxsize=64)
def _json_of_instant(known_at: datetime) -> str:
    """Return the JSON of an event from its instant to the end."""
    answer = Answer("not known", None, False, _ANY_DAY, None, None, "")
    return _json_of(PersonStatus(_NOBODY, 1, known_at, answer, None, None, Who(), Details()))[1]


def _json_of(person: PersonStatus) -> tuple[str, str]:
    """Return the JSON of a first version from behind its version, parted at its instant."""
    _, _, shared = status_changed(person).model_dump_json().partition('"version":1,')
    before, name, instant = shared.partition('"known_at":')
    return before + name, instant
