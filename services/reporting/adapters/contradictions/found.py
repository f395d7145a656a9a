"""Contradictions in PostgreSQL: opened and closed with the statuses; and what of other rows they depend on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.adapters.claims import content_claim_of
from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.contradictions.finding import (
    IN_NEITHER_LIST,
    LEAVER_NOT_ON_ROLL,
    OVER_ROWS_BESIDE,
    SPEAKING_ROLES,
    Contradiction,
    where_listed,
)
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, rows_affected
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections.collection import month_of

LISTS: Final = sorted(kind.collection for kind in CLAIM_KINDS if kind.lists_everybody)
"""Codes of the collections that list everybody who learns at an establishment."""
SPEAKING: Final = sorted(kind.collection for kind in CLAIM_KINDS if not SPEAKING_ROLES.isdisjoint(kind.roles))
"""Codes of the collections by which an establishment says where somebody is."""

_LISTING: Final = """
SELECT DISTINCT establishment FROM returns WHERE collection = ANY($1) AND period = $2 AND edition_id IS NOT NULL
"""

_KEEP: Final = """
WITH found AS (
    SELECT person_id, code, string_to_array(establishments, ' ') AS establishments
    FROM unnest($2::text::uuid[], $3::text[], $4::text[]) AS one (person_id, code, establishments)
), closed AS (
    UPDATE contradictions c SET closed_at = $5
    WHERE c.person_id = ANY($1::text::uuid[]) AND c.closed_at IS NULL
      AND (c.person_id, c.code, c.establishments) NOT IN (SELECT person_id, code, establishments FROM found)
)
INSERT INTO contradictions (person_id, code, establishments, opened_at)
SELECT person_id, code, establishments, $5 FROM found
ON CONFLICT (person_id, code, establishments) DO UPDATE SET opened_at = $5, closed_at = NULL
WHERE contradictions.closed_at IS NOT NULL
"""

# Rows that are refused or wait name people by blind keys or as candidates; `{rows}`: rows `u` of returns `r`.
# `OFFSET 0`: claims are looked up person by person, by their index; a plan made while tables are small would read all.
_NAMED: Final = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($1::text::uuid[], $2::text[]) AS one (person_id, establishment)
), waiting AS MATERIALIZED (
    SELECT DISTINCT r.establishment, u.keys, u.candidates FROM {rows}
    WHERE r.establishment IN (SELECT establishment FROM asked) AND r.collection = ANY($3)
), theirs AS MATERIALIZED (
    SELECT DISTINCT establishment, k.key FROM waiting CROSS JOIN LATERAL each_key(waiting.keys) AS k (key)
), mine AS MATERIALIZED (
    SELECT asked.person_id, asked.establishment, k.key
    FROM (SELECT * FROM asked WHERE establishment IN (SELECT establishment FROM waiting)) AS asked
    CROSS JOIN LATERAL (SELECT keys FROM claims c WHERE c.person_id = asked.person_id OFFSET 0) AS c
    CROSS JOIN LATERAL each_key(c.keys) AS k (key)
)
SELECT person_id, establishment FROM mine JOIN theirs USING (establishment, key)
UNION
SELECT asked.person_id, asked.establishment FROM asked
JOIN (SELECT establishment, unnest(candidates::uuid[]) AS person_id FROM waiting) AS named
    USING (establishment, person_id)
"""
NAMED_THIS_YEAR: Final = _NAMED.format(
    rows="returns r JOIN unsettled_rows u ON u.generation_id = r.generation_id AND r.period = ANY($4)"
)
NAMED_BEFORE: Final = _NAMED.format(
    rows="returns r JOIN generations g ON g.return_id = r.return_id AND g.state = 'accepted'"
    " JOIN unsettled_rows u ON u.generation_id = g.generation_id"
)
LISTED_BEFORE: Final = """
SELECT DISTINCT asked.person_id, c.kind, c.facts, r.establishment
FROM unnest($1::text::uuid[]) AS asked (person_id)
CROSS JOIN LATERAL (
    SELECT generation_id, kind, facts FROM claims c WHERE c.person_id = asked.person_id AND c.counts OFFSET 0
) AS c
CROSS JOIN LATERAL (
    SELECT return_id FROM generations g WHERE g.generation_id = c.generation_id AND g.state = 'accepted' OFFSET 0
) AS g
JOIN returns r ON r.return_id = g.return_id
"""

