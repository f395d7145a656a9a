"""How a page is told which snapshot it is about: `?snapshot=12` in its address, or else the newest one that is made."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.snapshots.snapshots import SnapshotQueries
from shared.web.requests.queries import Parameter

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,11}")


def snapshot_parameter(name: str) -> Parameter[int]:
    """Return the parameter of that name that takes the number of a snapshot."""
    return Parameter(name, "the number of a snapshot", lambda text: int(text) if _NUMBER.fullmatch(text) else None)


SNAPSHOT: Final = snapshot_parameter("snapshot")


@dataclass(frozen=True, slots=True)
class Picked:
    """The snapshot of a page, and those that its picker offers (`snapshot/parts.html`)."""

    snapshot: Snapshot | None
    """None: none is made yet, so there is nothing to show."""
    choices: list[Snapshot]


async def picked(request: Request, snapshots: SnapshotQueries) -> Picked:
    """Return the snapshot that the address names; 404 for one that there is not, or that is still being made."""
    choices, wanted = await snapshots.made(), SNAPSHOT.of(request)
    if wanted is None:
        return Picked(choices[0] if choices else None, choices)
    found = next((one for one in choices if one.snapshot_id == wanted), None) or await snapshots.find(wanted)
    if found is None or not found.is_made or found.scenario is not None:
        raise HTTPException(404)
    return Picked(found, choices if found in choices else [found, *choices])
