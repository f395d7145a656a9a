"""From the domain's values to the contract's events."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.status import Answer
from shared.contracts.events import EncodedEvent, derived_text
from shared.contracts.reporting import StatusChanged
from shared.vocabulary.activities import public_code
from shared.vocabulary.london import london_day

_NOBODY: Final = UUID(int=0)


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
        known_at=person.known_at,
    )


def holds_from(person: PersonStatus) -> date:
    """Return the day from which a version holds: where no claim gives one, the day on which it became known."""
    return person.answer.effective_on or london_day(person.known_at)


# The fast twin: writing the event as JSON takes ten times as long as all else about it, and thousands of people share
# every word behind the version. Law: it is `status_changed` as the contract encodes it (tests/unit/reporting).


def encoded_status_changed(person: PersonStatus) -> EncodedEvent:
    """Return the same event encoded."""
    person_id, shared = str(person.person_id), _shared_json(person.answer, person.known_at)
    return EncodedEvent(
        StatusChanged,
        derived_text(person_id, person.version, StatusChanged.TYPE),
        person_id,
        f'{{"person_id":"{person_id}","version":{person.version},{shared}'.encode(),
    )


@lru_cache(maxsize=4096)
def _shared_json(answer: Answer, known_at: datetime) -> str:
    """Return the JSON of an event from behind its version to the end."""
    nobody = PersonStatus(_NOBODY, 1, known_at, answer, None, None, Who(), Details())
    _, _, shared = status_changed(nobody).model_dump_json().partition('"version":1,')
    return shared
