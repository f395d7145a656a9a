"""What was asked for of everything held on somebody, in memory: one is ready, with a row of every kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from shared.erasure.taking import SubjectAccess
from shared.service_names import SERVICES
from tests.support.person_views import PERSON

ACCESS: Final = SubjectAccess(
    UUID(int=590), PERSON.person_id, "officer@example.org", datetime(2026, 10, 5, 9, tzinfo=UTC), len(SERVICES)
)
_SURE: Final = {"table": "reporting.claims", "what": "Rows of files", "sure": True, "rows": [{"surname": "Fernhollow"}]}
_UNSURE: Final = {"table": "matching.reviews", "what": "Rows that wait", "sure": False, "rows": [{"line": 7}]}
_FILE: Final = {
    "submission_id": str(UUID(int=7)),
    "file_name": "8860001 enrolment.xlsx",
    "opened": True,
    "rows": [
        {"sheet": "Enrolment", "line": 4, "sure": True, "cells": {"P5": "Fernhollow", "P6": None}},
        {"sheet": "Enrolment", "line": 5, "sure": False, "cells": {"P5": "Fernhollowe"}},
    ],
}
PARTS: Final[dict[str, Any]] = {
    "ingest": {"tables": [], "files": [_FILE, {**_FILE, "opened": False, "rows": []}]},
    "validation": {"tables": [], "files": []},
    "matching": {"tables": [_UNSURE], "files": []},
    "reporting": {"tables": [_SURE], "files": []},
}


@dataclass
class MemoryAccesses:
    """The port `Accesses`."""

    kept: list[SubjectAccess] = field(default_factory=lambda: [ACCESS])

    async def ask(self, person_id: UUID, account: str) -> UUID:
        access_id = UUID(int=600 + len(self.kept))
        self.kept.insert(0, SubjectAccess(access_id, person_id, account, ACCESS.asked_at, 0))
        return access_id

    async def of_person(self, person_id: UUID) -> Sequence[SubjectAccess]:
        return [one for one in self.kept if one.person_id == person_id]

    async def take(self, access_id: UUID) -> Mapping[str, Any] | None:
        return next((PARTS for one in self.kept if one.access_id == access_id and one.ready), None)
