"""From the domain's words to the contract's."""

from datetime import date
from typing import cast

from services.reporting.domain.claims import london_date
from services.reporting.domain.people import Kept
from shared.contracts.reporting import StatusChanged, StatusGroup
from shared.vocabulary.activities import public_code


def status_changed(row: Kept) -> StatusChanged:
    """Return what the world is told about a new version: ids, group and code; sensitive codes as their group alone."""
    return StatusChanged(
        person_id=row.person_id,
        version=row.version,
        group=cast("StatusGroup", row.status_group),
        code=public_code(row.code) if row.code else None,
        lapsed=row.lapsed,
        effective_on=holds_from(row),
        known_at=row.known_at,
    )


def holds_from(row: Kept) -> date:
    """Return the day from which a version holds: where nothing says since when, the day on which we came to know it."""
    return row.effective_on or london_date(row.known_at)
