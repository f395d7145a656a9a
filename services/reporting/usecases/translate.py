"""From the domain's words to the contract's."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, cast
from uuid import UUID

from services.reporting.domain.people import Kept
from shared.contracts.events import EncodedEvent, derived_text
from shared.contracts.reporting import StatusChanged, StatusGroup
from shared.vocabulary.activities import public_code
from shared.vocabulary.london import london_day

_NOBODY: Final = UUID(int=0)


def status_changed(row: Kept) -> EncodedEvent:
    """Return what the world is told about a new version: ids, group and code; sensitive codes as their group alone."""
    person_id = str(row.person_id)
    facts = _facts(row.status_group, row.code, row.lapsed, holds_from(row), row.known_at)
    return EncodedEvent(
        StatusChanged,
        derived_text(person_id, row.version, StatusChanged.TYPE),
        person_id,
        f'{{"person_id":"{person_id}","version":{row.version}{facts}'.encode(),
    )


def holds_from(row: Kept) -> date:
    """Return the day from which a version holds: where nothing says since when, the day on which we came to know it."""
    return row.effective_on or london_day(row.known_at)


@lru_cache(maxsize=4096)
def _facts(group: str, code: str | None, lapsed: bool, effective_on: date, known_at: datetime) -> str:
    """Return the words that many changes share: all of the event from behind its version, as the contract writes it."""
    event = StatusChanged(
        person_id=_NOBODY,
        version=1,
        group=cast("StatusGroup", group),
        code=public_code(code) if code else None,
        lapsed=lapsed,
        effective_on=effective_on,
        known_at=known_at,
    )
    return event.model_dump_json().removeprefix(f'{{"person_id":"{_NOBODY}","version":1')