# Before anybody is marked stale, everywhere: whoever compares takes these marks first and waits for the others then.
_EXPECT: Final = """
INSERT INTO establishments_to_compare (establishment)
SELECT DISTINCT establishment FROM returns WHERE {which} ORDER BY establishment
ON CONFLICT (establishment) DO UPDATE SET establishment = excluded.establishment WHERE false
"""
_EXPECT_OF: Final = _EXPECT.format(which="return_id = ANY($1::text::bigint[]) AND collection = ANY($2)")
_EXPECT_ALL: Final = _EXPECT.format(which="collection = ANY($1) AND period = $2 AND edition_id IS NOT NULL")
_TAKE: Final = """
DELETE FROM establishments_to_compare
WHERE ctid = ANY(ARRAY(SELECT ctid FROM establishments_to_compare ORDER BY establishment FOR UPDATE SKIP LOCKED))
RETURNING establishment
"""
_WAIT: Final = "LOCK TABLE stale_people IN SHARE ROW EXCLUSIVE MODE"
_MARK_UNLISTED: Final = """
INSERT INTO stale_people (person_id)
SELECT person_id FROM people
WHERE status_group = 'not known' AND coalesce(establishment, school) = ANY($1)
UNION
SELECT person_id FROM contradictions WHERE closed_at IS NULL AND establishments && $1 AND code = ANY($2)
ORDER BY person_id
ON CONFLICT (person_id) DO NOTHING
"""


class PostgresContradictions:
    """The tables `contradictions` and `establishments_to_compare`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def listing(self, as_at: date) -> frozenset[str]:
        """Return the establishments whose enrolment return of the academic year counts."""
        rows = await self._connection.fetch(_LISTING, LISTS, AcademicYear.containing(as_at).label)
        return frozenset(row["establishment"] for row in rows)

    async def disproved(
        self, found: Mapping[UUID, Collection[Contradiction]], as_at: date
    ) -> Mapping[UUID, frozenset[Contradiction]]:
        """Return those of these that rows beside the claims that count disprove."""
        asked: dict[str, list[tuple[UUID, Contradiction]]] = defaultdict(list)
        for person_id, each in found.items():
            for one in each:
                if one.code in OVER_ROWS_BESIDE:
                    asked[one.code].append((person_id, one))
        named: dict[str, set[tuple[UUID, str]]] = {}
        if silent := asked[IN_NEITHER_LIST]:
            named[IN_NEITHER_LIST] = await self._named(NAMED_THIS_YEAR, silent, periods_of_year(as_at))
        if unlisted := asked[LEAVER_NOT_ON_ROLL]:
            named[LEAVER_NOT_ON_ROLL] = await self._named(NAMED_BEFORE, unlisted) | await self._listed(unlisted)
        disproved: dict[UUID, set[Contradiction]] = defaultdict(set)
        for code, wanted in asked.items():
            for person_id, one in wanted:
                if (person_id, one.establishments[0]) in named[code]:
                    disproved[person_id].add(one)
        return {person_id: frozenset(each) for person_id, each in disproved.items()}

    async def _named(
        self, statement: str, asked: Sequence[tuple[UUID, Contradiction]], *more: Sequence[str]
    ) -> set[tuple[UUID, str]]:
        people, places = array_of(who for who, _ in asked), [one.establishments[0] for _, one in asked]
        return {tuple(row) for row in await self._connection.fetch(statement, people, places, SPEAKING, *more)}

    async def _listed(self, asked: Sequence[tuple[UUID, Contradiction]]) -> set[tuple[UUID, str]]:
        rows = await self._connection.fetch(LISTED_BEFORE, array_of({who for who, _ in asked}))
        return {(row["person_id"], place) for row in rows if (place := where_listed(content_claim_of(row))) is not None}

    async def keep(self, found: Mapping[UUID, Collection[Contradiction]], at: datetime) -> None:
        """Open what contradicts each other about these people now, and close whatever else was open about them."""
        if not found:
            return
        rows = [(person_id, one) for person_id, each in found.items() for one in each]
        await self._connection.execute(
            _KEEP,
            array_of(found),
            array_of(person_id for person_id, _ in rows),
            [one.code for _, one in rows],
            [" ".join(one.establishments) for _, one in rows],
            at,
        )

    async def expect(self, return_ids: Sequence[int]) -> None:
        """Have the establishments of these returns compared, where the returns say where somebody is."""
        await self._connection.execute(_EXPECT_OF, array_of(return_ids), SPEAKING)

    async def expect_all(self, as_at: date) -> None:
        """Have all establishments compared whose enrolment return of the academic year counts."""
        await self._connection.execute(_EXPECT_ALL, LISTS, AcademicYear.containing(as_at).label)

    async def compare(self) -> int:
        """Mark whomever an establishment that is to be compared may be silent about, or no longer."""
        taken = [row["establishment"] for row in await self._connection.fetch(_TAKE)]
        if not taken:
            return 0
        await self._connection.execute(_WAIT)
        tag = await self._connection.execute(_MARK_UNLISTED, taken, sorted(OVER_ROWS_BESIDE))
        return rows_affected(tag)


def periods_of_year(as_at: date) -> list[str]:
    """Return the periods of returns of the academic year of the day: the year itself and its months."""
    year = AcademicYear.containing(as_at)
    first, last = year.first_day, year.last_day
    return [
        year.label,
        *(month_of(first.replace(month=month)) for month in range(first.month, 13)),
        *(month_of(last.replace(month=month, day=1)) for month in range(1, last.month + 1)),
    ]
