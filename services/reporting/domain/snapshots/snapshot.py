"""A snapshot: of which day, as known at which instant, and what for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Purpose = Literal["asked", "nightly", "month", "what-if"]
"""asked: somebody wants to see that day. nightly: the dry run of the national return. month: a month that was checked
or closed. what-if: the same under a scenario."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everybody as at a day, by what was known at an instant. Once made it never changes."""

    snapshot_id: int
    as_at: date
    known_at: datetime
    purpose: Purpose
    asked_by: str
    """Name of the account, or of the job."""
    asked_at: datetime
    people_to_make: int | None
    """None: the making has not begun."""
    people_made: int
    made_at: datetime | None
    """None: it is still being made, and nothing of it may be read."""
    scenario: Mapping[str, Any] | None = None
    """What a what-if changes about the world; None: nothing."""

    @property
    def is_made(self) -> bool:
        """Whether everybody is in it."""
        return self.made_at is not None

    @property
    def is_of_the_world(self) -> bool:
        """Whether it can be read as what was: it is made, and no what-if."""
        return self.is_made and self.scenario is None
