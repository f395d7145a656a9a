"""The pupils of one school as they are known: who learns there by what counts now."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from services.reporting.queries.read_audit import ReadAudit
from shared.clock import Clock
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.collections import S_CHECK


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One pupil on the list of a school."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    upn: str | None
    queried: bool = False
    """The school has answered that something about them is wrong, or that they leave: not confirmed with others."""


class PupilRows(Protocol):
    """Finds the pupils of a school."""

    async def pupils(self, school: str, period: str, *, page: int, page_size: int) -> Listing[PupilLine]:
        """Return who learns at the school of this DfE number, by name, with its answers for that period."""
        ...

    async def find_pupil(self, school: str, period: str, person_id: UUID) -> PupilLine | None:
        """Return a pupil of this school; None also where the person is known, but not as its pupil."""
        ...


class PupilQueries:
    """The list of a school's pupils, for that school alone; each look is recorded."""

    def __init__(self, rows: PupilRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def pupils(self, school: str, *, account: str, page: int, page_size: int) -> Listing[PupilLine]:
        """Return one page of the list."""
        await self._audit.note_read(account, None, "pupil list")
        return await self._rows.pupils(school, self._period(), page=page, page_size=page_size)

    async def find_pupil(self, school: str, person_id: UUID, *, account: str) -> PupilLine | None:
        """Return a pupil of this school, or None."""
        found = await self._rows.find_pupil(school, self._period(), person_id)
        if found is not None:
            await self._audit.note_read(account, person_id, "pupil")
        return found

    def _period(self) -> str:
        """Return the period of the check that is answered today: what was wrong a year ago is no answer to it."""
        return S_CHECK.period_on(self._clock.today())


_PUPILS: Final = """
SELECT person_id, surname, forename, born_on, upn, count(*) OVER () AS total, EXISTS (
    SELECT FROM claims c JOIN generations g USING (generation_id) JOIN returns r USING (return_id)
    LEFT JOIN carried_claims k
        ON k.edition_id = r.edition_id AND k.generation_id = c.generation_id AND k.ordinal = c.ordinal
    WHERE c.person_id = people.person_id AND c.kind = 'S_CHECK' AND r.establishment = $1 AND r.period = $2
      AND (c.facts::jsonb ->> 'row_kind' = 'WRONG DETAILS'
           -- Who leaves today is a pupil until midnight: a click on all the others must not take the answer's place.
           OR c.facts::jsonb ->> 'row_kind' = 'LEFT'
          AND c.facts::jsonb ->> 'left_on' >= to_char(people.known_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'))
      AND (r.generation_id = c.generation_id OR k.edition_id IS NOT NULL)
) AS queried FROM people
WHERE status_group IN ('education', 'compulsory') AND NOT lapsed
  AND (establishment = $1 OR (establishment IS NULL AND on_roll AND school = $1))
  AND ($3::uuid IS NULL OR person_id = $3)
ORDER BY sort_key, person_id LIMIT $4 OFFSET $5
"""


class PostgresPupilRows:
    """`PupilRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def pupils(self, school: str, period: str, *, page: int, page_size: int) -> Listing[PupilLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PUPILS, school, period, None, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(PupilLine, row) for row in rows], page=page, page_size=page_size)

    async def find_pupil(self, school: str, period: str, person_id: UUID) -> PupilLine | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_PUPILS, school, period, person_id, 1, 0)
        return None if row is None else view_of(PupilLine, row)
