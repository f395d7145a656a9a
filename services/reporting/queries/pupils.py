"""The pupils of one school as they are known: who learns there by what counts now, and what it answered about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from services.reporting.queries.read_audit import ReadAudit
from shared.clock import Clock
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool
from shared.vocabulary.collections import S_CHECK

QUERIES: Final = frozenset({"LEFT", "WRONG DETAILS"})
"""Answers by which something is wrong with somebody, or they leave: they are not confirmed with others."""


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One pupil on the list of a school."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    upn: str | None
    answer: str | None = None
    """What the school last answered in this period, as the list `check_answer` has it; None: nothing."""

    @property
    def queried(self) -> bool:
        """Whether the school has answered that something is wrong."""
        return self.answer in QUERIES


@dataclass(frozen=True, slots=True)
class PupilAnswer:
    """What a school last answered about one of its pupils."""

    person_id: UUID
    answer: str | None


class PupilRows(Protocol):
    """Finds the pupils of a school. `period`: answers for another count for nothing."""

    async def pupils(self, school: str, period: str, *, page: int, page_size: int) -> Listing[PupilLine]:
        """Return who learns at the school of this DfE number, by name."""
        ...

    async def answers(self, school: str, period: str, *, people_max: int) -> Sequence[PupilAnswer]:
        """Return all of them, so many at most, in no order, with what was answered."""
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

    async def answers(self, school: str, *, people_max: int) -> Sequence[PupilAnswer]:
        """Return all pupils by their ids, so many at most: no name among them, so no look is recorded."""
        return await self._rows.answers(school, self._period(), people_max=people_max)

    async def find_pupil(self, school: str, person_id: UUID, *, account: str) -> PupilLine | None:
        """Return a pupil of this school, or None."""
        found = await self._rows.find_pupil(school, self._period(), person_id)
        if found is not None:
            await self._audit.note_read(account, person_id, "pupil")
        return found

    def _period(self) -> str:
        """Return the period of the check that is answered today: what was wrong a year ago is no answer to it."""
        return S_CHECK.period_on(self._clock.today())


_ANSWERED: Final = """
FROM people LEFT JOIN LATERAL (
    SELECT c.facts::jsonb ->> 'row_kind' AS answer
    FROM claims c JOIN generations g USING (generation_id) JOIN returns r USING (return_id)
    LEFT JOIN carried_claims k
        ON k.edition_id = r.edition_id AND k.generation_id = c.generation_id AND k.ordinal = c.ordinal
    WHERE c.person_id = people.person_id AND c.counts AND c.kind = 'S_CHECK'
      AND r.establishment = $1 AND r.period = $2
      AND (r.generation_id = c.generation_id OR k.edition_id IS NOT NULL)
      -- Who leaves today is a pupil until midnight: a click on all the others must not take the answer's place. Who is
      -- known as a pupil since a day after they left has come back.
      AND (c.facts::jsonb ->> 'row_kind' <> 'LEFT'
           OR c.facts::jsonb ->> 'left_on' >= to_char(people.known_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'))
    ORDER BY g.received_at DESC, c.ordinal LIMIT 1
) said ON true
WHERE status_group IN ('education', 'compulsory') AND NOT lapsed
  AND (establishment = $1 OR (rule = 'on_a_school_roll' AND school = $1))
"""
_PUPILS: Final = f"""
SELECT person_id, surname, forename, born_on, upn, count(*) OVER () AS total, answer {_ANSWERED}
  AND ($3::uuid IS NULL OR person_id = $3)
ORDER BY sort_key, person_id LIMIT $4 OFFSET $5
"""
_ANSWERS: Final = f"SELECT person_id, answer {_ANSWERED} LIMIT $3"


class PostgresPupilRows:
    """`PupilRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def pupils(self, school: str, period: str, *, page: int, page_size: int) -> Listing[PupilLine]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_PUPILS, school, period, None, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(PupilLine, row) for row in rows], page=page, page_size=page_size)

    async def answers(self, school: str, period: str, *, people_max: int) -> Sequence[PupilAnswer]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_ANSWERS, school, period, people_max)
        return [view_of(PupilAnswer, row) for row in rows]

    async def find_pupil(self, school: str, period: str, person_id: UUID) -> PupilLine | None:
        async with own_rows(self._pool) as connection:
            row = await connection.fetchrow(_PUPILS, school, period, person_id, 1, 0)
        return None if row is None else view_of(PupilLine, row)
