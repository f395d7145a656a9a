"""One young person's record, read from PostgreSQL."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.effective_claims import EFFECTIVE_CLAIMS, gather
from services.reporting.domain.people import Details, Kept
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.read_person import ClaimLine, Place, Sought, Version
from shared.persistence.pool import Pool, connection_of

_LINES_MAX: Final = 500
_COLUMNS: Final = ", ".join(field.name for field in fields(Kept))

_FIND: Final = f"SELECT {_COLUMNS} FROM people WHERE person_id = $1"  # noqa: S608 (our own names)

_BY_NAME: Final = f"""
SELECT {_COLUMNS} FROM people
WHERE lower(surname) = lower($1) AND ($2 = '' OR lower(forename) LIKE lower($2) || '%')
  AND ($3::date IS NULL OR born_on = $3)
ORDER BY lower(surname), lower(forename), person_id LIMIT $4
"""  # noqa: S608 (our own names)

_BY_NUMBER: Final = f"""
SELECT {_COLUMNS} FROM people WHERE upn = $1 OR uln = $1 OR authority_ref = $1 ORDER BY person_id LIMIT $2
"""  # noqa: S608 (our own names)

_LINES: Final = """
SELECT c.generation_id, c.ordinal, g.submission_id, s.file_name, c.sheet, c.line, r.collection, r.establishment,
       g.received_at, c.match_rule, c.created, c.counts, c.title, c.level, c.qualification_type, c.attendance,
       c.started_on, c.ends_on, c.school, c.district
FROM claims c
JOIN generations g USING (generation_id)
JOIN returns r USING (return_id)
LEFT JOIN submissions s ON s.submission_id = g.submission_id
WHERE c.person_id = $1
ORDER BY g.received_at DESC, g.generation_id DESC, c.ordinal
LIMIT $2
"""

_HISTORY: Final = """
SELECT version, status_group, code, lapsed, effective_on, known_at, rule, decided_generation_id, decided_ordinal
FROM status_history WHERE person_id = $1 ORDER BY version DESC LIMIT $2
"""

_NOTE: Final = "INSERT INTO read_audit (account, person_id, what, read_at) VALUES ($1, $2, $3, $4)"


class PostgresPersonRecords:
    """The port `usecases.read_person.PersonRecords`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, person_id: UUID) -> Kept | None:
        """See the port."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_FIND, person_id)
        return Kept(*row) if row else None

    async def effective_claims(self, person_id: UUID) -> PersonClaims:
        """See the port."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(EFFECTIVE_CLAIMS, [person_id])
        return gather(rows).get(person_id, PersonClaims((), Details()))

    async def lines(self, person_id: UUID) -> Sequence[ClaimLine]:
        """See the port; at most 500, the newest."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_LINES, person_id, _LINES_MAX)
        return [_line(row) for row in rows]

    async def history(self, person_id: UUID) -> Sequence[Version]:
        """See the port; at most 500, the newest."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_HISTORY, person_id, _LINES_MAX)
        return [_version(row) for row in rows]

    async def search(self, sought: Sought, *, limit: int) -> Sequence[Kept]:
        """See the port."""
        async with connection_of(self._pool) as connection:
            if sought.number:
                rows = await connection.fetch(_BY_NUMBER, sought.number, limit)
            else:
                pattern = sought.forename.replace("\\", "").replace("%", "").replace("_", "")
                rows = await connection.fetch(_BY_NAME, sought.surname, pattern, sought.born_on, limit)
        return [Kept(*row) for row in rows]

    async def note_read(self, *, account: str, person_id: UUID | None, what: str, at: datetime) -> None:
        """See the port."""
        async with connection_of(self._pool) as connection:
            await connection.execute(_NOTE, account, person_id, what, at)


def _line(row: Any) -> ClaimLine:
    values = dict(row)
    return ClaimLine(place=Place(values.pop("generation_id"), values.pop("ordinal")), **values)


def _version(row: Any) -> Version:
    values = dict(row)
    generation_id, ordinal = values.pop("decided_generation_id"), values.pop("decided_ordinal")
    return Version(place=Place(generation_id, ordinal) if generation_id is not None else None, **values)
